// SPDX-License-Identifier: MIT
/* The statements of sql/queries/ on the migrated schema: each can be prepared, takes the parameters that the generator
 * counted, and writes only where it is marked to, since what is not may travel with others and be sent twice. */
#include "db/migrate.h"
#include "db/session.h"
#include "pg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

#define NAME_MAX_LEN 63 /* PostgreSQL cuts longer ones off */

static struct pg *pg;
static PGconn *conn;

static void run(const char *sql)
{
    PGresult *result = PQexec(conn, sql);

    assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
}

static void prepare(const struct db_statement *st)
{
    PGresult *result = PQprepare(conn, st->name, st->sql, 0, NULL);

    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", st->name, PQresultErrorMessage(result));
    PQclear(result);
}

static void test_all_can_be_prepared(void **state)
{
    (void)state;
    assert_true(n_db_statements > 0);
    for (unsigned i = 0; i < n_db_statements; i++) {
        const struct db_statement *st = db_statements[i];
        PGresult *described;

        assert_int_equal(st->id, i);
        assert_true(strlen(st->name) <= NAME_MAX_LEN);
        assert_true(st->n_params <= DB_MAX_PARAMS);
        prepare(st);
        described = PQdescribePrepared(conn, st->name);
        assert_int_equal(PQnparams(described), st->n_params);
        PQclear(described);
    }
}

/* With nulls for parameters in a transaction that must not write: whatever else it may answer, it is not refused for
 * that. */
static bool is_refused_as_write(const struct db_statement *st)
{
    static const char *const nulls[DB_MAX_PARAMS];
    PGresult *result;
    const char *code;
    bool is_refused;

    run("begin transaction read only");
    result = PQexecPrepared(conn, st->name, st->n_params, nulls, NULL, NULL, 0);
    code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    is_refused = code && strcmp(code, "25006") == 0;
    PQclear(result);
    run("rollback");
    return is_refused;
}

static void test_only_writes_write(void **state)
{
    (void)state;
    for (unsigned i = 0; i < n_db_statements; i++) {
        const struct db_statement *st = db_statements[i];

        if (!st->is_write && is_refused_as_write(st))
            fail_msg(
                "%s writes, or locks rows, but is taken for a read: '-- mode: write' is missing",
                st->name);
    }
}

static int set_up(void **state)
{
    struct ctx cx = {.arena = arena_new()};
    struct session *session;
    unsigned n;
    enum err e;

    (void)state;
    pg = pg_new();
    e = session_open(&cx, pg_conninfo(pg), &session);
    if (!e)
        e = migrate_apply(&cx, session, &n);
    if (e)
        fprintf(stderr, "%s\n", cx.failure.message);
    session_close(session);
    arena_free(cx.arena);
    conn = PQconnectdb(pg_conninfo(pg));
    return e || PQstatus(conn) != CONNECTION_OK;
}

static int tear_down(void **state)
{
    (void)state;
    PQfinish(conn);
    pg_free(pg);
    arena_store_free();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_can_be_prepared),
        cmocka_unit_test(test_only_writes_write),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
