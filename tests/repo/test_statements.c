// SPDX-License-Identifier: MIT
/* Single statements and batches: reads that share a segment, writes that happen as a whole, waits that end. */
#include "crowd.h"
#include "db/result.h"
#include "pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

enum {
    ONE,
    DIVIDE,
    INSERT,
    COUNT,
    SLEEP,
    SLEEP_WRITE,
    ACTOR,
    BROKEN,
    ECHO,
    BIG,
    PID,
    N_STATEMENTS
};

static const struct db_statement
    one = {"test/one", "select $1::int as n", 1, false, ONE},
    divide = {"test/divide", "select 100 / $1::int as n", 1, false, DIVIDE},
    insert = {"test/insert", "insert into items values ($1::int, $2::text)", 2, true, INSERT},
    count = {"test/count", "select count(*) as n from items", 0, false, COUNT},
    nap = {"test/sleep", "select pg_sleep($1::float8)", 1, false, SLEEP},
    nap_write = {"test/sleep_write", "select pg_sleep($1::float8)", 1, true, SLEEP_WRITE},
    actor = {"test/actor",
             "select current_setting('sauda.actor', true) as actor,"
             " current_setting('sauda.note', true) as note",
             0, true, ACTOR},
    broken = {"test/broken", "select n from later", 0, false, BROKEN},
    echo = {"test/echo", "select $1::text as text", 1, false, ECHO},
    big = {"test/big", "select repeat('x', $1::int) as text", 1, false, BIG},
    pid = {"test/pid", "select pg_backend_pid() as n", 0, false, PID};

const struct db_statement *const db_statements[] = {
    &one, &divide, &insert, &count, &nap, &nap_write, &actor, &broken, &echo, &big, &pid};
const unsigned n_db_statements = N_STATEMENTS;

static struct pg *pg;

/* What a fiber runs, and what came of it. */
struct job {
    const struct db_statement *st;
    const char *values[2];
    int64_t deadline_us; /* from its start; 0: the crowd's own */
    bool is_slow;
    enum err e;
    int64_t n, took_ms;
};

static void run_job(struct ctx *cx, void *arg)
{
    struct job *job = arg;
    int64_t began_us = clock_now_us();
    struct db_rows rows = {0};

    if (job->deadline_us)
        cx->deadline_us = began_us + job->deadline_us;
    cx->is_slow = job->is_slow;
    job->e = db_run(cx, job->st, job->values, &rows);
    job->took_ms = (clock_now_us() - began_us) / US_PER_MS;
    if (!job->e && rows.n && db_columns(&rows) && db_column_find(&rows, "n") >= 0)
        job->n = db_int(&rows, 0, "n");
}

static struct job do_job(struct crowd *crowd, struct job job)
{
    crowd_do(crowd, run_job, &job);
    return job;
}

#define JOB(...) ((struct job){.st = __VA_ARGS__})

/* --- reads ----------------------------------------------------------------------------------------------------- */

static void read_one(struct crowd *crowd)
{
    struct job job = do_job(crowd, JOB(&one, {"42"}));

    assert_int_equal(job.e, ERR_OK);
    assert_int_equal(job.n, 42);
    job = do_job(crowd, JOB(&one, {NULL}));
    assert_int_equal(job.e, ERR_OK);
    assert_int_equal(job.n, 0);
}

static void test_read(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, read_one);
}

#define READERS 100

/* Reads of a turn share segments. One that fails takes nobody with it. */
static void read_a_hundred(struct crowd *crowd)
{
    static struct job jobs[READERS];
    static char numbers[READERS][8];

    for (unsigned round = 0; round < 5; round++) {
        for (unsigned i = 0; i < READERS; i++) {
            bool fails = i == 7 || i == 50 || (i == 51 && round > 2);

            snprintf(numbers[i], sizeof numbers[i], "%u", fails ? 0 : i + 1);
            jobs[i] = JOB(fails || i % 9 == 0 ? &divide : &one, {numbers[i]});
            crowd_start(crowd, run_job, &jobs[i]);
        }
        crowd_wait(crowd);
        for (unsigned i = 0; i < READERS; i++) {
            bool fails = i == 7 || i == 50 || (i == 51 && round > 2);

            assert_int_equal(jobs[i].e, fails ? ERR_INTERNAL : ERR_OK);
            if (!fails)
                assert_int_equal(jobs[i].n, i % 9 == 0 ? 100 / (i + 1) : i + 1);
        }
    }
}

