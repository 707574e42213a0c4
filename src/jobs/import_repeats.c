// SPDX-License-Identifier: MIT
/* Sorting finds what stands twice. A table of hashes would be quicker, but a file made for it could make that crawl; the
 * worst such a file can do here is to have rows of its own passed over. */
#include "import_repeats.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void repeats_init(struct repeats *repeats)
{
    *repeats = (struct repeats){0};
    if (getrandom(&repeats->seed, sizeof repeats->seed, 0) != sizeof repeats->seed)
        abort(); /* so few bytes never fail */
}

void repeats_free(struct repeats *repeats)
{
    free(repeats->rows);
    free(repeats->losers);
    *repeats = (struct repeats){0};
}

/* FNV-1a, and the last mixing of MurmurHash3, so that each bit depends on all. */
static uint64_t hash_of(uint64_t seed, struct text text)
{
    uint64_t h = UINT64_C(14695981039346656037) ^ seed;

    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.s[i]) * UINT64_C(1099511628211);
    h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ (h >> 33);
}

void repeats_add(struct repeats *repeats, struct text sku, uint64_t row)
{
    if (repeats->n_rows == repeats->room) {
        repeats->room = repeats->room ? repeats->room + repeats->room / 2 : 1024;
        repeats->rows = reallocarray(repeats->rows, repeats->room, sizeof *repeats->rows);
        if (!repeats->rows)
            abort();
    }
    repeats->rows[repeats->n_rows++] =
        (struct repeats_row){.hash = hash_of(repeats->seed, sku), .row = (uint32_t)row};
}

static int by_hash_and_row(const void *a, const void *b)
{
    const struct repeats_row *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b)
{
    const struct repeats_loser *x = a, *y = b;

    return (x->row > y->row) - (x->row < y->row);
}

static size_t count_losers(const struct repeats *repeats)
{
    size_t n = 0;

    for (size_t i = 1; i < repeats->n_rows; i++)
        n += repeats->rows[i].hash == repeats->rows[i - 1].hash;
    return n;
}

static void note_losers(struct repeats *repeats)
{
    uint32_t winner = 0;

    for (size_t i = repeats->n_rows; i-- > 0;) {
        bool is_last = i + 1 == repeats->n_rows || repeats->rows[i + 1].hash != repeats->rows[i].hash;

        if (is_last)
            winner = repeats->rows[i].row;
        else
            repeats->losers[repeats->n_losers++] =
                (struct repeats_loser){repeats->rows[i].row, winner};
    }
    qsort(repeats->losers, repeats->n_losers, sizeof *repeats->losers, by_row);
}

void repeats_judge(struct repeats *repeats)
{
    size_t n;

    if (repeats->n_rows > 1)
        qsort(repeats->rows, repeats->n_rows, sizeof *repeats->rows, by_hash_and_row);
    n = count_losers(repeats);
    if (n) {
        repeats->losers = calloc(n, sizeof *repeats->losers);
        if (!repeats->losers)
            abort();
        note_losers(repeats);
    }
    free(repeats->rows);
    repeats->rows = NULL;
    repeats->n_rows = repeats->room = 0;
}

uint64_t repeats_winner(const struct repeats *repeats, uint64_t row)
{
    const struct repeats_loser key = {.row = (uint32_t)row}, *found;

    if (repeats->n_losers == 0)
        return 0;
    found = bsearch(&key, repeats->losers, repeats->n_losers, sizeof key, by_row);
    return found ? found->winner : 0;
}
