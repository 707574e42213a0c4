// SPDX-License-Identifier: MIT
/* The database goes away, hangs, takes no writes, talks nonsense: every wait ends with an error soon, and when it is
 * back, so are we. */
#include "crowd.h"
#include "fake_pg.h"
#include "pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

enum { ONE, INSERT, NAP, N_STATEMENTS };

static const struct db_statement one = {"test/one", "select $1::int as n", 1, false, ONE},
                                 insert = {"test/insert", "insert into items values ($1::int)", 1,
                                           true, INSERT},
                                 nap = {"test/nap", "select pg_sleep($1::float8)", 1, false, NAP};

const struct db_statement *const db_statements[] = {&one, &insert, &nap};
const unsigned n_db_statements = N_STATEMENTS;

static struct pg *pg;

struct job {
    const struct db_statement *st;
    const char *value;
    int64_t deadline_us; /* from its start; 0: the crowd's own */
    enum err e;
    int64_t took_ms;
};

static void run_job(struct ctx *cx, void *arg)
{
    struct job *job = arg;
    const char *const values[] = {job->value};
    int64_t began_us = clock_now_us();
    struct db_rows rows;

    if (job->deadline_us)
        cx->deadline_us = began_us + job->deadline_us;
    job->e = db_run(cx, job->st, values, &rows);
    job->took_ms = (clock_now_us() - began_us) / US_PER_MS;
}

static struct job do_job(struct crowd *crowd, const struct db_statement *st, const char *value)
{
    struct job job = {.st = st, .value = value};

    crowd_do(crowd, run_job, &job);
    return job;
}

/* Whether a query succeeds within the time: a session that is already dead may still look alive to the first one. */
/* Long before any deadline, however busy the machine is. */
#define SOON_MS 5000

static bool works_within(struct crowd *crowd, int64_t us)
{
    int64_t until_us = clock_now_us() + us;

    while (do_job(crowd, &one, "1").e) {
        if (clock_now_us() > until_us)
            return false;
        fiber_sleep_us(5 * US_PER_MS);
    }
    return true;
}

/* --- connections are cut --------------------------------------------------------------------------------------- */

#define NAPS 60

static void await_sessions(const char *condition, int n)
{
    int64_t until_us = clock_now_us() + 60 * US_PER_S;

    while (pg_signal(pg, condition, 0) < n && clock_now_us() < until_us)
        fiber_sleep_us(10 * US_PER_MS);
}

/* Whatever is under way on the killed sessions fails; what comes next works. */
static void cut_under_way(struct crowd *crowd)
{
    static struct job naps[NAPS];
    static const int signals[] = {SIGTERM, SIGKILL};

    for (unsigned round = 0; round < 2; round++) {
        await_sessions("true", 3);
        fiber_sleep_us(50 * US_PER_MS); /* and the connector has handed them over */
        for (unsigned i = 0; i < NAPS; i++) {
            naps[i] = (struct job){.st = i % 2 ? &nap : &one, .value = "30"};
            crowd_start(crowd, run_job, &naps[i]);
        }
        await_sessions("query like '%pg_sleep%'", 2);
        assert_int_equal(pg_signal(pg, "query like '%pg_sleep%'", signals[round]), 2);
        if (signals[round] == SIGKILL)
            pg_await(pg); /* the server ends all sessions and recovers */
        crowd_wait(crowd);
        for (unsigned i = 0; i < NAPS; i++) {
            assert_true(naps[i].e == ERR_DB_UNAVAILABLE || (i % 2 == 0 && naps[i].e == ERR_OK));
            assert_true(naps[i].took_ms < 20000);
        }
        assert_true(works_within(crowd, SOON_MS * US_PER_MS));
    }
}

static void test_sessions_killed_under_way(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 2, 1, cut_under_way);
}

/* Idle sessions that were cut are replaced before anybody notices. */
static void cut_idle(struct crowd *crowd)
{
    for (unsigned round = 0; round < 3; round++) {
        await_sessions("true", 4);
        fiber_sleep_us(300 * US_PER_MS);
        assert_int_equal(pg_signal(pg, "true", SIGTERM), 4);
        crowd_wait_until(crowd, false);
        assert_true(crowd_wait_until(crowd, true) < SOON_MS);
        fiber_sleep_us(50 * US_PER_MS); /* the last of them may be noticed when others are there again */
        await_sessions("true", 4);
        fiber_sleep_us(50 * US_PER_MS);
        assert_int_equal(do_job(crowd, &one, "1").e, ERR_OK);
        assert_int_equal(do_job(crowd, &insert,
                                round == 0   ? "1"
                                : round == 1 ? "2"
                                             : "3")
                             .e,
                         ERR_OK);
    }
}

static void test_idle_sessions_killed(void **state)
{
    (void)state;
    pg_run(pg, "truncate items");
    crowd_run(pg_conninfo(pg), 2, 2, cut_idle);
}

/* --- the server goes and comes --------------------------------------------------------------------------------- */