static void test_failure_in_a_shared_segment(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, read_a_hundred);
    crowd_run(pg_conninfo(pg), 3, 2, read_a_hundred);
}

/* What cannot be prepared fails alone, and is tried again when it may have become possible. */
static void read_what_is_not_there_yet(struct crowd *crowd)
{
    struct job jobs[] = {JOB(&one, {"1"}), JOB(&broken), JOB(&one, {"3"}), JOB(&broken),
                         JOB(&divide, {"20"})};

    for (unsigned i = 0; i < 5; i++)
        crowd_start(crowd, run_job, &jobs[i]);
    crowd_wait(crowd);
    assert_int_equal(jobs[0].n, 1);
    assert_int_equal(jobs[1].e, ERR_INTERNAL);
    assert_int_equal(jobs[2].n, 3);
    assert_int_equal(jobs[3].e, ERR_INTERNAL);
    assert_int_equal(jobs[4].n, 5);
    pg_run(pg, "create table later as select 9 as n");
    assert_int_equal(do_job(crowd, jobs[1]).n, 9);
    pg_run(pg, "drop table later");
}

static void test_prepare_fails(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, read_what_is_not_there_yet);
}

/* --- writes ---------------------------------------------------------------------------------------------------- */

struct batch_job {
    const char *first, *second;
    enum err e;
    int64_t seen;
    bool has_written;
};

/* Two inserts and a count in one trip. */
static void run_batch(struct ctx *cx, void *arg)
{
    struct batch_job *job = arg;
    const char *const first[] = {job->first, "a"}, *const second[] = {job->second, "b"};
    struct db_batch batch = {0};

    db_batch_add(&batch, &insert, first);
    db_batch_add(&batch, &insert, second);
    db_batch_add(&batch, &count, NULL);
    job->e = db_batch_run(cx, &batch);
    job->has_written = cx->has_written;
    if (!job->e)
        job->seen = db_int(&batch.rows[2], 0, "n");
    else if (job->e == ERR_ALREADY_EXISTS)
        assert_string_equal(cx->failure.constraint, "items_pkey");
}

static void write_batches(struct crowd *crowd)
{
    struct batch_job good = {.first = "1", .second = "2"}, bad = {.first = "3", .second = "1"};

    pg_run(pg, "truncate items");
    crowd_do(crowd, run_batch, &good);
    assert_int_equal(good.e, ERR_OK);
    assert_int_equal(good.seen, 2);
    assert_true(good.has_written);
    crowd_do(crowd, run_batch, &bad);
    assert_int_equal(bad.e, ERR_ALREADY_EXISTS);
    assert_false(bad.has_written);
    assert_int_equal(pg_int(pg, "select count(*) from items"), 2); /* 3 is not there */
}

static void test_batch_happens_as_a_whole(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, write_batches);
}

#define WRITERS 200

/* Each write is committed or fails by itself, however many share a connection. */
static void write_many(struct crowd *crowd)
{
    static struct job jobs[WRITERS];
    static char ids[WRITERS][8];

    pg_run(pg, "truncate items");
    for (unsigned i = 0; i < WRITERS; i++) {
        snprintf(ids[i], sizeof ids[i], "%u", i % 10 == 9 ? i - 1 : i); /* every tenth comes second */
        jobs[i] = JOB(&insert, {ids[i], "x"});
        crowd_start(crowd, run_job, &jobs[i]);
    }
    crowd_wait(crowd);
    for (unsigned i = 0; i < WRITERS; i += 10) {
        for (unsigned j = 0; j < 8; j++)
            assert_int_equal(jobs[i + j].e, ERR_OK);
        assert_true((jobs[i + 8].e == ERR_OK) != (jobs[i + 9].e == ERR_OK));
    }
    assert_int_equal(pg_int(pg, "select count(*) from items"), WRITERS - WRITERS / 10);
}

