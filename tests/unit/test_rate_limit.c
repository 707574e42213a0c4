// SPDX-License-Identifier: MIT
/* The limit by the clock it is given: what may be done at once, how it comes back, and that keys do not meet. */
#include "base/rate_limit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>

#include <cmocka.h>

#define S INT64_C(1000000)
#define START (1000 * S)
#define THREADS 4

static struct rate_key key(uint64_t n)
{
    return (struct rate_key){{n, ~n}};
}

/* How many of `tries` at one moment may be done. */
static unsigned taken(struct rate_limit *limit, uint64_t n, unsigned tries, int64_t now_us)
{
    unsigned got = 0;

    for (unsigned i = 0; i < tries; i++)
        got += rate_limit_take(limit, key(n), now_us) == 0;
    return got;
}

static void test_none(void **state)
{
    (void)state;
    assert_null(rate_limit_new(0));
    rate_limit_free(NULL);
}

static void test_a_minutes_worth(void **state)
{
    static const unsigned limits[] = {1, 2, 7, 59, 60, 61, 600, 12345, 99999};

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct rate_limit *limit = rate_limit_new(limits[i]);

        assert_int_equal(taken(limit, 1, limits[i] + 10, START), limits[i]);
        assert_int_equal(taken(limit, 2, limits[i] + 10, START), limits[i]);
        /* never more than that, however long nothing was done */
        assert_int_equal(taken(limit, 1, limits[i] + 10, START + 3600 * S), limits[i]);
        rate_limit_free(limit);
    }
}

static void test_it_comes_back(void **state)
{
    struct rate_limit *limit = rate_limit_new(6); /* one each 10 s */

    (void)state;
    assert_int_equal(taken(limit, 1, 6, START), 6);
    assert_int_equal(rate_limit_take(limit, key(1), START), 10);
    assert_int_equal(rate_limit_take(limit, key(1), START + 1), 10);
    assert_int_equal(rate_limit_take(limit, key(1), START + 9 * S), 1);
    assert_int_equal(rate_limit_take(limit, key(1), START + 10 * S - 1), 1);
    assert_int_equal(taken(limit, 1, 5, START + 10 * S), 1); /* what was refused was not counted */
    assert_int_equal(taken(limit, 1, 5, START + 35 * S), 2);
    assert_int_equal(rate_limit_take(limit, key(1), START + 35 * S), 5);
    rate_limit_free(limit);
}

/* The seconds told are true: then it works, and a second earlier it does not. */
static void test_the_wait_is_true(void **state)
{
    static const unsigned limits[] = {1, 2, 3, 7, 11, 59};

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        struct rate_limit *limit = rate_limit_new(limits[i]);
        unsigned wait_s;

        assert_int_equal(taken(limit, 1, limits[i], START), limits[i]);
        wait_s = rate_limit_take(limit, key(1), START);
        assert_in_range(wait_s, 1, 60);
        assert_int_not_equal(rate_limit_take(limit, key(1), START + (wait_s - 1) * S), 0);
        assert_int_equal(rate_limit_take(limit, key(1), START + wait_s * S), 0);
        rate_limit_free(limit);
    }
}

static void test_the_highest(void **state)
{
    struct rate_limit *limit = rate_limit_new(100000000);

    (void)state;
    assert_int_equal(taken(limit, 1, 1000000, START), 1000000);
    rate_limit_free(limit);
}

/* A clock of another loop may be behind by a turn. */
static void test_a_clock_that_is_behind(void **state)
{
    struct rate_limit *limit = rate_limit_new(60);

    (void)state;
    assert_int_equal(taken(limit, 1, 60, START), 60);
    assert_int_equal(rate_limit_take(limit, key(1), START - 5000), 2);
    assert_int_equal(taken(limit, 1, 5, START + S), 1);
    rate_limit_free(limit);
}

/* Floods of other keys neither grow the memory nor let somebody begin anew who has used up what he had. */
static void test_many_keys(void **state)
{
    struct rate_limit *limit = rate_limit_new(100);

    (void)state;
    assert_int_equal(taken(limit, 1, 200, START), 100);
    for (uint64_t n = 2; n < 3 * RATE_KEYS; n++)
        assert_int_equal(rate_limit_take(limit, key(n), START + 1), 0);
    assert_int_equal(taken(limit, 1, 200, START + 1), 0);
    rate_limit_free(limit);
}

struct racer {
    struct rate_limit *limit;
    atomic_uint *got;
};

static void *race(void *arg)
{
    const struct racer *racer = arg;

    atomic_fetch_add(racer->got, taken(racer->limit, 1, 50000, START));
    return NULL;
}

static void test_threads(void **state)
{
    struct rate_limit *limit = rate_limit_new(70000);
    atomic_uint got = 0;
    struct racer racer = {limit, &got};
    pthread_t threads[THREADS];

    (void)state;
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racer), 0);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&got), 70000);
    rate_limit_free(limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),          cmocka_unit_test(test_a_minutes_worth),
        cmocka_unit_test(test_it_comes_back), cmocka_unit_test(test_the_wait_is_true),
        cmocka_unit_test(test_the_highest),   cmocka_unit_test(test_a_clock_that_is_behind),
        cmocka_unit_test(test_many_keys),     cmocka_unit_test(test_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
