// SPDX-License-Identifier: MIT
/* A fiber cannot start another, so what the story starts begins at the end of the turn. */
#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>

#define PATIENCE_US (60 * US_PER_S)

struct member {
    struct crowd *crowd;
    crowd_fn *fn;
    void *arg;
};

void crowd_do(struct crowd *crowd, crowd_fn *fn, void *arg)
{
    struct ctx cx = {
        .arena = arena_new(),
        .loop = crowd->loop,
        .db = crowd->db,
        .actor_id = "00000000-0000-7000-8000-000000000001",
        .deadline_us = clock_now_us() + 10 * US_PER_S,
    };

    fn(&cx, arg);
    arena_free(cx.arena);
}

static void member_run(void *arg)
{
    struct member *member = arg;

    crowd_do(member->crowd, member->fn, member->arg);
    member->crowd->n_busy--;
    free(member);
}

static void member_start(void *arg)
{
    struct member *member = arg;

    if (!fiber_start(member->crowd->loop, member_run, member))
        abort();
}

void crowd_start(struct crowd *crowd, crowd_fn *fn, void *arg)
{
    struct member *member = malloc(sizeof *member);

    if (!member)
        abort();
    *member = (struct member){crowd, fn, arg};
    crowd->n_busy++;
    loop_defer(crowd->loop, member_start, member);
}

void crowd_wait(struct crowd *crowd)
{
    while (crowd->n_busy)
        fiber_sleep_us(US_PER_MS);
}

int64_t crowd_wait_until(struct crowd *crowd, bool is_up)
{
    int64_t began_us = clock_now_us();

    while (db_is_up(crowd->db) != is_up) {
        if (clock_now_us() - began_us > PATIENCE_US) {
            fprintf(stderr, "the database is not %s\n", is_up ? "there" : "away");
            exit(1);
        }
        fiber_sleep_us(US_PER_MS);
    }
    return (clock_now_us() - began_us) / US_PER_MS;
}

static void tell(void *arg)
{
    struct crowd *crowd = arg;

    crowd_wait_until(crowd, true);
    crowd->story(crowd);
    crowd_wait(crowd);
    loop_stop(crowd->loop);
}

static void begin(void *arg)
{
    struct crowd *crowd = arg;

    if (!fiber_start(crowd->loop, tell, crowd))
        abort();
}

void crowd_run(const char *conninfo, unsigned reads, unsigned writes,
               void (*story)(struct crowd *crowd))
{
    struct crowd crowd = {.loop = loop_new("test"), .connector = db_connector_new(), .story = story};
    const struct db_options options = {conninfo, reads, writes, crowd.connector};

    crowd.db = db_new(crowd.loop, &options);
    loop_defer(crowd.loop, begin, &crowd);
    loop_run(crowd.loop);
    db_free(crowd.db);
    db_connector_free(crowd.connector);
    loop_free(crowd.loop);
    arena_store_free();
}
