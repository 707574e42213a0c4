// SPDX-License-Identifier: MIT
/* Fibers: straight-line code that waits without blocking its loop. A fiber belongs to the loop that started it and
 * runs on that thread alone. 256 KiB of stack each, with a guard below, taken from the loop's pool. */
#ifndef SAUDA_BASE_FIBER_H
#define SAUDA_BASE_FIBER_H

#include "base/loop.h"

#include <stdbool.h>
#include <stdint.h>

#define FIBER_MAX_PER_LOOP 1000

struct fiber;

typedef void fiber_fn(void *arg);

/* Runs fn(arg) on a new fiber at once, until it first waits or returns. False when the loop has FIBER_MAX_PER_LOOP
 * of them: then nothing ran. Not to be called from within a fiber (use loop_defer). */
bool fiber_start(struct loop *loop, fiber_fn *fn, void *arg) __attribute__((warn_unused_result));
/* The running one, or NULL outside of any. */
struct fiber *fiber_current(void);
/* Waits until fiber_resume() of this fiber, or until `deadline_us` of the monotonic clock (INT64_MAX: none).
 * True when resumed, false when the deadline came first. */
bool fiber_wait(int64_t deadline_us);
/* Lets a waiting fiber go on, now or, when called from a fiber, right after that one waits. From its loop's thread;
 * once for each fiber_wait(). */
void fiber_resume(struct fiber *fiber);
void fiber_sleep_us(int64_t us);
/* Gives back the stacks of a loop that has stopped; none of its fibers may be waiting. Called by loop_free(). */
void fiber_pool_free(struct fiber_pool *pool);
/* How many fibers of the loop are running or waiting. The tests see by it that none is left behind. */
unsigned fiber_count(const struct loop *loop);

#endif
