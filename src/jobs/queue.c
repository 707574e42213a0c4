// SPDX-License-Identifier: MIT
/* Taking jobs and ending attempts at them. One job is claimed at a time, in order of priority, while there is room; the
 * leases of all that run are renewed by one statement; how an attempt ended is noted until it is known to be in the table,
 * since otherwise the work would be done again. */
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "events/hub.h"
#include "queue_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define POLL_US US_PER_S
#define RETRY_US US_PER_S
#define RECLAIM_EVERY_US (5 * US_PER_S)
#define BEAT_EVERY_US US_PER_S        /* where there is progress to be kept */
#define RENEW_EVERY_US (5 * US_PER_S) /* also how soon another process's cancel is heard of */
#define FIRST_LIMIT_US (30 * US_PER_S)
#define SETTLE_LIMIT_US (5 * US_PER_S)
#define SETTLE_PAUSE_US US_PER_S

/* --- how an attempt ended ----------------------------------------------------------------------------------------- */

/* In ms, give or take a quarter, so that what failed together does not come back together. */
static int64_t pause_after(int attempt, unsigned retry_after_s)
{
    static const int pauses_s[] = {1, 5, 30, 120, 600};
    const int last = (int)(sizeof pauses_s / sizeof *pauses_s) - 1;
    int i = attempt - 1 < last ? attempt - 1 : last;
    int64_t pause_ms;
    uint16_t chance;

    if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) < 0)
        chance = UINT16_MAX / 2;
    pause_ms = (int64_t)pauses_s[i] * (750 + 500 * chance / UINT16_MAX);
    return pause_ms > (int64_t)retry_after_s * 1000 ? pause_ms : (int64_t)retry_after_s * 1000;
}

static bool is_passing(const struct ctx *cx, enum err e)
{
    return cx->failure.is_transient || err_infos[e].status == 503;
}

static struct job_end judge(const struct attempt *attempt, const struct ctx *cx, enum err e)
{
    struct job_end end = {.outcome = JOB_DONE};

    if (attempt->progress.is_unsaved)
        end.progress = progress_json(attempt->arena, &attempt->progress);
    if (!e) {
        end.result = attempt->run.result;
    } else if (e == ERR_JOB_STOPPED) {
        end.outcome = attempt->is_cancelled ? JOB_CANCELLED : JOB_GIVEN_BACK;
    } else {
        end.outcome = JOB_FAILED;
        end.error_code = err_infos[e].code;
        end.error_message =
            cx->failure.message && e != ERR_INTERNAL ? cx->failure.message : err_infos[e].message;
        if (is_passing(cx, e) && attempt->number < attempt->max_attempts) {
            end.outcome = JOB_RETRY;
            end.pause_ms = pause_after(attempt->number, cx->failure.retry_after_s);
        }
    }
    return end;
}

static void log_end(const struct attempt *attempt, const struct job_end *end)
{
    const char *name = attempt->kind->name, *id = attempt->lease.id;

    switch (end->outcome) {
    case JOB_DONE:
        log_info("queue", "%s %s is done", name, id);
        break;
    case JOB_FAILED:
        log_warn("queue", "%s %s has failed: %s: %s", name, id, end->error_code, end->error_message);
        break;
    case JOB_CANCELLED:
        log_info("queue", "%s %s is cancelled", name, id);
        break;
    case JOB_RETRY:
        log_warn("queue", "%s %s is put off by %" PRId64 " ms: %s: %s", name, id, end->pause_ms,
                 end->error_code, end->error_message);
        break;
    case JOB_GIVEN_BACK:
        log_info("queue", "%s %s is given back", name, id);
        break;
    }
}

static enum err settle_once(struct attempt *attempt, const struct job_end *end)
{
    struct worker *worker = attempt->queue->worker;
    struct ctx cx = {.arena = arena_new(),
                     .loop = worker->loop,
                     .db = worker->db,
                     .deadline_us = clock_now_us() + SETTLE_LIMIT_US};
    enum err e = job_settle(&cx, &attempt->lease, end);

    if (!e)
        hub_wake(worker->options.hub);
    arena_free(cx.arena);
    return e;
}

/* Once the database has been away for longer than the lease lasts, it is for whoever takes the job over. */
static bool is_worth_settling(const struct attempt *attempt, enum err e)
{
    return err_infos[e].status == 503 && !attempt->queue->worker->is_stopping &&
           clock_now_us() - attempt->renewed_us < QUEUE_LEASE_S * US_PER_S;
}

