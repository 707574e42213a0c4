// SPDX-License-Identifier: MIT
/* Fibers: what runs when, deadlines, the limit, stacks used again, and the page that stops one which overflows. */
#include "base/clock.h"
#include "base/fiber.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;
static char steps[64];

static void step(char c)
{
    size_t len = strlen(steps);

    if (len + 1 < sizeof steps)
        steps[len] = c;
}

static int set_up(void **state)
{
    (void)state;
    memset(steps, 0, sizeof steps);
    loop = loop_new("test");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    assert_int_equal(fiber_count(loop), 0);
    loop_free(loop);
    return 0;
}

static void stop(void *arg)
{
    (void)arg;
    loop_stop(loop);
}

/* --- starting and waiting -------------------------------------------------------------------------------------- */

static void run_through(void *arg)
{
    assert_non_null(fiber_current());
    assert_int_equal(fiber_count(loop), 1);
    step(*(char *)arg);
}

static void test_runs_at_once(void **state)
{
    char a = 'a', b = 'b';

    (void)state;
    assert_null(fiber_current());
    assert_true(fiber_start(loop, run_through, &a));
    step('-');
    assert_true(fiber_start(loop, run_through, &b));
    assert_string_equal(steps, "a-b");
    assert_null(fiber_current());
}

struct waiter {
    struct fiber *fiber;
    int64_t deadline_us;
    bool was_resumed;
    char letter;
};

static void wait_once(void *arg)
{
    struct waiter *waiter = arg;

    waiter->fiber = fiber_current();
    step(waiter->letter);
    waiter->was_resumed = fiber_wait(waiter->deadline_us);
    assert_ptr_equal(fiber_current(), waiter->fiber);
    step((char)(waiter->letter - 'a' + 'A'));
}

static void test_resumed_from_the_loop(void **state)
{
    struct waiter a = {.deadline_us = INT64_MAX, .letter = 'a'},
                  b = {.deadline_us = INT64_MAX, .letter = 'b'};

    (void)state;
    assert_true(fiber_start(loop, wait_once, &a));
    assert_true(fiber_start(loop, wait_once, &b));
    assert_int_equal(fiber_count(loop), 2);
    fiber_resume(b.fiber); /* goes on at once */
    assert_string_equal(steps, "abB");
    fiber_resume(a.fiber);
    assert_string_equal(steps, "abBA");
    assert_true(a.was_resumed && b.was_resumed);
}

static void resume_both(void *arg)
{
    struct waiter *waiters = arg;

    step('(');
    fiber_resume(waiters[1].fiber);
    fiber_resume(waiters[0].fiber);
    step(')'); /* they go on when this one has ended or waits, in the order of resuming */
    loop_defer(loop, stop, NULL);
}

static void test_resumed_from_a_fiber(void **state)
{
    struct waiter waiters[] = {{.deadline_us = INT64_MAX, .letter = 'a'},
                               {.deadline_us = INT64_MAX, .letter = 'b'}};

    (void)state;
    for (unsigned i = 0; i < 2; i++)
        assert_true(fiber_start(loop, wait_once, &waiters[i]));
    assert_true(fiber_start(loop, resume_both, waiters));
    assert_string_equal(steps, "ab()");
    loop_run(loop);
    assert_string_equal(steps, "ab()BA");
}

/* --- deadlines ------------------------------------------------------------------------------------------------- */

static void test_deadline(void **state)
{
    struct waiter late = {.deadline_us = clock_now_us() + 20 * US_PER_MS, .letter = 'a'};
    struct waiter past = {.deadline_us = clock_now_us() - 1, .letter = 'b'};
    struct loop_timer end = {.fn = stop};

    (void)state;
    assert_true(fiber_start(loop, wait_once, &late));
    assert_true(fiber_start(loop, wait_once, &past));
    loop_timer_set(loop, &end, clock_now_us() + 40 * US_PER_MS);
    loop_run(loop);
    assert_false(late.was_resumed);
    assert_false(past.was_resumed);
    assert_string_equal(steps, "abBA");
}

static void resume_waiter(void *arg)
{
    fiber_resume(((struct waiter *)arg)->fiber);
}

/* A fiber that was resumed in time does not hear of its deadline later, also while it waits for something else. */
static void wait_twice(void *arg)
{
    struct waiter *waiter = arg;

    waiter->fiber = fiber_current();
    assert_true(fiber_wait(clock_now_us() + 20 * US_PER_MS));
    assert_false(fiber_wait(clock_now_us() + 60 * US_PER_MS));
    step('.');
    loop_stop(loop);
}

static void test_deadline_ends_with_its_wait(void **state)
{
    struct waiter waiter = {0};
    struct loop_timer soon = {.fn = resume_waiter, .arg = &waiter};
    int64_t began_us = clock_now_us();

    (void)state;
    assert_true(fiber_start(loop, wait_twice, &waiter));
    loop_timer_set(loop, &soon, began_us + 10 * US_PER_MS);
    loop_run(loop);
    assert_true(clock_now_us() - began_us >= 60 * US_PER_MS);
    assert_string_equal(steps, ".");
}

static void sleep_awhile(void *arg)
{
    int64_t began_us = clock_now_us();

    fiber_sleep_us((int64_t)(uintptr_t)arg * US_PER_MS);
    assert_true(clock_now_us() - began_us >= (int64_t)(uintptr_t)arg * US_PER_MS);
    step((char)('0' + (uintptr_t)arg / 50));
    if (fiber_count(loop) == 1)
        loop_stop(loop);
}

