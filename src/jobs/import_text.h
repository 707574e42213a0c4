// SPDX-License-Identifier: MIT
/* What people put into cells, as values: numbers with their blanks and currencies, yes and no in three languages. */
#ifndef SAUDA_SRC_JOBS_IMPORT_TEXT_H
#define SAUDA_SRC_JOBS_IMPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *s;
    size_t len;
};

/* Without the blanks around it, of which Unicode has many. */
struct text text_trim(const char *s, size_t len);

/* What stands before the decimals where the file was made. */
enum decimal_sign { DECIMAL_UNKNOWN, DECIMAL_POINT, DECIMAL_COMMA };

enum number_outcome {
    NUMBER_OK,
    NUMBER_NONE,      /* it is no number */
    NUMBER_AMBIGUOUS, /* "1,299" may be a thousand or one and a bit */
    NUMBER_PRECISE,   /* of more decimals than there may be */
    NUMBER_LARGE,     /* beyond 15 digits before the decimals */
};

/* Reads a number as people write it: "12 990,50 ₸", "1,299.00", "-5", "1.2E+3", "7 шт". `decimals` (at most 2) is how many
 * it may have; what a binary fraction left behind them ("12.340000000000001") is dropped. `ret_v` counts in the last of
 * these: with two, 12.5 is 1250. */
enum number_outcome number_read(struct text text, enum decimal_sign sign, unsigned decimals,
                                int64_t *ret_v);

/* "да", "жоқ", "yes", "0" … False: it is neither. */
bool bool_read(struct text text, bool *ret_v);

/* Whether Excel has cut a long number down to "4,87E+12", so that nobody knows any more what it was. */
bool is_cut_number(struct text text);

#endif
