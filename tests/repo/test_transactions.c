// SPDX-License-Identifier: MIT
/* Transactions: all or nothing, tried again where that can help, and never continued on another session. */
#include "crowd.h"
#include "pg.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

enum { INSERT, COUNT, RELABEL, LABEL, FLAKY, OWE, NAP, ACTOR, N_STATEMENTS };

static const struct db_statement
    insert = {"test/insert", "insert into items values ($1::int, 'new')", 1, true, INSERT},
    count = {"test/count", "select count(*) as n from items", 0, false, COUNT},
    relabel = {"test/relabel", "update items set label = $2::text where id = $1::int", 2, true,
               RELABEL},
    label = {"test/label", "select label from items where id = $1::int", 1, false, LABEL},
    flaky = {"test/flaky", "select flaky($1::int)", 1, true, FLAKY},
    owe = {"test/owe", "insert into debts values ($1::int)", 1, true, OWE},
    nap = {"test/nap", "select pg_sleep($1::float8)", 1, true, NAP},
    actor = {
        "test/actor", "select current_setting('sauda.actor', true) as actor, current_setting('sauda.note', true) as note",
        0, true, ACTOR};

#define LEFT_OPEN "select count(*) from pg_stat_activity where state like 'idle in%'"

const struct db_statement *const db_statements[] = {&insert, &count, &relabel, &label,
                                                    &flaky,  &owe,   &nap,     &actor};
const unsigned n_db_statements = N_STATEMENTS;

/* flaky(n) fails with 40001 until it has been called n times: sequences are not rolled back. */
static const char schema[] =
    "create table items (id int primary key, label text);"
    "create table debts (item int references items deferrable initially deferred);"
    "create sequence tries;"
    "create function flaky(n int) returns void language plpgsql as $$ begin"
    "  if nextval('tries') < n then raise 'not yet' using errcode = '40001'; end if;"
    "end $$";

static struct pg *pg;

static int fresh(void **state)
{
    (void)state;
    pg_run(pg, "truncate items, debts; alter sequence tries restart");
    return 0;
}

static enum err run(struct ctx *cx, const struct db_statement *st, const char *first,
                    const char *second)
{
    const char *const values[] = {first, second};
    struct db_rows rows;

    return db_run(cx, st, values, &rows);
}

/* What a transaction of the tests does, step by step; what came of it. */
struct story {
    const char *ids[4];
    enum err fails_with; /* after the last insert */
    bool passes_errors_over;
    unsigned n_runs;
    enum err e;
    bool has_written;
    int64_t took_ms;
};

static enum err insert_tx(struct ctx *cx, void *arg)
{
    struct story *story = arg;

    story->n_runs++;
    for (unsigned i = 0; i < 4 && story->ids[i]; i++) {
        enum err e = run(cx, &insert, story->ids[i], NULL);

        if (e && !story->passes_errors_over)
            return e;
    }
    return story->fails_with;
}

static void transact(struct ctx *cx, void *arg)
{
    struct story *story = arg;
    int64_t began_us = clock_now_us();

    story->e = db_transact(cx, insert_tx, story);
    story->has_written = cx->has_written;
    story->took_ms = (clock_now_us() - began_us) / US_PER_MS;
}

/* --- commit and rollback --------------------------------------------------------------------------------------- */

static void commit_and_roll_back(struct crowd *crowd)
{
    struct story good = {.ids = {"1", "2"}}, refused = {.ids = {"3"}, .fails_with = ERR_FORBIDDEN};
    struct story broken = {.ids = {"4", "1"}}, empty = {.n_runs = 0};

    crowd_do(crowd, transact, &good);
    assert_int_equal(good.e, ERR_OK);
    assert_true(good.has_written);
    crowd_do(crowd, transact, &refused);
    assert_int_equal(refused.e, ERR_FORBIDDEN);
    assert_int_equal(refused.n_runs, 1);
    assert_false(refused.has_written);
    crowd_do(crowd, transact, &broken);
    assert_int_equal(broken.e, ERR_ALREADY_EXISTS);
    crowd_do(crowd, transact, &empty);
    assert_int_equal(empty.e, ERR_OK);
    assert_false(empty.has_written);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 2);
    /* nothing is left open behind them, once the last rollback has arrived */
    for (unsigned i = 0; i < 200 && pg_int(pg, LEFT_OPEN) > 0; i++)
        fiber_sleep_us(50 * US_PER_MS);
    assert_int_equal(pg_int(pg, LEFT_OPEN), 0);
}

