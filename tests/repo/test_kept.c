// SPDX-License-Identifier: MIT
/* Statements put together at run time: of few shapes, of far more than a connection keeps, and of shapes that fail. */
#include "crowd.h"
#include "pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

#define KEPT_MAX 100 /* of src/db/kept.c */

static const struct db_statement one = {"test/one", "select $1::int as n", 1, false, 0};
const struct db_statement *const db_statements[] = {&one};
const unsigned n_db_statements = 1;

static struct pg *pg;

/* A statement of the shape, made in the arena of who runs it, as a list makes its own. */
struct shape {
    const char *sql; /* with %d for the number */
    int number;
    unsigned id;
    int64_t deadline_us; /* from its start; 0: the crowd's own */
    enum err e;
    int64_t n;
};

static const struct db_statement *make(struct ctx *cx, const struct shape *shape)
{
    struct db_statement *st = arena_zalloc(cx->arena, 1, sizeof *st);
    char *sql = arena_alloc(cx->arena, 200);

    snprintf(sql, 200, shape->sql, shape->number);
    *st = (struct db_statement){.name = "test/made", .sql = sql, .n_params = 1, .id = shape->id};
    return st;
}

static void run_shape(struct ctx *cx, void *arg)
{
    static const char *const values[] = {"1000"};
    struct shape *shape = arg;
    struct db_rows rows;

    if (shape->deadline_us)
        cx->deadline_us = clock_now_us() + shape->deadline_us;
    shape->e = db_run(cx, make(cx, shape), values, &rows);
    if (!shape->e)
        shape->n = db_int(&rows, 0, "n");
}

#define SUM "select $1::int + %d as n"
#define KEPT(number_) ((struct shape){.sql = SUM, .number = (number_), .id = DB_STATEMENT_KEPT})

#define COUNT                                                                                      \
    ((struct shape){                                                                               \
        .sql = "select count(*) + $1::int - 1000 + %d as n from pg_prepared_statements "           \
               "where name like 'kept/%%'",                                                        \
        .id = DB_STATEMENT_ONCE,                                                                   \
    })

/* How many statements of ours the only read connection has prepared. */
static int64_t count_kept(struct crowd *crowd)
{
    struct shape count = COUNT;

    crowd_do(crowd, run_shape, &count);
    assert_int_equal(count.e, ERR_OK);
    return count.n;
}

static void run_many(struct crowd *crowd, int n, unsigned id)
{
    struct shape *shapes = calloc((size_t)n, sizeof *shapes);

    for (int i = 0; i < n; i++) {
        shapes[i] = KEPT(i);
        shapes[i].id = id;
        crowd_start(crowd, run_shape, &shapes[i]);
    }
    crowd_wait(crowd);
    for (int i = 0; i < n; i++) {
        assert_int_equal(shapes[i].e, ERR_OK);
        assert_int_equal(shapes[i].n, 1000 + i);
    }
    free(shapes);
}

static void run_once(struct crowd *crowd)
{
    run_many(crowd, 50, DB_STATEMENT_ONCE);
    assert_int_equal(count_kept(crowd), 0);
}

static void keep_few(struct crowd *crowd)
{
    for (int round = 0; round < 3; round++) {
        run_many(crowd, 20, DB_STATEMENT_KEPT);
        assert_int_equal(count_kept(crowd), 20);
    }
}

/* Far more at once than are kept: all are answered, and what is too much goes with the next ones. */
static void keep_the_last(struct crowd *crowd)
{
    struct shape last = KEPT(-1);

    run_many(crowd, 3 * KEPT_MAX, DB_STATEMENT_KEPT);
    crowd_do(crowd, run_shape, &last);
    assert_int_equal(last.n, 999);
    assert_in_range(count_kept(crowd), 1, KEPT_MAX);
    for (int i = 0; i < 3 * KEPT_MAX; i++) {
        struct shape shape = KEPT(i);

        crowd_do(crowd, run_shape, &shape);
        assert_int_equal(shape.n, 1000 + i);
    }
    assert_int_equal(count_kept(crowd), KEPT_MAX);
}

