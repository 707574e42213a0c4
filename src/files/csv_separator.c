// SPDX-License-Identifier: MIT
/* What separates the cells is told by the rows themselves: it stands in the first one, and equally often in those that
 * follow. In doubt the rarer sign in texts wins: prices have commas. */
#include "csv.h"

#include <string.h>

#define ROWS_LOOKED_AT 50u

/* How often `separator` stands in each of the first rows outside of quotes; rows without any text do not count. */
struct tally {
    size_t n;
    unsigned counts[ROWS_LOOKED_AT];
};

static void tally_row(struct tally *tally, unsigned count, bool has_text)
{
    if (has_text)
        tally->counts[tally->n++] = count;
}

static void take_tally(const char *text, size_t len, char separator, struct tally *tally)
{
    bool is_quoted = false, is_cell_start = true, has_text = false;
    unsigned count = 0;

    tally->n = 0;
    for (size_t i = 0; i < len && tally->n < ROWS_LOOKED_AT; i++) {
        const char c = text[i];

        if (c == '"' && (is_quoted || is_cell_start)) {
            is_quoted = !is_quoted; /* two in a row leave and enter again */
            is_cell_start = !is_quoted;
            has_text = true;
        } else if (is_quoted) {
            continue;
        } else if (c == '\r' || c == '\n') {
            tally_row(tally, count, has_text);
            count = 0;
            is_cell_start = true;
            has_text = false;
        } else {
            is_cell_start = c == separator;
            count += c == separator;
            has_text = true;
        }
    }
    if (tally->n == 0) /* a single row, perhaps without its end */
        tally_row(tally, count, has_text);
}

/* How many rows have as many as the first one; 0 where that has none. */
static size_t agreement(const struct tally *tally)
{
    size_t agree = 0;

    if (tally->n == 0 || tally->counts[0] == 0)
        return 0;
    for (size_t i = 0; i < tally->n; i++)
        agree += tally->counts[i] == tally->counts[0];
    return agree;
}

char csv_recognise_separator(const char *text, size_t len)
{
    static const char candidates[] = "\t;,|"; /* the first of equals wins */
    char best = ',';
    size_t best_agreement = 0;
    struct tally tally;

    for (size_t i = 0; candidates[i]; i++) {
        size_t agree;

        take_tally(text, len, candidates[i], &tally);
        agree = agreement(&tally);
        if (agree > best_agreement) {
            best = candidates[i];
            best_agreement = agree;
        }
    }
    return best;
}

bool csv_separator_line(const char *text, size_t len, char *ret_separator, size_t *ret_len)
{
    if (len < 5 || strncasecmp(text, "sep=", 4) != 0 || !memchr(",;\t|", text[4], 4))
        return false;
    if (len > 5 && text[5] != '\r' && text[5] != '\n')
        return false;
    *ret_separator = text[4];
    *ret_len = 5;
    return true;
}
