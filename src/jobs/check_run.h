// SPDX-License-Identifier: MIT
/* One check on its way: the calls it takes, and what came of them. It belongs to the loop that started it. */
#ifndef SAUDA_JOBS_CHECK_RUN_H
#define SAUDA_JOBS_CHECK_RUN_H

#include "base/loop.h"
#include "judge.h"
#include "outbound/outbound.h"
#include "repo/checks.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct hub;
struct check;

typedef void check_done_fn(void *arg, struct check *check);

struct check {
    TAILQ_ENTRY(check) entry;   /* its owner's */
    struct check_target target; /* a copy; what it points to follows the struct */
    struct check_result result;
    bool has_verdict; /* false: it could not be made, for reasons on our side */
    char words[JUDGE_WORDS];

    struct outbound *outbound;
    struct loop *loop;
    int64_t deadline_us;
    unsigned tries;
    bool is_pausing;
    struct loop_timer pause;
    check_done_fn *done;
    void *arg;
};

TAILQ_HEAD(checks, check);

struct check *check_new(const struct check_target *target);
void check_free(struct check *check);
/* Calls check->done(check->arg, check) on `loop`'s thread when the result is there; until then the check must live.
 * Tries again after a failure as often as the target wants, but not beyond `deadline_us` of the monotonic clock
 * (INT64_MAX: none). */
void check_start(struct check *check, struct outbound *outbound, struct loop *loop,
                 int64_t deadline_us);
/* Ends the pause between two tries, if it is in one, without a verdict. */
void check_stop(struct check *check);

/* Stores up to CHECKS_STORE_MAX results, sends a frame for each that counted, and wakes the feed when there is an
 * event. */
enum err check_store(struct ctx *cx, struct hub *hub, const struct check_result *results, size_t n)
    __attribute__((warn_unused_result));

#endif