static void test_writes_stand_alone(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 3, write_many);
}

static void see_actor(struct ctx *cx, void *arg)
{
    struct db_rows rows;

    (void)arg;
    cx->note = "forced";
    assert_int_equal(db_run(cx, &actor, NULL, &rows), ERR_OK);
    assert_string_equal(db_text(&rows, 0, "actor"), cx->actor_id);
    assert_string_equal(db_text(&rows, 0, "note"), "forced");
}

static void see_nobody(struct ctx *cx, void *arg)
{
    struct db_rows rows;

    (void)arg;
    cx->actor_id = NULL;
    assert_int_equal(db_run(cx, &actor, NULL, &rows), ERR_OK);
    assert_string_equal(db_text(&rows, 0, "actor"), "");
    assert_string_equal(db_text(&rows, 0, "note"), "");
}

/* The actor is told with each write and does not stay behind for the next one. */
static void tell_actors(struct crowd *crowd)
{
    crowd_do(crowd, see_actor, NULL);
    crowd_do(crowd, see_nobody, NULL);
    crowd_do(crowd, see_actor, NULL);
}

static void test_actor(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, tell_actors);
}

/* --- deadlines ------------------------------------------------------------------------------------------------- */

/* The first two segments of the only connection sleep; whoever comes behind waits in the queue. Those who give up, there
 * or under way, leave no trace: the connection goes on and nobody gets another's answer. */
static void give_up_waiting(struct crowd *crowd)
{
    static struct job jobs[40];
    struct job naps[] = {JOB(&nap, {"2"}, 50 * US_PER_MS), JOB(&nap, {"2"}, 50 * US_PER_MS)};

    for (unsigned i = 0; i < 2; i++) {
        crowd_start(crowd, run_job, &naps[i]);
        fiber_sleep_us(5 * US_PER_MS);
    }
    for (unsigned i = 0; i < 40; i++) {
        jobs[i] = JOB(&one, {i % 2 ? "1" : "2"}, i % 4 == 0 ? 100 * US_PER_MS : 0);
        crowd_start(crowd, run_job, &jobs[i]);
    }
    crowd_wait(crowd);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(naps[i].e, ERR_TIMED_OUT);
        assert_true(naps[i].took_ms >= 50 && naps[i].took_ms < 1900);
    }
    for (unsigned i = 0; i < 40; i++) {
        assert_int_equal(jobs[i].e, i % 4 == 0 ? ERR_TIMED_OUT : ERR_OK);
        assert_int_equal(jobs[i].n, i % 4 == 0 ? 0 : i % 2 ? 1 : 2);
    }
    assert_int_equal(do_job(crowd, JOB(&one, {"7"})).n, 7);
}

/* A write that is given up happens all the same: it was on its way. */
static void give_up_writing(struct crowd *crowd)
{
    struct job sleeper = JOB(&nap_write, {"2"}, 30 * US_PER_MS);
    struct job queued = JOB(&nap_write, {"0"}, 30 * US_PER_MS);

    crowd_start(crowd, run_job, &sleeper);
    fiber_sleep_us(5 * US_PER_MS);
    crowd_start(crowd, run_job, &queued);
    crowd_wait(crowd);
    assert_int_equal(sleeper.e, ERR_TIMED_OUT);
    assert_int_equal(queued.e, ERR_TIMED_OUT);
    assert_int_equal(do_job(crowd, JOB(&nap_write, {"0"})).e, ERR_OK);
}

static void test_deadlines(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, give_up_waiting);
    crowd_run(pg_conninfo(pg), 1, 1, give_up_writing);
}

/* --- slow reads ------------------------------------------------------------------------------------------------ */

