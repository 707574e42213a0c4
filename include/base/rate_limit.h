// SPDX-License-Identifier: MIT
/* How often somebody may do something in a minute, for all threads of the process: a minute's worth at once, and then as
 * it comes back, evenly. The memory is fixed: of too many keys the one that has the most left is forgotten. */
#ifndef SAUDA_BASE_RATE_LIMIT_H
#define SAUDA_BASE_RATE_LIMIT_H

#include <stddef.h>
#include <stdint.h>

#define RATE_KEYS ((size_t)65536) /* known at a time */

struct rate_limit;

/* Who is counted: the bytes of an address or of a uuid. */
struct rate_key {
    uint64_t words[2];
};

/* 0 a minute: no limit, which is NULL. */
struct rate_limit *rate_limit_new(unsigned per_minute);
/* NULL is allowed. */
void rate_limit_free(struct rate_limit *limit);

/* Counts one at `now_us` of the monotonic clock. 0: it may be done. Otherwise it is not counted, and may be done in so
 * many seconds. */
unsigned rate_limit_take(struct rate_limit *limit, struct rate_key key, int64_t now_us)
    __attribute__((warn_unused_result));

#endif
