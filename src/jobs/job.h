// SPDX-License-Identifier: MIT
/* What the files of recurring work share. A job's run is short - one claim, one slice - and says when the next is due:
 * so nothing on this thread has to be told to stop in the middle. */
#ifndef SAUDA_JOBS_JOB_H
#define SAUDA_JOBS_JOB_H

#include "base/ctx.h"
#include "base/loop.h"
#include "jobs/jobs.h"

#include <stdbool.h>
#include <stdint.h>

#define JOB_IDLE INT64_MAX /* until job_kick() */

struct job;

/* One run, in a fiber; returns the pause until the next one in µs, or JOB_IDLE. */
typedef int64_t job_fn(struct ctx *cx, struct job *job);

struct job {
    const char *name;
    job_fn *run;
    void *state; /* the job's own */
    struct jobs *jobs;
    struct loop_timer timer;
    bool is_running;
    int64_t kicked_us; /* while it was running; 0: was not */
};

/* Lets it run at `due_us` of the monotonic clock, if it would not sooner. */
void job_kick(struct job *job, int64_t due_us);

struct jobs {
    struct jobs_options options;
    struct loop *loop;
    struct db *db;
    struct job *list;
    size_t n;
    bool is_stopping;
    struct schedule *schedule;
    struct upkeep *upkeep;
    struct mailer *mailer;
};

/* schedule.c: checks that are due, and storing what they find. */
struct schedule *schedule_new(struct jobs *jobs, struct job *claim, struct job *store);
void schedule_free(struct schedule *schedule);
/* Ends what is under way. */
void schedule_stop(struct schedule *schedule);
/* Whether nothing is left to be stored. */
bool schedule_is_done(const struct schedule *schedule);

/* upkeep.c: rollups, retention, partitions. */
struct upkeep *upkeep_new(struct job *rollups, struct job *retention, struct job *partitions,
                          unsigned events_keep_days);
void upkeep_free(struct upkeep *upkeep);

#endif
