// SPDX-License-Identifier: MIT
/* The loop: timers in the order of their times whatever callbacks do to each other, mail of several threads in the
 * order of each, descriptors that are given up within a turn, and the end. */
#include "base/clock.h"
#include "base/loop.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

static struct loop *loop;

static int set_up(void **state)
{
    (void)state;
    loop = loop_new("test");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    loop_free(loop);
    return 0;
}

static void stop(void *arg)
{
    (void)arg;
    loop_stop(loop);
}

static void run_for_ms(int64_t ms)
{
    struct loop_timer timer = {.fn = stop};

    loop_timer_set(loop, &timer, clock_now_us() + ms * US_PER_MS);
    loop_run(loop);
}

/* --- timers ---------------------------------------------------------------------------------------------------- */

#define TIMERS 500

static struct loop_timer timers[TIMERS];
static int64_t fired_us[TIMERS];
static unsigned n_fired;

static void note_time(void *arg)
{
    struct loop_timer *timer = arg;

    assert_true(clock_now_us() >= timer->due_us);
    assert_int_equal(timer->place, 0);
    fired_us[n_fired++] = timer->due_us;
}

static void test_timers_in_order(void **state)
{
    int64_t now_us = clock_now_us();

    (void)state;
    n_fired = 0;
    srandom(7);
    for (unsigned i = 0; i < TIMERS; i++) {
        timers[i] = (struct loop_timer){.fn = note_time, .arg = &timers[i]};
        loop_timer_set(loop, &timers[i], now_us + 1000 * US_PER_S);
    }
    for (unsigned i = 0; i < TIMERS;
         i++) /* moved: from far away into the next 50 ms, the heap from all sides */
        loop_timer_set(loop, &timers[i], now_us - 1000 + random() % 50000);
    for (unsigned i = 0; i < TIMERS; i += 5)
        loop_timer_clear(loop, &timers[i]);
    loop_timer_clear(loop, &timers[0]); /* twice is allowed */
    run_for_ms(60);
    assert_int_equal(n_fired, TIMERS - TIMERS / 5);
    for (unsigned i = 1; i < n_fired; i++)
        assert_true(fired_us[i - 1] <= fired_us[i]);
}

/* Of a group that is due at once the first to fire clears the rest, some of which lie anywhere in the heap. */
static void clear_the_others(void *arg)
{
    n_fired++;
    for (unsigned i = 0; i < TIMERS; i++)
        if (&timers[i] != arg)
            loop_timer_clear(loop, &timers[i]);
}

static void test_timers_cleared_by_a_timer(void **state)
{
    int64_t now_us = clock_now_us();

    (void)state;
    n_fired = 0;
    for (unsigned i = 0; i < TIMERS; i++) {
        timers[i] = (struct loop_timer){.fn = clear_the_others, .arg = &timers[i]};
        loop_timer_set(loop, &timers[i], now_us - 1);
    }
    run_for_ms(5);
    assert_int_equal(n_fired, 1);
}

static struct loop_timer *heap_timer;

static void free_a_timer_and_go_on(void *arg)
{
    struct loop_timer *own = arg;

    if (++n_fired < 4)
        loop_timer_set(loop, own, clock_now_us() + US_PER_MS); /* set anew from its own callback */
    if (!heap_timer)
        return;
    loop_timer_clear(loop, heap_timer);
    free(heap_timer);
    heap_timer = NULL;
}

static void test_timer_set_anew_and_another_freed(void **state)
{
    struct loop_timer timer = {.fn = free_a_timer_and_go_on, .arg = &timer};
    int64_t now_us = clock_now_us();

    (void)state;
    n_fired = 0;
    heap_timer = calloc(1, sizeof *heap_timer);
    assert_non_null(heap_timer);
    heap_timer->fn = note_time;
    loop_timer_set(loop, &timer, now_us - 2);
    loop_timer_set(loop, heap_timer, now_us - 1);
    run_for_ms(30);
    assert_int_equal(n_fired, 4);
}

/* --- mail ------------------------------------------------------------------------------------------------------ */

#define SENDERS 4
#define LETTERS 20000

struct letter {
    unsigned sender, number;
};

static unsigned next_number[SENDERS], n_letters;

static void read_letter(void *arg)
{
    struct letter *letter = arg;

    assert_ptr_equal(loop_current(), loop);
    assert_int_equal(letter->number, next_number[letter->sender]);
    next_number[letter->sender]++;
    free(letter);
    if (++n_letters == SENDERS * LETTERS)
        loop_stop(loop);
}

static void *send_letters(void *arg)
{
    for (unsigned i = 0; i < LETTERS; i++) {
        struct letter *letter = malloc(sizeof *letter);

        if (!letter)
            abort();
        *letter = (struct letter){(unsigned)(uintptr_t)arg, i};
        if (!loop_post(loop, read_letter, letter))
            abort();
        if (i % 1000 == 0)
            usleep(1); /* so that the loop falls asleep now and then and must be woken */
    }
    return NULL;
}

