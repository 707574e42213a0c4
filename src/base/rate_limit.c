// SPDX-License-Identifier: MIT
/* The generic cell rate algorithm (ITU-T I.371): a token bucket of which only one number is kept, the time at which it
 * will be full again. A key has eight places it may lie in, chosen by a hash that nobody outside can foresee; a lock
 * is held for the look at these eight. */
#include "base/rate_limit.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

#define PLACES 8u
#define SETS (RATE_KEYS / PLACES)
#define LOCKS 64u
#define NS_PER_US INT64_C(1000)
#define NS_PER_S INT64_C(1000000000)
#define WINDOW_NS (60 * NS_PER_S)

struct place {
    struct rate_key key;
    int64_t full_at_ns; /* 0: nobody's */
};

struct rate_limit {
    int64_t interval_ns; /* in which one comes back */
    uint64_t seed;
    pthread_mutex_t locks[LOCKS];
    struct place sets[SETS][PLACES];
};

struct rate_limit *rate_limit_new(unsigned per_minute)
{
    struct rate_limit *limit;

    if (per_minute == 0)
        return NULL;
    limit = calloc(1, sizeof *limit); /* pages that no key lies in are never touched */
    if (!limit || getrandom(&limit->seed, sizeof limit->seed, 0) < 0)
        abort();
    limit->interval_ns = WINDOW_NS / per_minute;
    for (unsigned i = 0; i < LOCKS; i++)
        pthread_mutex_init(&limit->locks[i], NULL);
    return limit;
}

void rate_limit_free(struct rate_limit *limit)
{
    if (!limit)
        return;
    for (unsigned i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&limit->locks[i]);
    free(limit);
}

/* The finalizer of SplitMix64. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* The key's place, or the one to be forgotten for it. */
static struct place *find(struct place set[static PLACES], struct rate_key key)
{
    struct place *least = &set[0];

    for (unsigned i = 0; i < PLACES; i++) {
        if (set[i].key.words[0] == key.words[0] && set[i].key.words[1] == key.words[1])
            return &set[i];
        if (set[i].full_at_ns < least->full_at_ns)
            least = &set[i];
    }
    *least = (struct place){.key = key};
    return least;
}

unsigned rate_limit_take(struct rate_limit *limit, struct rate_key key, int64_t now_us)
{
    size_t set = mix(mix(limit->seed ^ key.words[0]) ^ key.words[1]) % SETS;
    int64_t now_ns = now_us * NS_PER_US, full_at_ns, wait_ns;
    struct place *place;

    pthread_mutex_lock(&limit->locks[set % LOCKS]);
    place = find(limit->sets[set], key);
    full_at_ns = place->full_at_ns > now_ns ? place->full_at_ns : now_ns;
    wait_ns = full_at_ns + limit->interval_ns - now_ns - WINDOW_NS;
    if (wait_ns <= 0)
        place->full_at_ns = full_at_ns + limit->interval_ns;
    pthread_mutex_unlock(&limit->locks[set % LOCKS]);
    return wait_ns <= 0 ? 0 : (unsigned)((wait_ns + NS_PER_S - 1) / NS_PER_S);
}
