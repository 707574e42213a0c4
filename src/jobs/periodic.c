// SPDX-License-Identifier: MIT
/* A timer that starts a fiber, once the former run is over. While the database is away nothing runs, unless the worker is
 * stopping: then there may be something left to be stored, and no time to wait. */
#include "periodic.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "db/db.h"
#include "worker_parts.h"

#include <stdlib.h>

#define RUN_LIMIT_US (10 * US_PER_S)
#define AWAY_US (200 * US_PER_MS)

void periodic_kick(struct periodic *periodic, int64_t due_us)
{
    if (periodic->is_running) {
        if (!periodic->kicked_us || due_us < periodic->kicked_us)
            periodic->kicked_us = due_us;
    } else if (!periodic->timer.place || due_us < periodic->timer.due_us) {
        loop_timer_set(periodic->worker->loop, &periodic->timer, due_us);
    }
}

static void run_once(void *arg)
{
    struct periodic *periodic = arg;
    struct worker *worker = periodic->worker;
    struct ctx cx = {.arena = arena_new(),
                     .loop = worker->loop,
                     .db = worker->db,
                     .deadline_us = clock_now_us() + RUN_LIMIT_US};
    int64_t pause_us = periodic->run(&cx, periodic), kicked_us = periodic->kicked_us;

    if (cx.failure.code && cx.failure.code != ERR_DB_UNAVAILABLE)
        log_warn("jobs", "%s: %s", periodic->name, err_infos[cx.failure.code].code);
    arena_free(cx.arena);
    periodic->is_running = false;
    periodic->kicked_us = 0;
    if (kicked_us)
        periodic_kick(periodic, kicked_us);
    if (pause_us != PERIODIC_IDLE && !worker->is_stopping)
        periodic_kick(periodic, clock_now_us() + pause_us);
    worker_end_if_done(worker);
}

static void come_due(void *arg)
{
    struct periodic *periodic = arg;
    struct worker *worker = periodic->worker;

    if (!db_is_up(worker->db) && !worker->is_stopping) {
        periodic_kick(periodic, clock_now_us() + AWAY_US);
        return;
    }
    periodic->is_running = true;
    if (!fiber_start(worker->loop, run_once, periodic))
        abort(); /* the worker has fewer fibers than that */
}

void periodic_init(struct periodic *periodic, struct worker *worker, const char *name)
{
    *periodic =
        (struct periodic){.name = name, .worker = worker, .timer = {.fn = come_due, .arg = periodic}};
}
