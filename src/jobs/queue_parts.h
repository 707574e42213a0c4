// SPDX-License-Identifier: MIT
/* The queue, as its two files see it: queue.c takes jobs and ends attempts, queue_run.c is what kinds call meanwhile. */
#ifndef SAUDA_JOBS_QUEUE_PARTS_H
#define SAUDA_JOBS_QUEUE_PARTS_H

#include "base/loop.h"
#include "base/uuid.h"
#include "jobs/queue.h"
#include "repo/jobs.h"
#include "worker_parts.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#define QUEUE_LEASE_S 30 /* a dead process's jobs go on elsewhere after that */
#define QUEUE_PHASE_SIZE 64

/* How far an attempt is, as the kind said it last. */
struct job_progress {
    int64_t done, total; /* total -1: not known */
    char phase[QUEUE_PHASE_SIZE];
    bool is_unsaved;
    int64_t told_us;        /* when listeners were told last */
    struct loop_timer tell; /* set while they are to be told of what came since */
};

/* A job that this process runs. */
struct attempt {
    struct job_run run; /* first: the kind knows nothing but this */
    TAILQ_ENTRY(attempt) entry;
    struct queue *queue;
    const struct job_kind *kind;
    struct arena *arena; /* until the end of the run */
    struct job_lease lease;
    const char *created_by; /* uuid, or NULL */
    int number, max_attempts;
    int64_t renewed_us; /* the lease lasts QUEUE_LEASE_S from then at least */
    bool is_lost;       /* somebody else has the job, or may have */
    bool is_cancelled;
    bool has_checkpoint; /* the open slice keeps one */
    struct job_progress progress;
};

struct queue {
    struct worker *worker;
    struct periodic *take, *beat, *reclaim;
    TAILQ_HEAD(, attempt) attempts;
    unsigned n_attempts;
    bool is_draining;
    bool is_beat_due; /* somebody may have cancelled one of the jobs */
};

/* What is known of the progress as JSON, in `arena`. */
const char *progress_json(struct arena *arena, const struct job_progress *progress);
/* Nobody is told any more. */
void progress_end(struct attempt *attempt);

#endif