static void test_commit_and_rollback(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, commit_and_roll_back);
}

/* Whoever ignores that a statement failed does not get a success: the server has undone all of it. */
static void pass_an_error_over(struct crowd *crowd)
{
    struct story story = {.ids = {"1", "1", "2"}, .passes_errors_over = true};

    crowd_do(crowd, transact, &story);
    assert_int_not_equal(story.e, ERR_OK);
    assert_false(story.has_written);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 0);
}

static void test_error_passed_over(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, pass_an_error_over);
}

static enum err owe_tx(struct ctx *cx, void *arg)
{
    return run(cx, &owe, arg, NULL);
}

static void owe_what_is_not_there(struct ctx *cx, void *arg)
{
    (void)arg;
    assert_int_equal(db_transact(cx, owe_tx, "7"), ERR_STILL_REFERENCED);
    assert_string_equal(cx->failure.constraint, "debts_item_fkey");
    assert_false(cx->has_written);
}

/* COMMIT itself may fail: deferred constraints are checked there. */
static void fail_at_commit(struct crowd *crowd)
{
    struct story next = {.ids = {"1"}};

    crowd_do(crowd, owe_what_is_not_there, NULL);
    assert_int_equal(pg_int(pg, "select count(*) from debts"), 0);
    crowd_do(crowd, transact, &next);
    assert_int_equal(next.e, ERR_OK);
}

static void test_commit_fails(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, fail_at_commit);
}

/* A transaction within another is part of it. */
static enum err nested_tx(struct ctx *cx, void *arg)
{
    struct story inner = {.ids = {"2"}};
    enum err e = run(cx, &insert, "1", NULL);

    assert_int_equal(e, ERR_OK);
    assert_int_equal(db_transact(cx, insert_tx, &inner), ERR_OK);
    return *(enum err *)arg;
}

static void nest(struct ctx *cx, void *arg)
{
    enum err e = ERR_FORBIDDEN;

    (void)arg;
    assert_int_equal(db_transact(cx, nested_tx, &e), ERR_FORBIDDEN);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 0);
    e = ERR_OK;
    assert_int_equal(db_transact(cx, nested_tx, &e), ERR_OK);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 2);
}

static void nest_transactions(struct crowd *crowd)
{
    crowd_do(crowd, nest, NULL);
}

static void test_nested(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, nest_transactions);
}

static enum err notes_tx(struct ctx *cx, void *arg)
{
    static const char *const notes[] = {NULL, "forced", NULL};
    struct db_rows rows;

    (void)arg;
    for (unsigned i = 0; i < 3; i++) {
        cx->note = notes[i];
        assert_int_equal(db_run(cx, &actor, NULL, &rows), ERR_OK);
        assert_string_equal(db_text(&rows, 0, "actor"), cx->actor_id);
        assert_string_equal(db_text(&rows, 0, "note"), notes[i] ? notes[i] : "");
    }
    return ERR_OK;
}

static void note_each(struct ctx *cx, void *arg)
{
    (void)arg;
    assert_int_equal(db_transact(cx, notes_tx, NULL), ERR_OK);
}

static void note_statements(struct crowd *crowd)
{
    crowd_do(crowd, note_each, NULL);
}

static void test_actor_and_note(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, note_statements);
}

/* --- again ----------------------------------------------------------------------------------------------------- */

struct tries {
    const char *until;
    unsigned n_runs;
};

static enum err flaky_tx(struct ctx *cx, void *arg)
{
    struct tries *tries = arg;
    enum err e;

    tries->n_runs++;
    e = run(cx, &insert, "1", NULL);
    return e ? e : run(cx, &flaky, tries->until, NULL);
}