static void test_mail_keeps_the_order_of_each_thread(void **state)
{
    pthread_t threads[SENDERS];

    (void)state;
    memset(next_number, 0, sizeof next_number);
    n_letters = 0;
    for (unsigned i = 0; i < SENDERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send_letters, (void *)(uintptr_t)i), 0);
    loop_run(loop);
    for (unsigned i = 0; i < SENDERS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(n_letters, SENDERS * LETTERS);
}

static void count(void *arg)
{
    ++*(unsigned *)arg;
}

/* What was accepted is delivered, even when the loop stops before it got to it; later nothing is accepted. */
static void test_mail_at_the_end(void **state)
{
    unsigned n = 0;

    (void)state;
    assert_true(loop_post(loop, stop, NULL));
    assert_true(loop_post(loop, count, &n));
    loop_stop(loop);
    loop_run(loop);
    assert_int_equal(n, 1);
    assert_false(loop_post(loop, count, &n));
    assert_int_equal(n, 1);
    assert_null(loop_current());
}

/* --- deferred calls and hooks ---------------------------------------------------------------------------------- */

static char steps[32];

static void step(char c)
{
    size_t len = strlen(steps);

    if (len + 1 < sizeof steps)
        steps[len] = c;
}

static void defer_c(void *arg)
{
    (void)arg;
    step('c');
}

static void defer_b(void *arg)
{
    (void)arg;
    step('b');
    loop_defer(loop, defer_c, NULL); /* within the turn, not the next one */
}

static void timer_a(void *arg)
{
    (void)arg;
    loop_defer(loop, defer_b, NULL);
    step('a');
    loop_stop(loop);
}

static int64_t hook_h(void *arg)
{
    (void)arg;
    if (strlen(steps))
        step('h');
    return -1;
}

static void test_deferred_in_order(void **state)
{
    struct loop_timer timer = {.fn = timer_a};

    (void)state;
    memset(steps, 0, sizeof steps);
    loop_timer_set(loop, &timer, clock_now_us());
    loop_run(loop);
    assert_string_equal(steps, "abc"); /* the loop ended in this turn, yet all of it was done */
}

static int64_t hook_that_defers(void *arg)
{
    unsigned *n = arg;

    if ((*n)++ == 0) {
        loop_defer(loop, defer_c, NULL);
        loop_defer(loop, stop, NULL);
    }
    return -1;
}

/* What a hook defers does not wait for the next event; the other hooks get to see it. */
static void test_hooks_run_again_behind_deferred(void **state)
{
    unsigned n = 0;
    struct loop_hook first = {.fn = hook_h}, second = {.fn = hook_that_defers, .arg = &n};
    struct loop_timer never_needed = {.fn = stop};

    (void)state;
    memset(steps, 0, sizeof steps);
    loop_hook_add(loop, &first);
    loop_hook_add(loop, &second);
    loop_timer_set(loop, &never_needed, clock_now_us() + 2 * US_PER_S);
    loop_run(loop);
    assert_string_equal(steps, "ch");
    assert_int_equal(n, 2);
    loop_timer_clear(loop, &never_needed);
}

static int64_t hook_in_10_ms(void *arg)
{
    unsigned *n = arg;

    if (++*n == 3)
        loop_stop(loop);
    return 10 * US_PER_MS;
}

static void test_hook_bounds_the_wait(void **state)
{
    unsigned n = 0;
    struct loop_hook hook = {.fn = hook_in_10_ms, .arg = &n};
    int64_t began_us = clock_now_us();

    (void)state;
    loop_hook_add(loop, &hook);
    loop_run(loop);
    assert_int_equal(n, 3);
    assert_true(clock_now_us() - began_us >= 20 * US_PER_MS);
    assert_true(clock_now_us() - began_us < 20 * US_PER_S);
}

/* --- descriptors ----------------------------------------------------------------------------------------------- */

struct pair {
    struct loop_watch watch;
    int fd;
    struct pair *other;
};

static unsigned n_pair_calls;

/* Whoever is called first does away with the other, whose event lies ready in the same turn. */
static void on_pair(void *arg, uint32_t events)
{
    struct pair *pair = arg;

    assert_true(events & EPOLLIN);
    n_pair_calls++;
    if (pair->other) {
        loop_watch_clear(loop, &pair->other->watch);
        close(pair->other->fd);
        free(pair->other);
        pair->other = NULL;
    }
    loop_watch_clear(loop, &pair->watch);
    close(pair->fd);
    free(pair);
    loop_stop(loop);
}

static struct pair *pair_new(void)
{
    struct pair *pair = calloc(1, sizeof *pair);

