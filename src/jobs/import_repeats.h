// SPDX-License-Identifier: MIT
/* Article numbers that a file has more than once: the last row counts. What is remembered of a row is sixteen bytes, so a
 * file of a million rows is looked through whole before the first row is written. */
#ifndef SAUDA_SRC_JOBS_IMPORT_REPEATS_H
#define SAUDA_SRC_JOBS_IMPORT_REPEATS_H

#include "import_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct repeats_row {
    uint64_t hash; /* of the sku */
    uint32_t row;
};

struct repeats_loser {
    uint32_t row, winner;
};

struct repeats {
    uint64_t seed;
    struct repeats_row *rows;
    size_t n_rows, room;
    struct repeats_loser *losers; /* by row; after repeats_judge() */
    size_t n_losers;
};

void repeats_init(struct repeats *repeats);
void repeats_free(struct repeats *repeats);
/* Rows come in their order; those with faults do not come. */
void repeats_add(struct repeats *repeats, struct text sku, uint64_t row);
/* All rows are there: what is remembered of them is given back, but for the losers. */
void repeats_judge(struct repeats *repeats);
/* The row that counts in place of this one; 0: this one counts. */
uint64_t repeats_winner(const struct repeats *repeats, uint64_t row);

#endif