static void try_again(struct ctx *cx, void *arg)
{
    struct tries third = {.until = "3"}, never = {.until = "100"};

    (void)arg;
    assert_int_equal(db_transact(cx, flaky_tx, &third), ERR_OK);
    assert_int_equal(third.n_runs, 3);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 1);
    pg_run(pg, "truncate items, debts");
    assert_int_equal(db_transact(cx, flaky_tx, &never), ERR_CONFLICT);
    assert_int_equal(never.n_runs, 5);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 0);
}

static void try_flaky(struct crowd *crowd)
{
    crowd_do(crowd, try_again, NULL);
}

static void try_alone_again(struct ctx *cx, void *arg)
{
    (void)arg;
    assert_int_equal(run(cx, &flaky, "3", NULL), ERR_OK);
    assert_int_equal(cx->failure.code, ERR_OK);
    assert_int_equal(pg_int(pg, "select last_value from tries"), 3);
    assert_int_equal(run(cx, &flaky, "100", NULL), ERR_CONFLICT);
    assert_int_equal(pg_int(pg, "select last_value from tries"), 8);
}

static void try_flaky_alone(struct crowd *crowd)
{
    crowd_do(crowd, try_alone_again, NULL);
}

static void test_serialization_failure_of_a_statement(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, try_flaky_alone);
}

static void test_serialization_failure(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, try_flaky);
}

/* Two rows, taken in opposite order by two transactions that wait for each other to have the first. */
struct dance {
    const char *first, *second, *label;
    struct dance *partner;
    unsigned n_runs;
    bool has_first;
    enum err e;
};

static enum err dance_tx(struct ctx *cx, void *arg)
{
    struct dance *dance = arg;
    enum err e = run(cx, &relabel, dance->first, dance->label);

    dance->n_runs++;
    if (e)
        return e;
    dance->has_first = true;
    while (!dance->partner->has_first)
        fiber_sleep_us(US_PER_MS);
    return run(cx, &relabel, dance->second, dance->label);
}

static void dance_once(struct ctx *cx, void *arg)
{
    struct dance *dance = arg;

    dance->e = db_transact(cx, dance_tx, dance);
}

static void dance_with_two(struct crowd *crowd)
{
    struct dance a = {.first = "1", .second = "2", .label = "a"};
    struct dance b = {.first = "2", .second = "1", .label = "b", .partner = &a};

    a.partner = &b;
    pg_run(pg, "insert into items values (1, ''), (2, '')");
    crowd_start(crowd, dance_once, &a);
    crowd_start(crowd, dance_once, &b);
    crowd_wait(crowd);
    assert_int_equal(a.e, ERR_OK);
    assert_int_equal(b.e, ERR_OK);
    assert_in_range(a.n_runs + b.n_runs, 3,
                    10); /* one had to begin anew, and may have met the other again */
    assert_int_equal(pg_int(pg, "select count(distinct label) from items"), 1);
}

static void test_deadlock(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 2, dance_with_two);
}

/* --- deadlines and leases -------------------------------------------------------------------------------------- */

static enum err nap_tx(struct ctx *cx, void *arg)
{
    enum err e = run(cx, &insert, "1", NULL);

    return e ? e : run(cx, &nap, arg, NULL);
}

static void nap_too_long(struct ctx *cx, void *arg)
{
    cx->deadline_us = clock_now_us() + 100 * US_PER_MS;
    assert_int_equal(db_transact(cx, nap_tx, arg), ERR_TIMED_OUT);
    assert_int_equal(cx->failure.code, ERR_TIMED_OUT);
}

/* A transaction whose time is over is rolled back behind the statement it gave up; the connection goes on. */
static void give_up(struct crowd *crowd)
{
    struct story next = {.ids = {"2"}};

    crowd_do(crowd, nap_too_long, "0.4");
    crowd_do(crowd, transact, &next);
    assert_int_equal(next.e, ERR_OK);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 1);
    assert_int_equal(pg_int(pg, "select id from items"), 2);
}