    assert_non_null(pair);
    pair->watch = (struct loop_watch){.fn = on_pair, .arg = pair};
    pair->fd = eventfd(1, EFD_CLOEXEC); /* readable from the start */
    assert_true(pair->fd >= 0);
    return pair;
}

static void test_watch_cleared_and_freed_in_the_same_turn(void **state)
{
    struct pair *a = pair_new(), *b = pair_new();

    (void)state;
    n_pair_calls = 0;
    a->other = b;
    b->other = a;
    loop_watch_set(loop, &a->watch, a->fd, EPOLLIN);
    loop_watch_set(loop, &b->watch, b->fd, EPOLLIN);
    loop_run(loop);
    assert_int_equal(n_pair_calls, 1);
}

static uint32_t seen_events;

static void on_pipe(void *arg, uint32_t events)
{
    (void)arg;
    seen_events |= events;
    loop_stop(loop);
}

static void test_watch_changes_events_and_descriptor(void **state)
{
    struct loop_watch watch = {.fn = on_pipe};
    int a[2], b[2];

    (void)state;
    assert_int_equal(pipe(a) | pipe(b), 0);
    assert_int_equal(write(a[1], "x", 1), 1);
    seen_events = 0;
    loop_watch_clear(loop, &watch); /* not watched yet: allowed */
    loop_watch_set(loop, &watch, a[0], EPOLLIN);
    loop_watch_set(loop, &watch, a[0], 0); /* no interest for now */
    run_for_ms(10);
    assert_int_equal(seen_events, 0);
    loop_watch_clear(loop, &watch);
    loop_free(loop);

    loop = loop_new("test");
    loop_watch_set(loop, &watch, a[0], 0);
    loop_watch_set(loop, &watch, b[1], EPOLLOUT); /* moves to another one */
    loop_run(loop);
    assert_int_equal(seen_events, EPOLLOUT);
    loop_watch_clear(loop, &watch);
    for (unsigned i = 0; i < 2; i++) {
        close(a[i]);
        close(b[i]);
    }
}

/* --- the end --------------------------------------------------------------------------------------------------- */

static void on_alarm(int signal_number)
{
    (void)signal_number;
    loop_stop(loop);
}

static void run_until_alarm(void)
{
    struct sigaction action = {.sa_handler = on_alarm}, before;
    const struct itimerval in_20_ms = {.it_value = {.tv_usec = 20000}};
    int64_t began_us = clock_now_us();

    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &in_20_ms, NULL);
    loop_run(loop);
    sigaction(SIGALRM, &before, NULL);
    assert_true(clock_now_us() - began_us >= 20 * US_PER_MS);
    assert_true(clock_now_us() - began_us < 20 * US_PER_S);
}

static void test_stopped_by_a_signal(void **state)
{
    (void)state;
    run_until_alarm(); /* sleeps without a limit */
}

static int64_t hook_count(void *arg)
{
    ++*(unsigned *)arg;
    return -1;
}

/* What is further away than epoll_wait() can be told becomes neither "at once" nor an overflow. */
static void test_timers_far_away(void **state)
{
    static const int64_t waits_us[] = {INT64_C(4294967296) * US_PER_MS,
                                       INT64_C(2147483648) * US_PER_MS};
    unsigned turns = 0;
    struct loop_hook hook = {.fn = hook_count, .arg = &turns};
    struct loop_timer timer = {.fn = note_time, .arg = &timer};

    (void)state;
    n_fired = 0;
    for (unsigned i = 0; i < 3; i++) {
        loop_timer_set(loop, &timer, i < 2 ? clock_now_us() + waits_us[i] : INT64_MAX);
        loop_hook_add(loop, &hook);
        run_until_alarm();
        assert_int_equal(n_fired, 0);
        assert_true(turns < 5);
        loop_timer_clear(loop, &timer);
        loop_free(loop);
        loop = loop_new("test");
        turns = 0;
    }
}

static void test_stopped_before_it_ran(void **state)
{
    (void)state;
    loop_stop(loop);
    loop_run(loop);
}

#define LOOP_TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOOP_TEST(test_timers_in_order),
        LOOP_TEST(test_timers_cleared_by_a_timer),
        LOOP_TEST(test_timer_set_anew_and_another_freed),
        LOOP_TEST(test_mail_keeps_the_order_of_each_thread),
        LOOP_TEST(test_mail_at_the_end),
        LOOP_TEST(test_deferred_in_order),
        LOOP_TEST(test_hooks_run_again_behind_deferred),
        LOOP_TEST(test_hook_bounds_the_wait),
        LOOP_TEST(test_watch_cleared_and_freed_in_the_same_turn),
        LOOP_TEST(test_watch_changes_events_and_descriptor),
        LOOP_TEST(test_stopped_by_a_signal),
        LOOP_TEST(test_timers_far_away),
        LOOP_TEST(test_stopped_before_it_ran),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