static void test_sleep(void **state)
{
    (void)state;
    assert_true(fiber_start(loop, sleep_awhile, (void *)150));
    assert_true(fiber_start(loop, sleep_awhile, (void *)50));
    assert_true(fiber_start(loop, sleep_awhile, (void *)0));
    assert_true(fiber_start(loop, sleep_awhile, (void *)100));
    loop_run(loop);
    assert_string_equal(steps, "0123");
}

/* --- many ------------------------------------------------------------------------------------------------------ */

static struct waiter many[FIBER_MAX_PER_LOOP];
static uint64_t sums[FIBER_MAX_PER_LOOP];

/* Leaves a pattern on its stack, across the wait. */
static void wait_with_a_full_stack(void *arg)
{
    struct waiter *waiter = arg;
    size_t place = (size_t)(waiter - many);
    volatile unsigned char pattern[16384];

    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (unsigned char)(place * 31 + i);
    waiter->fiber = fiber_current();
    assert_true(fiber_wait(INT64_MAX));
    sums[place] = 0;
    for (size_t i = 0; i < sizeof pattern; i++)
        sums[place] += pattern[i] == (unsigned char)(place * 31 + i);
}

static void test_limit_and_reuse(void **state)
{
    char a = 'a';

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < FIBER_MAX_PER_LOOP; i++)
            assert_true(fiber_start(loop, wait_with_a_full_stack, &many[i]));
        assert_int_equal(fiber_count(loop), FIBER_MAX_PER_LOOP);
        assert_false(fiber_start(loop, run_through, &a)); /* nothing ran */
        for (unsigned i = 0; i < FIBER_MAX_PER_LOOP; i++)
            fiber_resume(many[(i * 7 + 3) % FIBER_MAX_PER_LOOP].fiber);
        assert_int_equal(fiber_count(loop), 0);
        for (unsigned i = 0; i < FIBER_MAX_PER_LOOP; i++)
            assert_int_equal(sums[i], 16384);
    }
    assert_string_equal(steps, "");
    assert_true(fiber_start(loop, run_through, &a));
    assert_string_equal(steps, "a");
}

/* Whoever ends wakes the next, from fiber to fiber; the stacks of the ended serve again. */
static void pass_on(void *arg)
{
    struct waiter *waiter = arg;

    waiter->fiber = fiber_current();
    assert_true(fiber_wait(INT64_MAX));
    if (waiter > many)
        fiber_resume(waiter[-1].fiber);
    else
        loop_stop(loop);
}

static void test_chain(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 500; i++)
        assert_true(fiber_start(loop, pass_on, &many[i]));
    fiber_resume(many[499].fiber);
    loop_run(loop);
}

/* The stack is large enough for what handlers use: libraries format numbers and the like in tens of kilobytes. */
static void format_a_lot(void *arg)
{
    char text[128 * 1024];

    snprintf(text, sizeof text, "%100000.3f", 0.125);
    *(size_t *)arg = strlen(text);
}

static void test_room_on_the_stack(void **state)
{
    size_t len = 0;

    (void)state;
    assert_true(fiber_start(loop, format_a_lot, &len));
    assert_int_equal(len, 100000);
}

/* --- overflow -------------------------------------------------------------------------------------------------- */

static unsigned dive(unsigned depth)
{
    volatile char frame[1024];

    frame[0] = (char)depth;
    return depth == 0 ? 0 : dive(depth - 1) + (unsigned char)frame[0];
}

/* Touches only the far ends of large frames. */
static unsigned leap(unsigned depth)
{
    volatile char frame[40 * 1024];

    frame[0] = (char)depth;
    return depth == 0 ? 0 : leap(depth - 1) + (unsigned char)frame[0];
}

static void overflow_by_steps(void *arg)
{
    *(size_t *)arg = dive(1000);
}

static void overflow_by_leaps(void *arg)
{
    *(size_t *)arg = leap(8);
}

struct diver {
    struct fiber *fiber;
    fiber_fn *fn;
};

static void wait_and_dive(void *arg)
{
    struct diver *diver = arg;
    size_t result;

    diver->fiber = fiber_current();
    (void)fiber_wait(INT64_MAX);
    diver->fn(&result);
}

/* Whether the fiber takes its process, a child, with it. The stacks of others lie around its own. */
static bool is_deadly(fiber_fn *fn)
{
    struct diver diver = {.fn = fn};
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* without cmocka's own handler */
        if (!freopen("/dev/null", "w", stderr) || !fiber_start(loop, wait_and_dive, &diver))
            _exit(9);
        for (unsigned i = 0; i < 10; i++)
            if (!fiber_start(loop, wait_with_a_full_stack, &many[i]))
                _exit(9);
        fiber_resume(diver.fiber);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    /* a sanitizer catches the signal, reports and exits with 1 or 66 */
    return WIFSIGNALED(status) ? WTERMSIG(status) == SIGSEGV : WEXITSTATUS(status) % 65 == 1;
}

/* Below each stack lies memory that nobody may touch: the process dies instead of writing into its neighbour. */
static void test_overflow_hits_the_guard(void **state)
{
    (void)state;
    assert_true(is_deadly(overflow_by_steps));
    assert_true(is_deadly(overflow_by_leaps));
    assert_false(is_deadly(format_a_lot));
}

#define FIBER_TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIBER_TEST(test_runs_at_once),
        FIBER_TEST(test_resumed_from_the_loop),
        FIBER_TEST(test_resumed_from_a_fiber),
        FIBER_TEST(test_deadline),
        FIBER_TEST(test_deadline_ends_with_its_wait),
        FIBER_TEST(test_sleep),
        FIBER_TEST(test_limit_and_reuse),
        FIBER_TEST(test_chain),
        FIBER_TEST(test_room_on_the_stack),
        FIBER_TEST(test_overflow_hits_the_guard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
