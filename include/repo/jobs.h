// SPDX-License-Identifier: MIT
/* The queue of jobs as a table: enqueueing, what people see and do, and the steps of its life that the queue
 * (jobs/queue.h) takes. A claim is a lease: whoever writes in the name of a job names the lease, and writes nothing once
 * somebody else has taken the job over. */
#ifndef SAUDA_REPO_JOBS_H
#define SAUDA_REPO_JOBS_H

#include "base/ctx.h"
#include "base/uuid.h"
#include "db/query.h"
#include "repo/begun.h"

#include <stdbool.h>
#include <stdint.h>

#define JOB_ATTEMPTS 5 /* where nobody says otherwise */

/* Higher ones run first; any value from -100 to 100. */
enum job_priority { JOB_PRIORITY_LOW = -10, JOB_PRIORITY_NORMAL = 0, JOB_PRIORITY_HIGH = 10 };

/* A job to be enqueued for ctx's organisation, by its actor. */
struct job_new {
    const char *kind; /* "products.import": the resource whose rights it follows, and what is done */
    const char *params; /* JSON object, up to 64 KiB, no secrets; NULL: {} */
    const char *unique_key; /* while one of this kind and key is queued or running, it is the answer; NULL: none */
    int priority;
    int delay_s;      /* not before so many seconds have passed */
    int max_attempts; /* 0: JOB_ATTEMPTS */
};

/* Enqueues, in the open transaction where there is one; the queue of this process looks as soon as that is committed,
 * those of others within a second. `ret_row` is the job as the API shows it: the new one, or the one of the same kind
 * and unique_key that is queued or running already; `id` of the two, and whether it is new, are read with job_id() and
 * job_is_new(). */
enum err jobs_enqueue(struct ctx *cx, const struct job_new *job, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
const char *job_id(const struct db_rows *row);
bool job_is_new(const struct db_rows *row);

/* ---- what people see and do: of ctx's organisation ---- */

struct job_filter {
    const char *kind, *state;  /* NULL: any */
    struct begun_filter begun; /* by resource */
};

/* The newest first. `ret_total`: how many there are on all pages. */
enum err jobs_find_page(struct ctx *cx, const struct job_filter *filter, struct db_rows *ret_rows,
                        int64_t *ret_total) __attribute__((warn_unused_result));
/* No row where there is none. */
enum err jobs_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* Cancels one that is queued, asks one that is running to end; the row afterwards. ERR_JOB_FINISHED, ERR_NOT_FOUND. */
enum err job_cancel(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* Queues one again that failed or was cancelled; the row afterwards. ERR_JOB_NOT_OVER, ERR_NOT_FOUND; ERR_ALREADY_EXISTS
 * where another one with its unique_key is queued or running. */
enum err job_retry(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* ---- its life ---- */

/* A claimed job, in the arena it was claimed with. */
struct job_claim {
    const char *org_id, *id;
    const char *lease_id;
    const char *kind;
    const char *params;     /* JSON object */
    const char *checkpoint; /* JSON text, or NULL */
    const char *created_by; /* uuid, or NULL */
    int attempt;            /* from 1 */
    int max_attempts;
};

/* Takes the job that is due and comes first, of one of `kinds`, under a new lease of `lease_s`. `ret_has` false: none. */
enum err jobs_claim(struct ctx *cx, const char *const *kinds, size_t n_kinds, int lease_s,
                    struct job_claim *ret_claim, bool *ret_has) __attribute__((warn_unused_result));
/* Queues anew the jobs whose lease has run out; those at their last attempt fail, those to be cancelled are. `ret_n`: how
 * many. */
enum err jobs_reclaim(struct ctx *cx, int64_t *ret_n) __attribute__((warn_unused_result));

/* Who holds a job: names it in all that is written for it. */
struct job_lease {
    const char *org_id, *id, *lease_id;
};

/* In an open transaction: renews the lease and keeps the job's row locked until the end, so that nobody takes the job
 * over before this commits. ERR_JOB_STOPPED where somebody has. `ret_is_cancelled`: it is to end. */
enum err job_guard(struct ctx *cx, const struct job_lease *lease, int lease_s,
                   bool *ret_is_cancelled) __attribute__((warn_unused_result));
/* Keeps where the next attempt goes on (JSON text, up to 64 KiB) and counts the attempts anew. ERR_JOB_STOPPED. */
enum err job_keep_checkpoint(struct ctx *cx, const struct job_lease *lease, const char *checkpoint)
    __attribute__((warn_unused_result));

/* A heartbeat of a running job, and what it answered. */
struct job_beat {
    struct job_lease lease;
    const char *progress; /* JSON object; NULL: as it is */
    bool is_held;         /* false: somebody has taken the job over */
    bool is_renewed;      /* false though held: its row is locked just now */
    bool is_cancelled;    /* it is to end */
};

/* Renews the leases by `lease_s` from now, without waiting for a locked row. */
enum err jobs_beat(struct ctx *cx, struct job_beat *beats, size_t n, int lease_s)
    __attribute__((warn_unused_result));

enum job_outcome {
    JOB_DONE,
    JOB_FAILED,
    JOB_CANCELLED,
    JOB_RETRY,      /* queued again, after a pause */
    JOB_GIVEN_BACK, /* queued again at once; the attempt does not count */
};

struct job_end {
    enum job_outcome outcome;
    int64_t pause_ms;                       /* of JOB_RETRY */
    const char *progress;                   /* JSON object; NULL: as it is */
    const char *result;                     /* JSON object, or NULL */
    const char *error_code, *error_message; /* of JOB_FAILED and JOB_RETRY */
};

/* Ends an attempt. ERR_JOB_STOPPED where somebody has taken the job over. One that is to be cancelled is not queued
 * again. */
enum err job_settle(struct ctx *cx, const struct job_lease *lease, const struct job_end *end)
    __attribute__((warn_unused_result));

#endif
