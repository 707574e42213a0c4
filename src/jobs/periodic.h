// SPDX-License-Identifier: MIT
/* Recurring work of the worker's thread. A run is short - one claim, one slice - and says when the next is due: so nothing
 * here has to be told to stop in the middle. */
#ifndef SAUDA_JOBS_PERIODIC_H
#define SAUDA_JOBS_PERIODIC_H

#include "base/ctx.h"
#include "base/loop.h"

#include <stdbool.h>
#include <stdint.h>

#define PERIODIC_IDLE INT64_MAX /* until periodic_kick() */

struct periodic;
struct worker;

/* One run, in a fiber; returns the pause until the next one in µs, or PERIODIC_IDLE. */
typedef int64_t periodic_fn(struct ctx *cx, struct periodic *periodic);

struct periodic {
    const char *name;
    periodic_fn *run;
    void *state; /* its owner's */
    struct worker *worker;
    struct loop_timer timer;
    bool is_running;
    int64_t kicked_us; /* while it was running; 0: was not */
};

void periodic_init(struct periodic *periodic, struct worker *worker, const char *name);
/* Lets it run at `due_us` of the monotonic clock, if it would not sooner. */
void periodic_kick(struct periodic *periodic, int64_t due_us);

#endif
