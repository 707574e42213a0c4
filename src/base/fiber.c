// SPDX-License-Identifier: MIT
/* Fibers on ucontext. A stack is entered once and then serves one fiber after the other; idle ones wait in the pool
 * of their loop. The sanitizers are told of each switch, as they otherwise take another stack for a broken one.
 * This file is compiled without _FORTIFY_SOURCE's idea that a stack only grows. */
#include "base/fiber.h"
#include "base/clock.h"
#include "sanitizers.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#ifdef HAS_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef HAS_TSAN
#include <sanitizer/tsan_interface.h>
#endif

#define STACK_SIZE ((size_t)256 * 1024)
#define GUARD_SIZE ((size_t)64 * 1024) /* more than a frame, so that none leaps over it */
#define IDLE_MAX 128u /* stacks kept for the next fibers; the others go back to the system */

struct fiber {
    struct fiber_pool *pool;
    struct fiber *next; /* among the idle */
    fiber_fn *fn;
    void *arg;
    void *stack; /* with the guard at its low end */
    ucontext_t context;
    struct loop_timer timer;
    bool is_waiting, is_done, timed_out;
#ifdef HAS_ASAN
    void *fake_stack;
#endif
#ifdef HAS_TSAN
    void *tsan;
#endif
};

struct fiber_pool {
    struct loop *loop;
    struct fiber *running; /* NULL: the loop itself */
    struct fiber *idle;
    unsigned n_idle, n_used;
    ucontext_t loop_context;
#ifdef HAS_ASAN
    void *loop_fake_stack;
    const void *loop_stack;
    size_t loop_stack_size;
#endif
#ifdef HAS_TSAN
    void *loop_tsan;
#endif
};

static _Thread_local struct fiber_pool *thread_pool;

struct fiber *fiber_current(void)
{
    return thread_pool ? thread_pool->running : NULL;
}

unsigned fiber_count(const struct loop *loop)
{
    struct fiber_pool *pool = *loop_fibers((struct loop *)loop);

    return pool ? pool->n_used : 0;
}

/* From the loop into the fiber; returns when it waits or is done. */
static void switch_in(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;

    pool->running = fiber;
#ifdef HAS_ASAN
    __sanitizer_start_switch_fiber(&pool->loop_fake_stack, (char *)fiber->stack + GUARD_SIZE,
                                   STACK_SIZE);
#endif
#ifdef HAS_TSAN
    pool->loop_tsan = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(fiber->tsan, 0);
#endif
    swapcontext(&pool->loop_context, &fiber->context);
#ifdef HAS_ASAN
    __sanitizer_finish_switch_fiber(pool->loop_fake_stack, NULL, NULL);
#endif
    pool->running = NULL;
}

/* From the fiber back into the loop. */
static void switch_out(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;

#ifdef HAS_ASAN
    __sanitizer_start_switch_fiber(&fiber->fake_stack, pool->loop_stack, pool->loop_stack_size);
#endif
#ifdef HAS_TSAN
    __tsan_switch_to_fiber(pool->loop_tsan, 0);
#endif
    swapcontext(&fiber->context, &pool->loop_context);
#ifdef HAS_ASAN
    __sanitizer_finish_switch_fiber(fiber->fake_stack, &pool->loop_stack, &pool->loop_stack_size);
#endif
}

/* The bottom of each stack: serves one fiber after the other. */
static void fiber_main(void)
{
    struct fiber *fiber = thread_pool->running;

#ifdef HAS_ASAN
    __sanitizer_finish_switch_fiber(NULL, &fiber->pool->loop_stack, &fiber->pool->loop_stack_size);
#endif
    for (;;) {
        fiber->fn(fiber->arg);
        fiber->is_done = true;
        switch_out(fiber);
    }
}

static void fiber_timed_out(void *arg)
{
    struct fiber *fiber = arg;

    fiber->timed_out = true;
    fiber_resume(fiber);
}

static struct fiber *fiber_new(struct fiber_pool *pool)
{
    struct fiber *fiber = calloc(1, sizeof *fiber);

    if (!fiber)
        abort();
    fiber->pool = pool;
    fiber->timer = (struct loop_timer){.fn = fiber_timed_out, .arg = fiber};
    fiber->stack = mmap(NULL, STACK_SIZE + GUARD_SIZE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (fiber->stack == MAP_FAILED || mprotect(fiber->stack, GUARD_SIZE, PROT_NONE) ||
        getcontext(&fiber->context))
        abort();
    fiber->context.uc_stack.ss_sp = (char *)fiber->stack + GUARD_SIZE;
    fiber->context.uc_stack.ss_size = STACK_SIZE;
    fiber->context.uc_link = NULL;
    makecontext(&fiber->context, fiber_main, 0);
#ifdef HAS_TSAN
    fiber->tsan = __tsan_create_fiber(0);
#endif
    return fiber;
}

static void fiber_free(struct fiber *fiber)
{
#ifdef HAS_TSAN
    __tsan_destroy_fiber(fiber->tsan);
#endif
    munmap(fiber->stack, STACK_SIZE + GUARD_SIZE);
    free(fiber);
}

static struct fiber *fiber_take(struct fiber_pool *pool)
{
    struct fiber *fiber = pool->idle;

    if (!fiber)
        return fiber_new(pool);
    pool->idle = fiber->next;
    pool->n_idle--;
    return fiber;
}

static void fiber_run(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;

    switch_in(fiber);
    if (!fiber->is_done)
        return;
    pool->n_used--;
    if (pool->n_idle >= IDLE_MAX) {
        fiber_free(fiber);
        return;
    }
    fiber->next = pool->idle;
    pool->idle = fiber;
    pool->n_idle++;
}

bool fiber_start(struct loop *loop, fiber_fn *fn, void *arg)
{
    struct fiber_pool *pool = *loop_fibers(loop);
    struct fiber *fiber;

    if (!pool) {
        pool = calloc(1, sizeof *pool);
        if (!pool)
            abort();
        pool->loop = loop;
        *loop_fibers(loop) = pool;
    }
    thread_pool = pool;
    assert(!pool->running);
    if (pool->n_used >= FIBER_MAX_PER_LOOP)
        return false;
    fiber = fiber_take(pool);
    pool->n_used++;
    fiber->fn = fn;
    fiber->arg = arg;
    fiber->is_done = false;
    fiber_run(fiber);
    return true;
}

bool fiber_wait(int64_t deadline_us)
{
    struct fiber *fiber = fiber_current();

    assert(fiber && !fiber->is_waiting);
    fiber->is_waiting = true;
    fiber->timed_out = false;
    if (deadline_us != INT64_MAX)
        loop_timer_set(fiber->pool->loop, &fiber->timer, deadline_us);
    switch_out(fiber);
    return !fiber->timed_out;
}

static void fiber_go_on(void *arg)
{
    fiber_run(arg);
}

void fiber_resume(struct fiber *fiber)
{
    struct fiber_pool *pool = fiber->pool;

    assert(fiber->is_waiting);
    fiber->is_waiting = false;
    loop_timer_clear(pool->loop, &fiber->timer);
    if (pool->running)
        loop_defer(pool->loop, fiber_go_on, fiber);
    else
        fiber_run(fiber);
}

void fiber_sleep_us(int64_t us)
{
    (void)fiber_wait(clock_now_us() + us);
}

void fiber_pool_free(struct fiber_pool *pool)
{
    if (!pool)
        return;
    while (pool->idle) {
        struct fiber *fiber = pool->idle;

        pool->idle = fiber->next;
        fiber_free(fiber);
    }
    free(pool);
}