static void settle(struct attempt *attempt, struct job_end *end)
{
    enum err e = settle_once(attempt, end);

    while (is_worth_settling(attempt, e)) {
        fiber_sleep_us(SETTLE_PAUSE_US);
        e = settle_once(attempt, end);
    }
    if (e && e != ERR_JOB_STOPPED &&
        err_infos[e].status != 503) { /* a result that is no JSON, or too long */
        *end = (struct job_end){.outcome = JOB_FAILED,
                                .error_code = err_infos[ERR_INTERNAL].code,
                                .error_message = err_infos[ERR_INTERNAL].message};
        e = settle_once(attempt, end);
    }
    if (e)
        log_warn("queue", "%s %s was taken over, or will be: %s", attempt->kind->name,
                 attempt->lease.id, err_infos[e].code);
    else
        log_end(attempt, end);
}

/* --- an attempt --------------------------------------------------------------------------------------------------- */

static struct attempt *attempt_new(struct queue *queue, const struct job_kind *kind,
                                   const struct job_claim *claim, int64_t claimed_us)
{
    struct arena *arena = arena_new();
    struct attempt *attempt = arena_zalloc(arena, 1, sizeof *attempt);

    attempt->queue = queue;
    attempt->kind = kind;
    attempt->arena = arena;
    attempt->lease = (struct job_lease){
        .org_id = arena_strdup(arena, claim->org_id),
        .id = arena_strdup(arena, claim->id),
        .lease_id = arena_strdup(arena, claim->lease_id),
    };
    attempt->created_by = claim->created_by ? arena_strdup(arena, claim->created_by) : NULL;
    attempt->number = claim->attempt;
    attempt->max_attempts = claim->max_attempts;
    attempt->renewed_us = claimed_us;
    attempt->run = (struct job_run){
        .id = attempt->lease.id,
        .org_id = attempt->lease.org_id,
        .params = arena_strdup(arena, claim->params),
        .checkpoint = claim->checkpoint ? arena_strdup(arena, claim->checkpoint) : NULL,
        .attempt = claim->attempt,
        .options = &queue->worker->options,
    };
    TAILQ_INSERT_TAIL(&queue->attempts, attempt, entry);
    queue->n_attempts++;
    return attempt;
}

static void attempt_free(struct attempt *attempt)
{
    TAILQ_REMOVE(&attempt->queue->attempts, attempt, entry);
    attempt->queue->n_attempts--;
    arena_free(attempt->arena);
}

static void attempt_fiber(void *arg)
{
    struct attempt *attempt = arg;
    struct queue *queue = attempt->queue;
    struct worker *worker = queue->worker;
    struct ctx cx = {
        .arena = attempt->arena,
        .loop = worker->loop,
        .db = worker->db,
        .org_id = attempt->lease.org_id,
        .actor_id = attempt->created_by,
        .deadline_us = clock_now_us() + FIRST_LIMIT_US,
    };
    enum err e = attempt->kind->run(&cx, &attempt->run);
    struct job_end end = judge(attempt, &cx, e);

    progress_end(attempt);
    settle(attempt, &end);
    attempt_free(attempt);
    if (!queue->is_draining)
        periodic_kick(queue->take, clock_now_us());
    worker_end_if_done(worker);
}

static void attempt_start(void *arg)
{
    struct attempt *attempt = arg;

    if (!fiber_start(attempt->queue->worker->loop, attempt_fiber, attempt))
        abort(); /* the worker has fewer fibers than that */
}

/* --- taking jobs -------------------------------------------------------------------------------------------------- */

static bool has_room(const struct queue *queue, const struct job_kind *kind)
{
    const struct attempt *attempt;
    unsigned n = 0;

    TAILQ_FOREACH(attempt, &queue->attempts, entry)
    n += attempt->kind == kind;
    return n < kind->max_running;
}

/* Their names, in `arena`. */
static size_t kinds_with_room(const struct queue *queue, struct arena *arena,
                              const char *const **ret_names)
{
    const char **names;
    size_t n_kinds = 0, n = 0;

    while (job_kinds[n_kinds])
        n_kinds++;
    names = arena_zalloc(arena, n_kinds + 1, sizeof *names);
    for (size_t i = 0; i < n_kinds; i++)
        if (has_room(queue, job_kinds[i]))
            names[n++] = job_kinds[i]->name;
    *ret_names = names;
    return n;
}

static const struct job_kind *kind_named(const char *name)
{
    for (size_t i = 0; job_kinds[i]; i++)
        if (strcmp(job_kinds[i]->name, name) == 0)
            return job_kinds[i];
    abort(); /* it was claimed by name */
}

