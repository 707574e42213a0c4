// SPDX-License-Identifier: MIT
/* Running the jobs of the queue: what a kind of job is, and what it may do while it runs. A job is enqueued with
 * jobs_enqueue() (repo/jobs.h). Each run is a fiber on the loop of the jobs' thread; whatever takes the processor long goes
 * to base/compute.
 *
 * A kind does its work in slices of under a second, each a transaction of its own (queue_slice), and keeps with each where
 * the next one begins (queue_checkpoint). That is all it takes for a job to be cancelled, to be taken over by another
 * process when this one dies or stops, and to do nothing twice: a slice commits only while the job is still ours. */
#ifndef SAUDA_JOBS_QUEUE_H
#define SAUDA_JOBS_QUEUE_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stdint.h>

struct worker_options;

/* One attempt at a job. */
struct job_run {
    const char *id, *org_id;
    const char *params;     /* JSON object, as enqueued */
    const char *checkpoint; /* JSON text: where an earlier attempt got to; NULL: at the beginning */
    int attempt;            /* from 1 */
    const char *result; /* to be set: a JSON object in the run's arena, up to 64 KiB; NULL: none */
    const struct worker_options *options; /* what the process lends: outbound, hub, compute … */
};

/* Does the work. `cx` is the attempt's: its organisation, its creator as the actor, an arena until the end of the run (so
 * what grows with the work belongs into steps), 30 s to begin with. Returns within 10 s when the job is to end.
 *
 * ERR_OK: done, with run->result. ERR_JOB_STOPPED, from the calls below: it ends as cancelled, or another attempt goes on.
 * What may pass (status 503, or marked so) is tried again after 1, 5, 30, 120, 600 s and a bit, or after
 * failure.retry_after_s where that is longer, up to max_attempts; anything else makes it fail, with the code and message
 * of cx->failure, which people will read. */
typedef enum err job_run_fn(struct ctx *cx, struct job_run *run);

struct job_kind {
    const char *name; /* "products.import": the part before the dot is the resource whose rights it follows */
    job_run_fn *run;
    unsigned max_running; /* at once in a process, so that slow ones leave room for others */
};

/* The kinds of the program (src/jobs/kinds.c), up to the first NULL. */
extern const struct job_kind *const job_kinds[];

/* A piece of a run: its ctx has an arena and 10 s of its own, both gone when it returns. */
typedef enum err job_step_fn(struct ctx *cx, struct job_run *run, void *arg);

/* Runs `fn` in a transaction that commits only while the job is ours. ERR_JOB_STOPPED, and nothing ran, when the job is
 * cancelled, taken over, or the program stops. On serialization failures fn runs again, as in db_transact(). Other failures
 * are handed on to the run's ctx. */
enum err queue_slice(struct ctx *cx, struct job_run *run, job_step_fn *fn, void *arg)
    __attribute__((warn_unused_result));
/* The same without a transaction: for reading, calls to others, computing. */
enum err queue_step(struct ctx *cx, struct job_run *run, job_step_fn *fn, void *arg)
    __attribute__((warn_unused_result));
/* In a slice: keeps with it where the next attempt goes on, as JSON text up to 64 KiB. Attempts are counted anew from there,
 * so it must be further on than the last one. */
enum err queue_checkpoint(struct ctx *cx, struct job_run *run, const char *checkpoint)
    __attribute__((warn_unused_result));

/* How far it is: `total` -1: not known yet; `phase` a word of the kind, NULL for none, copied. Cheap: listeners are told
 * at most four times a second, the database once a second. From the run's thread. */
void queue_progress(struct job_run *run, int64_t done, int64_t total, const char *phase);
/* Whether the run has to end; queue_slice() and queue_step() look by themselves. Each of the reasons, too: somebody has
 * cancelled it; the program stops. */
bool queue_must_end(const struct job_run *run);
bool queue_is_cancelled(const struct job_run *run);
bool queue_is_stopping(const struct job_run *run);

#endif
