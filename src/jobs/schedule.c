// SPDX-License-Identifier: MIT
/* The schedule: due checks are claimed in batches, made by the outbound thread, and stored in batches. What is under
 * way and what waits to be stored is bounded together, so while results cannot be stored nothing new is claimed. */
#include "base/clock.h"
#include "base/log.h"
#include "check_run.h"
#include "worker_parts.h"

#include <stdlib.h>

#define UNSTORED_MAX 4096u
#define CLAIM_MAX 500u
#define POLL_US US_PER_S
#define FULL_US (100 * US_PER_MS)
#define COLLECT_US (100 * US_PER_MS) /* from the first result to the statement that stores it */
#define RETRY_US US_PER_S

struct schedule {
    struct worker *worker;
    struct periodic *claim, *store;
    struct checks running, found; /* found: to be stored, in order */
    unsigned n_running, n_found;
};

static void schedule_take(void *arg, struct check *check)
{
    struct schedule *schedule = arg;
    bool is_enough;

    TAILQ_REMOVE(&schedule->running, check, entry);
    schedule->n_running--;
    if (check->has_verdict) {
        TAILQ_INSERT_TAIL(&schedule->found, check, entry);
        schedule->n_found++;
    } else {
        check_free(check); /* it comes due again */
    }
    is_enough = schedule->n_found >= CHECKS_STORE_MAX || schedule->worker->is_stopping;
    periodic_kick(schedule->store, clock_now_us() + (is_enough ? 0 : COLLECT_US));
}

/* --- claiming --------------------------------------------------------------------------------------------------- */

static int64_t run_claim(struct ctx *cx, struct periodic *periodic)
{
    struct schedule *schedule = periodic->state;
    unsigned unstored = schedule->n_running + schedule->n_found;
    unsigned room = unstored < UNSTORED_MAX ? UNSTORED_MAX - unstored : 0;
    unsigned at_most = room < CLAIM_MAX ? room : CLAIM_MAX;
    struct check_target *targets;
    size_t n;

    if (!at_most)
        return FULL_US;
    if (checks_claim(cx, (int)at_most, &targets, &n))
        return RETRY_US;
    for (size_t i = 0; i < n && !schedule->worker->is_stopping; i++) {
        struct check *check = check_new(&targets[i]);

        check->done = schedule_take;
        check->arg = schedule;
        TAILQ_INSERT_TAIL(&schedule->running, check, entry);
        schedule->n_running++;
        check_start(check, schedule->worker->options.outbound, cx->loop, INT64_MAX);
    }
    return n == at_most ? 0 : POLL_US;
}

/* --- storing ---------------------------------------------------------------------------------------------------- */

static void free_checks(struct checks *checks)
{
    struct check *check;

    while ((check = TAILQ_FIRST(checks))) {
        TAILQ_REMOVE(checks, check, entry);
        check_free(check);
    }
}

static unsigned take_batch(struct schedule *schedule, struct checks *batch,
                           struct check_result results[static CHECKS_STORE_MAX])
{
    struct check *check;
    unsigned n = 0;

    while (n < CHECKS_STORE_MAX && (check = TAILQ_FIRST(&schedule->found))) {
        TAILQ_REMOVE(&schedule->found, check, entry);
        TAILQ_INSERT_TAIL(batch, check, entry);
        results[n++] = check->result;
    }
    schedule->n_found -= n;
    return n;
}

static void put_back(struct schedule *schedule, struct checks *batch, unsigned n)
{
    TAILQ_CONCAT(batch, &schedule->found, entry);
    TAILQ_CONCAT(&schedule->found, batch, entry);
    schedule->n_found += n;
}

/* Whether storing may succeed later; what else goes wrong lies with one of the results. */
static bool is_passing(enum err e)
{
    return e == ERR_DB_UNAVAILABLE || e == ERR_TIMED_OUT || e == ERR_OVERLOADED || e == ERR_CONFLICT;
}

/* One by one, so that a result which the database does not take spoils no other. */
static void store_each(struct ctx *cx, struct schedule *schedule,
                       const struct check_result *results, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        cx->failure = (struct failure){0};
        if (check_store(cx, schedule->worker->options.hub, &results[i], 1))
            log_error("check", "the result of module %s cannot be stored", results[i].module_id);
    }
}

static int64_t run_store(struct ctx *cx, struct periodic *periodic)
{
    struct schedule *schedule = periodic->state;
    struct checks batch = TAILQ_HEAD_INITIALIZER(batch);
    struct check_result *results = arena_zalloc(cx->arena, CHECKS_STORE_MAX, sizeof *results);
    unsigned n = take_batch(schedule, &batch, results);
    enum err e;

    if (!n)
        return PERIODIC_IDLE;
    e = check_store(cx, schedule->worker->options.hub, results, n);
    if (e && is_passing(e) && !schedule->worker->is_stopping) {
        put_back(schedule, &batch, n);
        return RETRY_US;
    }
    if (e && is_passing(e))
        log_warn("check", "%u results could not be stored before the end", n);
    else if (e)
        store_each(cx, schedule, results, n);
    free_checks(&batch);
    if (schedule->worker->is_stopping)
        periodic_kick(periodic, clock_now_us());
    return schedule->n_found >= CHECKS_STORE_MAX ? 0
           : schedule->n_found                   ? COLLECT_US
                                                 : PERIODIC_IDLE;
}

/* --- life ------------------------------------------------------------------------------------------------------- */

struct schedule *schedule_new(struct worker *worker, struct periodic *claim, struct periodic *store)
{
    struct schedule *schedule = calloc(1, sizeof *schedule);

    if (!schedule)
        abort();
    schedule->worker = worker;
    schedule->claim = claim;
    schedule->store = store;
    TAILQ_INIT(&schedule->running);
    TAILQ_INIT(&schedule->found);
    claim->run = run_claim;
    claim->state = schedule;
    store->run = run_store;
    store->state = schedule;
    return schedule;
}

void schedule_free(struct schedule *schedule)
{
    free(schedule); /* schedule_is_done() */
}

void schedule_stop(struct schedule *schedule)
{
    struct check *check, *next;

    outbound_stop_calls(schedule->worker->options.outbound, schedule->worker->loop);
    for (check = TAILQ_FIRST(&schedule->running); check; check = next) {
        next = TAILQ_NEXT(check, entry);
        check_stop(check);
    }
    periodic_kick(schedule->store, clock_now_us());
}

bool schedule_is_done(const struct schedule *schedule)
{
    return !schedule->n_running && !schedule->n_found;
}