/* Neither what cannot be prepared nor what fails when it runs takes others with it. */
static void fail_amid_others(struct crowd *crowd)
{
    struct shape shapes[40];

    for (int i = 0; i < 40; i++) {
        shapes[i] = KEPT(i % 13);
        if (i % 10 == 3)
            shapes[i].sql = "select n + $1::int - 1000 + %d as n from later";
        if (i % 10 == 7)
            shapes[i].sql = "select $1::int / (0 * %d) as n";
    }
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 40; i++)
            crowd_start(crowd, run_shape, &shapes[i]);
        crowd_wait(crowd);
        for (int i = 0; i < 40; i++) {
            bool fails = (i % 10 == 3 && round == 0) || i % 10 == 7;

            assert_int_equal(shapes[i].e, fails ? ERR_INTERNAL : ERR_OK);
            if (!fails)
                assert_int_equal(shapes[i].n, i % 10 == 3 ? 5 + i % 13 : 1000 + i % 13);
        }
        if (round == 0)
            pg_run(pg, "create table later as select 5 as n");
    }
    pg_run(pg, "drop table later");
}

/* Who gives up takes his text with him; what it prepared is there for the next one. */
static void give_up(struct crowd *crowd)
{
    struct shape nap = {.sql = "select $1::int + %d as n, pg_sleep(2)",
                        .number = 1,
                        .id = DB_STATEMENT_KEPT,
                        .deadline_us = 30 * US_PER_MS};
    struct shape shapes[30];

    for (int i = 0; i < 2; i++) {
        crowd_start(crowd, run_shape, &nap);
        fiber_sleep_us(5 * US_PER_MS);
    }
    for (int i = 0; i < 30; i++) {
        shapes[i] = KEPT(i);
        shapes[i].deadline_us = i % 2 ? 50 * US_PER_MS : 0;
        crowd_start(crowd, run_shape, &shapes[i]);
    }
    crowd_wait(crowd);
    assert_int_equal(nap.e, ERR_TIMED_OUT);
    for (int i = 0; i < 30; i++) {
        assert_int_equal(shapes[i].e, i % 2 ? ERR_TIMED_OUT : ERR_OK);
        if (i % 2 == 0)
            assert_int_equal(shapes[i].n, 1000 + i);
    }
    run_many(crowd, 30, DB_STATEMENT_KEPT);
}

/* A new session has none of them. */
static void lose_the_connection(struct crowd *crowd)
{
    run_many(crowd, 20, DB_STATEMENT_KEPT);
    pg_signal(pg, "application_name = 'sauda'", 15);
    crowd_wait_until(crowd, false);
    crowd_wait_until(crowd, true);
    run_many(crowd, 20, DB_STATEMENT_KEPT);
    assert_int_equal(count_kept(crowd), 20);
}

static enum err run_in_tx(struct ctx *cx, void *arg)
{
    struct shape *shape = arg;
    enum err e = ERR_OK;

    for (int i = 0; !e && i < 2 * KEPT_MAX; i++) {
        struct shape next = KEPT(i);

        if (i == shape->number)
            next.sql = "select n + $1::int + %d as n from later";
        run_shape(cx, &next);
        e = next.e;
    }
    if (!e) {
        struct shape count = COUNT;

        run_shape(cx, &count);
        assert_int_equal(count.n, KEPT_MAX);
    }
    return e;
}

static void transact(struct ctx *cx, void *arg)
{
    struct shape *shape = arg;

    shape->e = db_transact(cx, run_in_tx, shape);
}

/* A failed transaction refuses what comes behind; the connection has to come out of it in order. */
static void keep_in_transactions(struct crowd *crowd)
{
    for (int i = 0; i < 3; i++) {
        struct shape fails = {.number = KEPT_MAX + 50}, good = {.number = -1};

        crowd_do(crowd, transact, &fails);
        assert_int_equal(fails.e, ERR_INTERNAL);
        crowd_do(crowd, transact, &good);
        assert_int_equal(good.e, ERR_OK);
    }
}

static void test_once(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, run_once);
}

static void test_few(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, keep_few);
}

static void test_many(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, keep_the_last);
}

static void test_failures(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, fail_amid_others);
}

static void test_giving_up(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, give_up);
}

static void test_lost_connection(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, lose_the_connection);
}

static void test_transactions(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, keep_in_transactions);
}

static int set_up(void **state)
{
    (void)state;
    pg = pg_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_free(pg);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once),         cmocka_unit_test(test_few),
        cmocka_unit_test(test_many),         cmocka_unit_test(test_failures),
        cmocka_unit_test(test_giving_up),    cmocka_unit_test(test_lost_connection),
        cmocka_unit_test(test_transactions),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
