// SPDX-License-Identifier: MIT
/* The compute threads: work leaves the loop's thread and comes back to its fiber; the queue is bounded; the end waits
 * for what is queued. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/compute.h"
#include "base/fiber.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#define TASKS 300

static struct loop *loop;
static struct compute *compute;
static unsigned n_left;

struct task {
    pthread_t thread;
    uint64_t in, out;
    bool was_run;
};

static struct task tasks[TASKS];

static void square(void *arg)
{
    struct task *task = arg;
    struct arena *arena = arena_new(); /* its chunk stays with this thread */

    task->thread = pthread_self();
    task->out = task->in * task->in;
    arena_free(arena);
}

static void run_task(void *arg)
{
    struct task *task = arg;

    task->was_run = compute_run(compute, square, task);
    if (--n_left == 0)
        loop_stop(loop);
}

static void start_all(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < TASKS; i++) {
        tasks[i] = (struct task){.in = i};
        assert_true(fiber_start(loop, run_task, &tasks[i]));
    }
}

static void test_work_is_done_elsewhere(void **state)
{
    (void)state;
    loop = loop_new("test");
    compute = compute_new(3, TASKS);
    n_left = TASKS;
    loop_defer(loop, start_all, NULL);
    loop_run(loop);
    for (unsigned i = 0; i < TASKS; i++) {
        assert_true(tasks[i].was_run);
        assert_int_equal(tasks[i].out, (uint64_t)i * i);
        assert_false(pthread_equal(tasks[i].thread, pthread_self()));
    }
    compute_free(compute);
    loop_free(loop);
}

static atomic_bool is_open;

static void wait_for_the_gate(void *arg)
{
    (void)arg;
    while (!atomic_load(&is_open))
        usleep(1000);
}

static unsigned n_run, n_refused;

static void run_gated(void *arg)
{
    bool was_run = compute_run(compute, wait_for_the_gate, NULL);

    (void)arg;
    n_run += was_run;
    n_refused += !was_run;
    if (--n_left == 0)
        loop_stop(loop);
}

static void open_the_gate(void *arg)
{
    (void)arg;
    atomic_store(&is_open, true);
}

static void start_one_gated(void *arg)
{
    (void)arg;
    assert_true(fiber_start(loop, run_gated, NULL));
}

/* One works, two are queued; whoever comes then is refused at once and has not waited. */
static void test_queue_is_bounded(void **state)
{
    struct loop_timer timers[5], opening = {.fn = open_the_gate};

    (void)state;
    loop = loop_new("test");
    compute = compute_new(1, 2);
    n_left = 5;
    n_run = n_refused = 0;
    for (unsigned i = 0; i < 5; i++) {
        timers[i] = (struct loop_timer){.fn = start_one_gated};
        loop_timer_set(loop, &timers[i], clock_now_us() + (i ? 100 * US_PER_MS : 0));
    }
    loop_timer_set(loop, &opening, clock_now_us() + 150 * US_PER_MS);
    loop_run(loop);
    assert_int_equal(n_run, 3);
    assert_int_equal(n_refused, 2);
    compute_free(compute);
    compute_free(NULL);
    loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_work_is_done_elsewhere),
        cmocka_unit_test(test_queue_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
