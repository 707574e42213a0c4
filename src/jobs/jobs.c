// SPDX-License-Identifier: MIT
/* The thread: a loop, connections of its own, and the jobs in turn. While the database is away none of them runs; when
 * the program stops only storing goes on, until what was found is stored. */
#include "jobs/jobs.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "db/db.h"
#include "job.h"
#include "mail.h"

#include <pthread.h>
#include <stdlib.h>

#define READ_CONNECTIONS 1
#define WRITE_CONNECTIONS 3 /* a slice of upkeep, a claim and a store may meet */
#define RUN_LIMIT_US (10 * US_PER_S)
#define AWAY_US (200 * US_PER_MS)

enum { JOB_CLAIM, JOB_STORE, JOB_ROLLUPS, JOB_RETENTION, JOB_PARTITIONS, JOB_MAIL, N_JOBS };

struct jobs_thread {
    struct jobs jobs;
    struct job list[N_JOBS];
    pthread_t thread;
};

/* --- a job's runs ------------------------------------------------------------------------------------------------ */

static void jobs_end_if_done(struct jobs *jobs)
{
    if (!jobs->is_stopping || !schedule_is_done(jobs->schedule))
        return;
    for (size_t i = 0; i < jobs->n; i++)
        if (jobs->list[i].is_running)
            return;
    loop_stop(jobs->loop);
}

void job_kick(struct job *job, int64_t due_us)
{
    if (job->is_running) {
        if (!job->kicked_us || due_us < job->kicked_us)
            job->kicked_us = due_us;
    } else if (!job->timer.place || due_us < job->timer.due_us) {
        loop_timer_set(job->jobs->loop, &job->timer, due_us);
    }
}

static void job_fiber(void *arg)
{
    struct job *job = arg;
    struct jobs *jobs = job->jobs;
    struct ctx cx = {.arena = arena_new(),
                     .loop = jobs->loop,
                     .db = jobs->db,
                     .deadline_us = clock_now_us() + RUN_LIMIT_US};
    int64_t pause_us = job->run(&cx, job), kicked_us = job->kicked_us;

    if (cx.failure.code && cx.failure.code != ERR_DB_UNAVAILABLE)
        log_warn("jobs", "%s: %s", job->name, err_infos[cx.failure.code].code);
    arena_free(cx.arena);
    job->is_running = false;
    job->kicked_us = 0;
    if (kicked_us)
        job_kick(job, kicked_us);
    if (pause_us != JOB_IDLE && !jobs->is_stopping)
        job_kick(job, clock_now_us() + pause_us);
    jobs_end_if_done(jobs);
}

static void job_due(void *arg)
{
    struct job *job = arg;
    struct jobs *jobs = job->jobs;

    if (!db_is_up(jobs->db) && !jobs->is_stopping) {
        job_kick(job, clock_now_us() + AWAY_US);
        return;
    }
    job->is_running = true;
    if (!fiber_start(jobs->loop, job_fiber, job))
        abort(); /* there is one fiber a job */
}

/* --- the thread ------------------------------------------------------------------------------------------------- */

static void *jobs_main(void *arg)
{
    struct jobs *jobs = arg;

    loop_run(jobs->loop);
    arena_store_free();
    return NULL;
}

static void jobs_end(void *arg)
{
    struct jobs *jobs = arg;

    jobs->is_stopping = true;
    for (size_t i = 0; i < jobs->n; i++)
        loop_timer_clear(jobs->loop, &jobs->list[i].timer);
    schedule_stop(jobs->schedule);
    mailer_stop(jobs->mailer);
    jobs_end_if_done(jobs);
}

struct jobs *jobs_new(const struct jobs_options *options)
{
    static const char *const names[N_JOBS] = {"claim",     "store",      "rollups",
                                              "retention", "partitions", "mail"};
    struct jobs_thread *thread = calloc(1, sizeof *thread);
    struct jobs *jobs = &thread->jobs;
    int64_t now_us = clock_now_us();

    if (!thread)
        abort();
    jobs->options = *options;
    jobs->loop = loop_new("jobs");
    jobs->db = db_new(jobs->loop, &(struct db_options){.conninfo = options->conninfo,
                                                       .read_connections = READ_CONNECTIONS,
                                                       .write_connections = WRITE_CONNECTIONS,
                                                       .connector = options->connector});
    jobs->list = thread->list;
    jobs->n = N_JOBS;
    for (size_t i = 0; i < N_JOBS; i++)
        jobs->list[i] = (struct job){
            .name = names[i], .jobs = jobs, .timer = {.fn = job_due, .arg = &jobs->list[i]}};
    jobs->schedule = schedule_new(jobs, &jobs->list[JOB_CLAIM], &jobs->list[JOB_STORE]);
    jobs->upkeep = upkeep_new(&jobs->list[JOB_ROLLUPS], &jobs->list[JOB_RETENTION],
                              &jobs->list[JOB_PARTITIONS], options->events_keep_days);
    jobs->mailer = mailer_new(jobs, &jobs->list[JOB_MAIL]);
    job_kick(&jobs->list[JOB_CLAIM], now_us);
    job_kick(&jobs->list[JOB_PARTITIONS], now_us);
    job_kick(&jobs->list[JOB_ROLLUPS], now_us + US_PER_S);
    job_kick(&jobs->list[JOB_RETENTION], now_us + 2 * US_PER_S);
    if (pthread_create(&thread->thread, NULL, jobs_main, jobs))
        abort();
    return jobs;
}

void jobs_stop(struct jobs *jobs)
{
    struct jobs_thread *thread = (struct jobs_thread *)jobs;

    if (!loop_post(jobs->loop, jobs_end, jobs))
        abort(); /* it stops by us alone */
    pthread_join(thread->thread, NULL);
}

void jobs_free(struct jobs *jobs)
{
    struct jobs_thread *thread = (struct jobs_thread *)jobs;

    if (!jobs)
        return;
    schedule_free(jobs->schedule);
    upkeep_free(jobs->upkeep);
    mailer_free(jobs->mailer);
    db_free(jobs->db);
    loop_free(jobs->loop);
    free(thread);
}