static void stop_and_start(struct crowd *crowd)
{
    struct job waiting = {.st = &nap, .value = "20"}, refused;

    crowd_start(crowd, run_job, &waiting);
    fiber_sleep_us(20 * US_PER_MS);
    pg_stop(pg);
    crowd_wait(crowd);
    assert_int_equal(waiting.e, ERR_DB_UNAVAILABLE);
    crowd_wait_until(crowd, false);
    for (unsigned i = 0; i < 10; i++) {
        refused = do_job(crowd, i % 2 ? &one : &insert, "9");
        assert_int_equal(refused.e, ERR_DB_UNAVAILABLE);
        assert_true(refused.took_ms < SOON_MS);
        fiber_sleep_us(100 * US_PER_MS);
    }
    pg_start(pg);
    assert_true(crowd_wait_until(crowd, true) < SOON_MS);
    assert_int_equal(do_job(crowd, &one, "1").e, ERR_OK);
    assert_int_equal(do_job(crowd, &insert, "9").e, ERR_OK);
}

static void test_server_stops_and_starts(void **state)
{
    (void)state;
    pg_run(pg, "truncate items");
    crowd_run(pg_conninfo(pg), 2, 2, stop_and_start);
}

/* A server that takes connections and does not answer: waits end at their deadlines, none of them later. */
static void hang(struct crowd *crowd)
{
    static struct job jobs[100];

    pg_run(pg, "truncate items");
    await_sessions("true", 4);
    fiber_sleep_us(300 * US_PER_MS);
    assert_int_equal(pg_signal(pg, "true", SIGSTOP), 4);
    for (unsigned i = 0; i < 100; i++) {
        static char ids[100][4];

        snprintf(ids[i], sizeof ids[i], "%u", i);
        jobs[i] = (struct job){
            .st = i % 3 ? &one : &insert, .value = ids[i], .deadline_us = 300 * US_PER_MS};
        crowd_start(crowd, run_job, &jobs[i]);
    }
    crowd_wait(crowd);
    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(jobs[i].e, ERR_TIMED_OUT);
        assert_true(jobs[i].took_ms >= 300 && jobs[i].took_ms < SOON_MS);
    }
    pg_signal(pg, "true", SIGCONT);
    assert_int_equal(do_job(crowd, &one, "1").e, ERR_OK);
    assert_int_equal(do_job(crowd, &insert, "1000").e, ERR_OK);
}

static void test_server_hangs(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 2, 2, hang);
}

/* --- no primary any more --------------------------------------------------------------------------------------- */

static void become_read_only(struct crowd *crowd)
{
    pg_run(pg, "truncate items");
    pg_run(pg, "alter system set default_transaction_read_only = on");
    pg_run(pg, "select pg_reload_conf()");
    fiber_sleep_us(US_PER_S);
    assert_int_equal(do_job(crowd, &insert, "1").e, ERR_DB_UNAVAILABLE);
    crowd_wait_until(crowd, false);
    assert_int_equal(do_job(crowd, &insert, "1").e, ERR_DB_UNAVAILABLE);
    pg_run(pg, "set default_transaction_read_only = off");
    pg_run(pg, "alter system reset default_transaction_read_only");
    pg_run(pg, "select pg_reload_conf()");
    assert_true(crowd_wait_until(crowd, true) < SOON_MS);
    assert_int_equal(do_job(crowd, &insert, "1").e, ERR_OK);
}

static void test_server_becomes_read_only(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, become_read_only);
}

/* --- servers that misbehave ------------------------------------------------------------------------------------ */

/* libpq gives errors of its own then, without a SQLSTATE. */
static void hear_nonsense(struct crowd *crowd)
{
    assert_int_equal(do_job(crowd, &one, "1").e, ERR_DB_UNAVAILABLE);
}

static void test_server_talks_nonsense(void **state)
{
    struct fake_pg *fake = fake_pg_new(FAKE_PG_BABBLES);

    (void)state;
    crowd_run(fake_pg_conninfo(fake), 1, 1, hear_nonsense);
    fake_pg_free(fake);
}

static struct loop *loop;

static void stop(void *arg)
{
    (void)arg;
    loop_stop(loop);
}

/* The connector is one thread for the whole process: a server that lets it in and then says nothing must not keep it. */
static void test_server_hangs_after_the_handshake(void **state)
{
    struct fake_pg *fake = fake_pg_new(FAKE_PG_HANGS);
    struct db_connector *connector = db_connector_new();
    const struct db_options bad = {fake_pg_conninfo(fake), 1, 1, connector};
    const struct db_options good = {pg_conninfo(pg), 1, 1, connector};
    struct loop_timer end = {.fn = stop};
    struct db *bad_db, *good_db;

    (void)state;
    loop = loop_new("test");
    bad_db = db_new(loop, &bad);
    good_db = db_new(loop, &good);
    loop_timer_set(loop, &end, clock_now_us() + 9 * US_PER_S);
    loop_run(loop);
    assert_false(db_is_up(bad_db));
    assert_true(db_is_up(good_db));
    db_connector_free(connector);
    db_free(bad_db);
    db_free(good_db);
    loop_free(loop);
    fake_pg_free(fake);
}

static int set_up(void **state)
{
    (void)state;
    pg = pg_new();
    pg_run(pg, "create table items (id int primary key)");
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
        cmocka_unit_test(test_sessions_killed_under_way),
        cmocka_unit_test(test_idle_sessions_killed),
        cmocka_unit_test(test_server_stops_and_starts),
        cmocka_unit_test(test_server_hangs),
        cmocka_unit_test(test_server_becomes_read_only),
        cmocka_unit_test(test_server_talks_nonsense),
        cmocka_unit_test(test_server_hangs_after_the_handshake),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
