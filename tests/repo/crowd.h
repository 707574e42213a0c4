// SPDX-License-Identifier: MIT
/* Many fibers at one database: a loop on this thread, and one fiber that tells the story and lets others do things
 * beside it. */
#ifndef SAUDA_TESTS_REPO_CROWD_H
#define SAUDA_TESTS_REPO_CROWD_H

#include "base/clock.h"
#include "base/ctx.h"
#include "base/fiber.h"
#include "db/db.h"
#include "db/query.h"

#include <stdbool.h>

#define ONE_S_US US_PER_S

struct crowd {
    struct loop *loop;
    struct db_connector *connector;
    struct db *db;
    unsigned n_busy; /* fibers that have not ended */
    void (*story)(struct crowd *crowd);
};

/* What one fiber of the crowd does. The ctx is its own, with a deadline 10 s away. */
typedef void crowd_fn(struct ctx *cx, void *arg);

/* Connects, runs `story` on a fiber once the database is there, and takes all down when it returns. */
void crowd_run(const char *conninfo, unsigned reads, unsigned writes,
               void (*story)(struct crowd *crowd));
/* From the story: starts a fiber of its own, in this turn. */
void crowd_start(struct crowd *crowd, crowd_fn *fn, void *arg);
/* From the story: waits until the others have ended. */
void crowd_wait(struct crowd *crowd);
/* Runs fn in the story's own fiber. */
void crowd_do(struct crowd *crowd, crowd_fn *fn, void *arg);
/* Waits until the database is there, or away; returns how long that took, in ms. */
int64_t crowd_wait_until(struct crowd *crowd, bool is_up);

#endif
