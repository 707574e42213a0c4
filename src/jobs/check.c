// SPDX-License-Identifier: MIT
/* Checks that a request waits for. Its fiber keeps so many under way and stores what has come ten times a second; when
 * the request's time is over it leaves, and the checks still under way end by themselves. */
#include "jobs/check.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "check_run.h"

#include <stdlib.h>

#define RUNNING_MAX 512u
#define STORE_EVERY_US (100 * US_PER_MS)
#define STORE_TIME_US (2 * US_PER_S) /* of the request's time, kept for storing what was found */

/* The checks of a request. It outlives the fiber that has left them. */
struct crowd {
    struct fiber *fiber; /* while it waits for them */
    unsigned n_running, n_done;
    struct checks done;
    bool is_left;
};

static void crowd_take(void *arg, struct check *check)
{
    struct crowd *crowd = arg;
    struct fiber *fiber = crowd->fiber;

    crowd->n_running--;
    if (crowd->is_left) {
        check_free(check);
        if (!crowd->n_running)
            free(crowd);
        return;
    }
    TAILQ_INSERT_TAIL(&crowd->done, check, entry);
    crowd->n_done++;
    if (fiber && (!crowd->n_running || crowd->n_done >= CHECKS_STORE_MAX)) {
        crowd->fiber = NULL;
        fiber_resume(fiber);
    }
}

static struct crowd *crowd_new(void)
{
    struct crowd *crowd = calloc(1, sizeof *crowd);

    if (!crowd)
        abort();
    TAILQ_INIT(&crowd->done);
    return crowd;
}

static void crowd_leave(struct crowd *crowd)
{
    struct check *check;

    while ((check = TAILQ_FIRST(&crowd->done))) {
        TAILQ_REMOVE(&crowd->done, check, entry);
        check_free(check);
    }
    crowd->is_left = true;
    if (!crowd->n_running)
        free(crowd);
}

/* Waits until all have come, or as many as are stored at once, or it is time to store those that have. */
static void crowd_wait(struct crowd *crowd, int64_t until_us)
{
    if (!crowd->n_running || crowd->n_done >= CHECKS_STORE_MAX)
        return;
    crowd->fiber = fiber_current();
    (void)fiber_wait(until_us);
    crowd->fiber = NULL;
}

static struct check_result copy_result(struct arena *arena, const struct check_result *r)
{
    struct check_result copy = *r;

    copy.org_id = arena_strdup(arena, r->org_id);
    copy.module_id = arena_strdup(arena, r->module_id);
    copy.error = r->error ? arena_strdup(arena, r->error) : NULL;
    copy.key = arena_strdup(arena, r->key);
    return copy;
}

/* Takes up to CHECKS_STORE_MAX of those that have come into the arena; how many had a verdict. */
static size_t crowd_collect(struct crowd *crowd, struct arena *arena, struct check_result *results)
{
    size_t n = 0;

    while (n < CHECKS_STORE_MAX && crowd->n_done) {
        struct check *check = TAILQ_FIRST(&crowd->done);

        TAILQ_REMOVE(&crowd->done, check, entry);
        crowd->n_done--;
        if (check->has_verdict)
            results[n++] = copy_result(arena, &check->result);
        check_free(check);
    }
    return n;
}

/* What is being made for a request, and where its results go. */
struct errand {
    struct outbound *outbound;
    struct hub *hub;
    const struct check_target *targets;
    size_t n, n_started;
    struct check_result *results;
    size_t n_results;
};

static void errand_start_more(struct ctx *cx, struct errand *errand, struct crowd *crowd)
{
    int64_t deadline_us = cx->deadline_us - STORE_TIME_US;

    while (crowd->n_running < RUNNING_MAX && errand->n_started < errand->n) {
        struct check *check = check_new(&errand->targets[errand->n_started++]);

        check->done = crowd_take;
        check->arg = crowd;
        crowd->n_running++;
        check_start(check, errand->outbound, cx->loop, deadline_us);
    }
}

static enum err fail_late(struct ctx *cx, const struct errand *errand)
{
    return fail_fmt(cx, ERR_TIMED_OUT, "Of %zu checks only %zu were made in time.", errand->n,
                    errand->n_results);
}

static enum err errand_run(struct ctx *cx, struct errand *errand)
{
    struct crowd *crowd = crowd_new();
    enum err e = ERR_OK;

    while (!e && (crowd->n_running || crowd->n_done || errand->n_started < errand->n)) {
        int64_t until_us = clock_now_us() + STORE_EVERY_US;
        struct check_result *results = errand->results + errand->n_results;
        size_t n;

        errand_start_more(cx, errand, crowd);
        crowd_wait(crowd, until_us < cx->deadline_us ? until_us : cx->deadline_us);
        n = crowd_collect(crowd, cx->arena, results);
        errand->n_results += n;
        if (n)
            e = check_store(cx, errand->hub, results, n);
        else if (clock_now_us() >= cx->deadline_us)
            e = fail_late(cx, errand);
    }
    crowd_leave(crowd);
    if (!e && errand->n_results < errand->n && clock_now_us() >= cx->deadline_us - STORE_TIME_US)
        e = fail_late(cx, errand);
    return e;
}

enum err check_module(struct ctx *cx, struct outbound *outbound, struct hub *hub,
                      const char *module_id, struct check_result *ret_result)
{
    struct check_target target;
    struct check_result result;
    struct errand errand = {
        .outbound = outbound, .hub = hub, .targets = &target, .n = 1, .results = &result};
    enum err e = checks_find_target(cx, module_id, &target);

    if (!e)
        e = errand_run(cx, &errand);
    if (!e && !errand.n_results)
        e = fail(cx, ERR_OVERLOADED, NULL);
    if (!e)
        *ret_result = result;
    return e;
}

enum err check_all(struct ctx *cx, struct outbound *outbound, struct hub *hub,
                   struct check_result **ret_results, size_t *ret_n)
{
    struct check_target *targets;
    struct errand errand = {.outbound = outbound, .hub = hub};
    enum err e = checks_find_targets(cx, &targets, &errand.n);

    if (e)
        return e;
    errand.targets = targets;
    errand.results = arena_zalloc(cx->arena, errand.n, sizeof *errand.results);
    e = errand_run(cx, &errand);
    if (e)
        return e;
    *ret_results = errand.results;
    *ret_n = errand.n_results;
    return ERR_OK;
}
