// SPDX-License-Identifier: MIT
/* What a kind may do while its job runs. A slice begins by writing to the job's row under the lease and so holds it until
 * the commit: a process that was stopped and goes on after another one has taken the job over commits nothing. */
#include "base/clock.h"
#include "events/hub.h"
#include "queue_parts.h"

#include <stdio.h>
#include <string.h>

#define STEP_LIMIT_US (10 * US_PER_S)
#define TELL_EVERY_US (250 * US_PER_MS)

static struct attempt *attempt_of(const struct job_run *run)
{
    return (struct attempt *)(uintptr_t)run; /* its first member */
}

/* --- having to end ------------------------------------------------------------------------------------------------ */

/* Also a lease that could not be renewed for so long that somebody may have the job by now. */
static bool is_lost(const struct attempt *attempt)
{
    return attempt->is_lost || clock_now_us() - attempt->renewed_us >= QUEUE_LEASE_S * US_PER_S;
}

bool queue_is_cancelled(const struct job_run *run)
{
    return attempt_of(run)->is_cancelled;
}

bool queue_is_stopping(const struct job_run *run)
{
    return attempt_of(run)->queue->is_draining;
}

bool queue_must_end(const struct job_run *run)
{
    return queue_is_cancelled(run) || queue_is_stopping(run) || is_lost(attempt_of(run));
}

/* --- steps -------------------------------------------------------------------------------------------------------- */

struct slice {
    struct attempt *attempt;
    job_step_fn *fn;
    void *arg;
};

static enum err run_guarded(struct ctx *cx, void *arg)
{
    const struct slice *slice = arg;
    struct attempt *attempt = slice->attempt;
    bool is_cancelled;
    enum err e = job_guard(cx, &attempt->lease, QUEUE_LEASE_S, &is_cancelled);

    if (e == ERR_JOB_STOPPED)
        attempt->is_lost = true;
    if (e)
        return e;
    attempt->has_checkpoint = false;
    attempt->is_cancelled |= is_cancelled;
    return is_cancelled ? fail(cx, ERR_JOB_STOPPED, NULL) : slice->fn(cx, &attempt->run, slice->arg);
}

static void tell_others(struct attempt *attempt, const struct ctx *cx)
{
    struct queue *queue = attempt->queue;

    if (cx->has_written)
        hub_wake(queue->worker->options.hub);
    if (cx->has_written && cx->has_job)
        worker_wake(queue->worker);
}

static enum err run_step(struct ctx *cx, struct slice *slice, bool is_guarded)
{
    struct attempt *attempt = slice->attempt;
    int64_t now_us = clock_now_us();
    struct ctx own = {
        .arena = arena_new(),
        .loop = cx->loop,
        .db = cx->db,
        .org_id = cx->org_id,
        .actor_id = cx->actor_id,
        .own_id = cx->own_id,
        .deadline_us = now_us + STEP_LIMIT_US,
    };
    enum err e;

    if (is_guarded)
        e = db_transact(&own, run_guarded, slice);
    else
        e = slice->fn(&own, &attempt->run, slice->arg);
    tell_others(attempt, &own);
    if (e)
        fail_from(cx, &own);
    else if (is_guarded)
        attempt->renewed_us = now_us;
    arena_free(own.arena);
    return e;
}

enum err queue_slice(struct ctx *cx, struct job_run *run, job_step_fn *fn, void *arg)
{
    struct slice slice = {attempt_of(run), fn, arg};
    enum err e;

    if (queue_must_end(run))
        return fail(cx, ERR_JOB_STOPPED, NULL);
    slice.attempt->has_checkpoint = false;
    e = run_step(cx, &slice, true);
    if (!e && slice.attempt->has_checkpoint)
        slice.attempt->number = 1;
    return e;
}

enum err queue_step(struct ctx *cx, struct job_run *run, job_step_fn *fn, void *arg)
{
    struct slice slice = {attempt_of(run), fn, arg};

    if (queue_must_end(run))
        return fail(cx, ERR_JOB_STOPPED, NULL);
    return run_step(cx, &slice, false);
}

enum err queue_checkpoint(struct ctx *cx, struct job_run *run, const char *checkpoint)
{
    struct attempt *attempt = attempt_of(run);

    attempt->has_checkpoint = true;
    return job_keep_checkpoint(cx, &attempt->lease, checkpoint);
}

/* --- progress ----------------------------------------------------------------------------------------------------- */

const char *progress_json(struct arena *arena, const struct job_progress *progress)
{
    struct buf json;

    buf_init(&json, arena, 128);
    buf_puts(&json, "{\"done\":");
    buf_int(&json, progress->done);
    buf_puts(&json, ",\"total\":");
    if (progress->total < 0)
        buf_puts(&json, "null");
    else
        buf_int(&json, progress->total);
    buf_puts(&json, ",\"phase\":");
    if (progress->phase[0])
        buf_json_str(&json, progress->phase, strlen(progress->phase));
    else
        buf_puts(&json, "null");
    buf_putc(&json, '}');
    return buf_cstr(&json);
}

static void tell_progress(void *arg)
{
    struct attempt *attempt = arg;
    const char *kind = attempt->kind->name;
    struct arena *arena = arena_new();
    const char *resource = arena_strndup(arena, kind, strcspn(kind, "."));

    attempt->progress.told_us = clock_now_us();
    hub_publish(attempt->queue->worker->options.hub,
                &(struct publication){
                    .org_id = attempt->lease.org_id,
                    .topic = "jobs",
                    .resource = resource,
                    .type = "job.progress",
                    .id = attempt->lease.id,
                    .owner = attempt->created_by,
                    .data = arena_printf(arena,
                                         "{\"id\":\"%s\",\"kind\":\"%s\",\"resource\":\"%s\","
                                         "\"state\":\"running\",\"progress\":%s}",
                                         attempt->lease.id, kind, resource,
                                         progress_json(arena, &attempt->progress)),
                });
    arena_free(arena);
}

void queue_progress(struct job_run *run, int64_t done, int64_t total, const char *phase)
{
    struct attempt *attempt = attempt_of(run);
    struct job_progress *progress = &attempt->progress;
    int64_t due_us = progress->told_us + TELL_EVERY_US;

    progress->done = done;
    progress->total = total;
    snprintf(progress->phase, sizeof progress->phase, "%s", phase ? phase : "");
    progress->is_unsaved = true;
    if (progress->tell.place)
        return;
    if (clock_now_us() >= due_us) {
        tell_progress(attempt);
        return;
    }
    progress->tell.fn = tell_progress;
    progress->tell.arg = attempt;
    loop_timer_set(attempt->queue->worker->loop, &progress->tell, due_us);
}

void progress_end(struct attempt *attempt)
{
    loop_timer_clear(attempt->queue->worker->loop, &attempt->progress.tell);
}
