// SPDX-License-Identifier: MIT
/* Rows of a file that are about the same thing, since one of their keys is the same: the last row counts. What is remembered
 * of a key is sixteen bytes, so a file of a million rows is looked through whole before the first row is written. */
#ifndef SAUDA_SRC_JOBS_IMPORT_REPEATS_H
#define SAUDA_SRC_JOBS_IMPORT_REPEATS_H

#include "import_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct repeats_key {
    uint64_t hash; /* of what stands in the key; of which group it is, once that is known */
    uint32_t row;
    uint32_t key; /* which of them it is */
};

struct repeats_loser {
    uint32_t row, winner;
    uint32_t key; /* by which the two are the same */
};

struct repeats {
    uint64_t seed;
    struct repeats_key *keys;
    size_t n_keys, room;
    struct repeats_loser *losers; /* by row; after repeats_judge() */
    size_t n_losers;
};

void repeats_init(struct repeats *repeats);
void repeats_free(struct repeats *repeats);
/* One key of a row. Rows come in their order; those with faults do not come. */
void repeats_add(struct repeats *repeats, unsigned key, struct text text, uint64_t row);
/* All rows are there: what is remembered of them is given back, but for the losers. A row loses to the next one that counts
 * itself and shares a key with it. */
void repeats_judge(struct repeats *repeats);
/* Which row counts in place of this one; NULL: this one counts. */
const struct repeats_loser *repeats_find(const struct repeats *repeats, uint64_t row);

#endif