/* A slow read has a connection to itself and an end; quick reads and writes do not notice. */
static void read_slowly(struct crowd *crowd)
{
    struct job slow = JOB(&nap, .values = {"30"}, .is_slow = true);
    struct job quick, write;

    crowd_start(crowd, run_job, &slow);
    fiber_sleep_us(50 * US_PER_MS);
    quick = do_job(crowd, JOB(&one, {"5"}));
    assert_int_equal(quick.n, 5);
    assert_true(quick.took_ms < 2500);
    write = do_job(crowd, JOB(&nap_write, {"0"}));
    assert_int_equal(write.e, ERR_OK);
    assert_true(write.took_ms < 2500);
    crowd_wait(crowd);
    assert_int_equal(slow.e, ERR_TIMED_OUT);
    assert_true(slow.took_ms >= 2900 && slow.took_ms < 20000);
    /* the timeout does not stay with the connection */
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(do_job(crowd, JOB(&nap_write, {"0"})).e, ERR_OK);
    assert_int_equal(do_job(crowd, JOB(&count, .is_slow = true)).e, ERR_OK);
}

static void test_slow_reads(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 2, read_slowly);
}

/* However many slow reads there are, single writes find a connection. */
static void write_beside_slow_reads(struct crowd *crowd)
{
    struct job slow[6], write;

    for (unsigned i = 0; i < 6; i++) {
        slow[i] = JOB(&nap, .values = {"1.5"}, .is_slow = true, .deadline_us = 30 * US_PER_S);
        crowd_start(crowd, run_job, &slow[i]);
    }
    fiber_sleep_us(50 * US_PER_MS);
    write = do_job(crowd, JOB(&nap_write, {"0"}));
    assert_int_equal(write.e, ERR_OK);
    assert_true(write.took_ms < 1400);
    crowd_wait(crowd);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(slow[i].e, ERR_OK);
}

static void test_slow_reads_leave_room_for_writes(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 3, write_beside_slow_reads);
}

/* --- sizes ----------------------------------------------------------------------------------------------------- */

#define MIB ((size_t)1024 * 1024)

static char *mib_of(char c)
{
    char *text = malloc(MIB + 1);

    if (!text)
        abort();
    memset(text, c, MIB);
    text[MIB] = '\0';
    return text;
}

/* Takes a megabyte there and back: more than the buffers of the socket hold, in both directions at once. */
static void echo_a_mib(struct ctx *cx, void *arg)
{
    const char *const values[] = {arg};
    struct db_rows rows;

    cx->deadline_us = clock_now_us() + 60 * US_PER_S;
    assert_int_equal(db_run(cx, &echo, values, &rows), ERR_OK);
    assert_int_equal(db_len(&rows, 0, "text"), MIB);
    assert_memory_equal(db_text(&rows, 0, "text"), arg, MIB);
}

static void get_ten_mib(struct ctx *cx, void *arg)
{
    static const char *const values[] = {"10485760"};
    struct db_rows rows;

    (void)arg;
    cx->deadline_us = clock_now_us() + 60 * US_PER_S;
    assert_int_equal(db_run(cx, &big, values, &rows), ERR_OK);
    assert_int_equal(db_len(&rows, 0, "text"), 10 * MIB);
}

static void carry_much(struct crowd *crowd)
{
    char *texts[20];

    for (unsigned i = 0; i < 20; i++) {
        texts[i] = mib_of((char)('a' + i));
        crowd_start(crowd, echo_a_mib, texts[i]);
    }
    crowd_start(crowd, get_ten_mib, NULL);
    crowd_wait(crowd);
    for (unsigned i = 0; i < 20; i++)
        free(texts[i]);
    assert_int_equal(do_job(crowd, JOB(&one, {"7"})).n, 7);
}

static void test_large_values(void **state)
{
    (void)state;
    crowd_run(pg_conninfo(pg), 1, 1, carry_much);
    crowd_run(pg_conninfo(pg), 2, 1, carry_much);
}

static int set_up(void **state)
{
    (void)state;
    pg = pg_new();
    pg_run(pg, "create table items (id int primary key, label text)");
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
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_failure_in_a_shared_segment),
        cmocka_unit_test(test_prepare_fails),
        cmocka_unit_test(test_batch_happens_as_a_whole),
        cmocka_unit_test(test_writes_stand_alone),
        cmocka_unit_test(test_actor),
        cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_slow_reads),
        cmocka_unit_test(test_slow_reads_leave_room_for_writes),
        cmocka_unit_test(test_large_values),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
