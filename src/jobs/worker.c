// SPDX-License-Identifier: MIT
/* The thread: a loop, connections of its own, and the recurring work in turn. When the program stops only storing goes on,
 * until what was found is stored. */
#include "jobs/worker.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "mail.h"
#include "worker_parts.h"

#include <stdlib.h>

#define READ_CONNECTIONS 1
/* A slice of upkeep, a claim, a store and reminders may meet, beside a slice of each job. */
#define WRITE_CONNECTIONS (4 + WORKER_JOBS_MAX)

void worker_end_if_done(struct worker *worker)
{
    if (!worker->is_stopping || !schedule_is_done(worker->schedule) || !queue_is_done(worker->queue))
        return;
    for (size_t i = 0; i < N_PERIODICS; i++)
        if (worker->periodics[i].is_running)
            return;
    loop_stop(worker->loop);
}

static void *worker_main(void *arg)
{
    struct worker *worker = arg;

    loop_run(worker->loop);
    arena_store_free();
    return NULL;
}

static void worker_end(void *arg)
{
    struct worker *worker = arg;

    worker->is_stopping = true;
    for (size_t i = 0; i < N_PERIODICS; i++)
        loop_timer_clear(worker->loop, &worker->periodics[i].timer);
    queue_drain(worker->queue);
    schedule_stop(worker->schedule);
    mailer_stop(worker->mailer);
    worker_end_if_done(worker);
}

static void parts_build(struct worker *worker)
{
    static const char *const names[N_PERIODICS] = {
        [PERIODIC_CLAIM] = "claim",
        [PERIODIC_STORE] = "store",
        [PERIODIC_ROLLUPS] = "rollups",
        [PERIODIC_RETENTION] = "retention",
        [PERIODIC_PARTITIONS] = "partitions",
        [PERIODIC_MAIL] = "mail",
        [PERIODIC_REMINDERS] = "reminders",
        [PERIODIC_TAKE] = "take",
        [PERIODIC_BEAT] = "beat",
        [PERIODIC_RECLAIM] = "reclaim",
    };
    struct periodic *periodics = worker->periodics;

    for (size_t i = 0; i < N_PERIODICS; i++)
        periodic_init(&periodics[i], worker, names[i]);
    worker->schedule = schedule_new(worker, &periodics[PERIODIC_CLAIM], &periodics[PERIODIC_STORE]);
    worker->upkeep = upkeep_new(&periodics[PERIODIC_ROLLUPS], &periodics[PERIODIC_RETENTION],
                                &periodics[PERIODIC_PARTITIONS], worker->options.events_keep_days);
    worker->mailer = mailer_new(worker, &periodics[PERIODIC_MAIL]);
    reminders_init(&periodics[PERIODIC_REMINDERS]);
    worker->queue = queue_new(worker, &periodics[PERIODIC_TAKE], &periodics[PERIODIC_BEAT],
                              &periodics[PERIODIC_RECLAIM]);
}

struct worker *worker_new(const struct worker_options *options)
{
    struct worker *worker = calloc(1, sizeof *worker);

    if (!worker)
        abort();
    worker->options = *options;
    worker->loop = loop_new("jobs");
    worker->db = db_new(worker->loop, &(struct db_options){.conninfo = options->conninfo,
                                                           .read_connections = READ_CONNECTIONS,
                                                           .write_connections = WRITE_CONNECTIONS,
                                                           .connector = options->connector});
    parts_build(worker);
    return worker;
}

void worker_start(struct worker *worker)
{
    struct periodic *periodics = worker->periodics;
    int64_t now_us = clock_now_us();

    periodic_kick(&periodics[PERIODIC_CLAIM], now_us);
    periodic_kick(&periodics[PERIODIC_PARTITIONS], now_us);
    periodic_kick(&periodics[PERIODIC_ROLLUPS], now_us + US_PER_S);
    periodic_kick(&periodics[PERIODIC_RETENTION], now_us + 2 * US_PER_S);
    periodic_kick(&periodics[PERIODIC_REMINDERS], now_us);
    periodic_kick(&periodics[PERIODIC_TAKE], now_us);
    periodic_kick(&periodics[PERIODIC_RECLAIM], now_us);
    if (pthread_create(&worker->thread, NULL, worker_main, worker))
        abort();
}

static void look(void *arg)
{
    struct worker *worker = arg;

    queue_look(worker->queue);
}

void worker_wake(struct worker *worker)
{
    if (!loop_post(worker->loop, look, worker))
        log_debug("jobs", "the queue has ended");
}

static void drain(void *arg)
{
    struct worker *worker = arg;

    queue_drain(worker->queue);
}

void worker_drain(struct worker *worker)
{
    if (!loop_post(worker->loop, drain, worker))
        log_debug("jobs", "the queue has ended");
}

void worker_stop(struct worker *worker)
{
    if (!loop_post(worker->loop, worker_end, worker))
        abort(); /* it stops by us alone */
    pthread_join(worker->thread, NULL);
}

void worker_free(struct worker *worker)
{
    if (!worker)
        return;
    schedule_free(worker->schedule);
    upkeep_free(worker->upkeep);
    mailer_free(worker->mailer);
    queue_free(worker->queue);
    db_free(worker->db);
    loop_free(worker->loop);
    free(worker);
}
