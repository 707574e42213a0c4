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
    free(repeats->keys);
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

void repeats_add(struct repeats *repeats, unsigned key, struct text text, uint64_t row)
{
    if (repeats->n_keys == repeats->room) {
        repeats->room = repeats->room ? repeats->room + repeats->room / 2 : 1024;
        repeats->keys = reallocarray(repeats->keys, repeats->room, sizeof *repeats->keys);
        if (!repeats->keys)
            abort();
    }
    repeats->keys[repeats->n_keys++] = (struct repeats_key){
        .hash = hash_of(repeats->seed + key, text), .row = (uint32_t)row, .key = key};
}

static int by_hash(const void *a, const void *b)
{
    const struct repeats_key *x = a, *y = b;

    return (x->hash > y->hash) - (x->hash < y->hash);
}

static int by_row(const void *a, const void *b)
{
    const struct repeats_key *x = a, *y = b;

    return (x->row > y->row) - (x->row < y->row);
}

static int losers_by_row(const void *a, const void *b)
{
    const struct repeats_loser *x = a, *y = b;

    return (x->row > y->row) - (x->row < y->row);
}

/* Leaves those keys that are in several rows, each with its group's number in place of the hash. Answers how many groups
 * there are. */
static size_t keep_shared(struct repeats *repeats)
{
    size_t n = 0, groups = 0;

    for (size_t i = 0, end; i < repeats->n_keys; i = end) {
        for (end = i + 1; end < repeats->n_keys && repeats->keys[end].hash == repeats->keys[i].hash;)
            end++;
        if (end == i + 1)
            continue;
        for (size_t at = i; at < end; at++) {
            repeats->keys[n] = repeats->keys[at];
            repeats->keys[n++].hash = groups;
        }
        groups++;
    }
    repeats->n_keys = n;
    return groups;
}

/* One row, which ends before `end`, at the keys that it shares; answers where they begin. */
static size_t judge_row(struct repeats *repeats, size_t end, uint32_t *winners)
{
    uint32_t row = repeats->keys[end - 1].row;
    const struct repeats_key *lost_by = NULL;
    size_t begin = end;

    while (begin > 0 && repeats->keys[begin - 1].row == row) {
        begin--;
        if (winners[repeats->keys[begin].hash])
            lost_by = &repeats->keys[begin];
    }
    if (lost_by)
        repeats->losers[repeats->n_losers++] =
            (struct repeats_loser){row, winners[lost_by->hash], lost_by->key};
    for (size_t i = begin; !lost_by && i < end; i++)
        winners[repeats->keys[i].hash] = row;
    return begin;
}

void repeats_judge(struct repeats *repeats)
{
    size_t groups;

    if (repeats->n_keys > 1)
        qsort(repeats->keys, repeats->n_keys, sizeof *repeats->keys, by_hash);
    groups = keep_shared(repeats);
    if (groups) {
        uint32_t *winners = calloc(groups, sizeof *winners);

        repeats->losers = calloc(repeats->n_keys, sizeof *repeats->losers);
        if (!winners || !repeats->losers)
            abort();
        qsort(repeats->keys, repeats->n_keys, sizeof *repeats->keys, by_row);
        for (size_t end = repeats->n_keys; end > 0;)
            end = judge_row(repeats, end, winners);
        qsort(repeats->losers, repeats->n_losers, sizeof *repeats->losers, losers_by_row);
        free(winners);
    }
    free(repeats->keys);
    repeats->keys = NULL;
    repeats->n_keys = repeats->room = 0;
}

const struct repeats_loser *repeats_find(const struct repeats *repeats, uint64_t row)
{
    const struct repeats_loser key = {.row = (uint32_t)row};

    if (repeats->n_losers == 0)
        return NULL;
    return bsearch(&key, repeats->losers, repeats->n_losers, sizeof key, losers_by_row);
}