static void test_deadline(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, give_up);
}

static enum err hold_tx(struct ctx *cx, void *arg)
{
    enum err e = run(cx, &nap, arg, NULL);

    return e ? e : ERR_FORBIDDEN;
}

static void hold(struct ctx *cx, void *arg)
{
    assert_int_equal(db_transact(cx, hold_tx, arg), ERR_FORBIDDEN);
}

static void be_refused(struct ctx *cx, void *arg)
{
    struct story *story = arg;

    cx->deadline_us = clock_now_us() + 100 * US_PER_MS;
    transact(cx, story);
}

/* All connections are taken: who comes then waits for his turn, until his time is over. */
static void exhaust(struct crowd *crowd)
{
    struct story late = {.ids = {"1"}}, patient = {.ids = {"2"}}, patient_too = {.ids = {"3"}};

    crowd_start(crowd, hold, "2");
    crowd_start(crowd, hold, "2");
    fiber_sleep_us(20 * US_PER_MS);
    crowd_start(crowd, be_refused, &late);
    crowd_start(crowd, transact, &patient);
    crowd_start(crowd, transact, &patient_too);
    crowd_wait(crowd);
    assert_int_equal(late.e, ERR_OVERLOADED);
    assert_int_equal(late.n_runs, 0);
    assert_true(late.took_ms >= 100 && late.took_ms < 1900);
    assert_int_equal(patient.e, ERR_OK);
    assert_int_equal(patient_too.e, ERR_OK);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 2);
}

static void test_no_connection_left(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 2, exhaust);
}

/* --- the session is lost --------------------------------------------------------------------------------------- */

struct cut {
    int64_t pause_us; /* between the loss and the next statement */
    enum err second;
};

static enum err cut_tx(struct ctx *cx, void *arg)
{
    struct cut *cut = arg;
    enum err e = run(cx, &insert, "1", NULL);

    assert_int_equal(e, ERR_OK);
    assert_int_equal(pg_signal(pg, "state = 'idle in transaction'", SIGTERM), 1);
    fiber_sleep_us(cut->pause_us);
    cut->second = run(cx, &insert, "2", NULL);
    return ERR_OK; /* as if it had not looked */
}

static void be_cut(struct ctx *cx, void *arg)
{
    struct cut *cut = arg;

    assert_int_not_equal(db_transact(cx, cut_tx, cut), ERR_OK);
    assert_int_equal(cut->second, ERR_DB_UNAVAILABLE);
    assert_false(cx->has_written);
}

/* The statements after the loss must not run on the new session, where they would stand for themselves. */
static void lose_the_session(struct crowd *crowd)
{
    static const int64_t pauses_us[] = {0, 1000, 20000, 600000};

    for (unsigned i = 0; i < 4; i++) {
        struct cut cut = {.pause_us = pauses_us[i]};

        crowd_do(crowd, be_cut, &cut);
        crowd_wait_until(crowd, true);
        assert_int_equal(pg_int(pg, "select count(*) from items"), 0);
    }
}

static void test_session_lost_between_statements(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, lose_the_session);
    crowd_run(pg_conninfo(pg), 1, 2, lose_the_session);
}

static int set_up(void **state)
{
    (void)state;
    pg = pg_new();
    pg_run(pg, schema);
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
        cmocka_unit_test_setup(test_commit_and_rollback, fresh),
        cmocka_unit_test_setup(test_error_passed_over, fresh),
        cmocka_unit_test_setup(test_commit_fails, fresh),
        cmocka_unit_test_setup(test_nested, fresh),
        cmocka_unit_test_setup(test_actor_and_note, fresh),
        cmocka_unit_test_setup(test_serialization_failure, fresh),
        cmocka_unit_test_setup(test_serialization_failure_of_a_statement, fresh),
        cmocka_unit_test_setup(test_deadlock, fresh),
        cmocka_unit_test_setup(test_deadline, fresh),
        cmocka_unit_test_setup(test_no_connection_left, fresh),
        cmocka_unit_test_setup(test_session_lost_between_statements, fresh),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