static int64_t run_take(struct ctx *cx, struct periodic *periodic)
{
    struct queue *queue = periodic->state;
    int64_t claimed_us = clock_now_us();
    struct attempt *attempt;
    struct job_claim claim;
    const char *const *names;
    bool has;
    size_t n;

    if (queue->is_draining || queue->n_attempts >= WORKER_JOBS_MAX)
        return PERIODIC_IDLE;
    n = kinds_with_room(queue, cx->arena, &names);
    if (n == 0)
        return POLL_US;
    if (jobs_claim(cx, names, n, QUEUE_LEASE_S, &claim, &has))
        return RETRY_US;
    if (!has)
        return POLL_US;
    hub_wake(queue->worker->options.hub);
    attempt = attempt_new(queue, kind_named(claim.kind), &claim, claimed_us);
    loop_defer(queue->worker->loop, attempt_start, attempt);
    periodic_kick(queue->beat, claimed_us + BEAT_EVERY_US);
    return 0;
}

static int64_t run_reclaim(struct ctx *cx, struct periodic *periodic)
{
    struct queue *queue = periodic->state;
    int64_t n;

    if (jobs_reclaim(cx, &n))
        return RETRY_US;
    if (n) {
        log_warn("queue", "%" PRId64 " jobs were left by a process that died or hangs", n);
        hub_wake(queue->worker->options.hub);
        periodic_kick(queue->take, clock_now_us());
    }
    return RECLAIM_EVERY_US;
}

/* --- heartbeats --------------------------------------------------------------------------------------------------- */

static struct job_beat beat_of(struct ctx *cx, struct attempt *attempt)
{
    struct job_beat beat = {.is_held = true, /* until told otherwise */
                            .lease = {.org_id = arena_strdup(cx->arena, attempt->lease.org_id),
                                      .id = arena_strdup(cx->arena, attempt->lease.id),
                                      .lease_id = arena_strdup(cx->arena, attempt->lease.lease_id)}};

    if (attempt->progress.is_unsaved)
        beat.progress = progress_json(cx->arena, &attempt->progress);
    attempt->progress.is_unsaved = false;
    return beat;
}

static struct attempt *attempt_with(const struct queue *queue, const char *lease_id)
{
    struct attempt *attempt;

    TAILQ_FOREACH(attempt, &queue->attempts, entry)
    if (strcmp(attempt->lease.lease_id, lease_id) == 0)
        return attempt;
    return NULL;
}

/* What the heartbeat answered; the attempt may have ended meanwhile. */
static void hear(struct queue *queue, const struct job_beat *beat, int64_t sent_us)
{
    struct attempt *attempt = attempt_with(queue, beat->lease.lease_id);

    if (!attempt)
        return;
    attempt->is_lost |= !beat->is_held;
    attempt->is_cancelled |= beat->is_cancelled;
    if (beat->is_renewed)
        attempt->renewed_us = sent_us;
    else if (beat->progress)
        attempt->progress.is_unsaved = true;
}

static bool is_beat_due(const struct queue *queue, const struct attempt *attempt, int64_t now_us)
{
    return queue->is_beat_due || attempt->progress.is_unsaved ||
           now_us - attempt->renewed_us >= RENEW_EVERY_US;
}

static int64_t run_beat(struct ctx *cx, struct periodic *periodic)
{
    struct queue *queue = periodic->state;
    int64_t now_us = clock_now_us();
    struct job_beat beats[WORKER_JOBS_MAX];
    struct attempt *attempt;
    size_t n = 0;

    TAILQ_FOREACH(attempt, &queue->attempts, entry)
    if (is_beat_due(queue, attempt, now_us))
        beats[n++] = beat_of(cx, attempt);
    queue->is_beat_due = false;
    if (n && jobs_beat(cx, beats, n, QUEUE_LEASE_S))
        queue->is_beat_due = true;
    for (size_t i = 0; i < n; i++)
        hear(queue, &beats[i], now_us);
    return queue->n_attempts ? BEAT_EVERY_US : PERIODIC_IDLE;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

struct queue *queue_new(struct worker *worker, struct periodic *take, struct periodic *beat,
                        struct periodic *reclaim)
{
    struct queue *queue = calloc(1, sizeof *queue);

    if (!queue)
        abort();
    queue->worker = worker;
    queue->take = take;
    queue->beat = beat;
    queue->reclaim = reclaim;
    TAILQ_INIT(&queue->attempts);
    take->run = run_take;
    beat->run = run_beat;
    reclaim->run = run_reclaim;
    take->state = beat->state = reclaim->state = queue;
    return queue;
}

void queue_free(struct queue *queue)
{
    free(queue); /* queue_is_done() */
}

void queue_look(struct queue *queue)
{
    queue->is_beat_due = true;
    periodic_kick(queue->take, clock_now_us());
    periodic_kick(queue->beat, clock_now_us());
}

void queue_drain(struct queue *queue)
{
    queue->is_draining = true;
}

bool queue_is_done(const struct queue *queue)
{
    return queue->n_attempts == 0;
}
