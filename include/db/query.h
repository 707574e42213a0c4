// SPDX-License-Identifier: MIT
/* Running statements from a fiber, and reading what they answered. The typed calls that the generator makes of
 * sql/queries/ (gen/sql.h) stand on these; nobody else writes SQL. */
#ifndef SAUDA_DB_QUERY_H
#define SAUDA_DB_QUERY_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/statement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rows a statement answered; they live as long as the arena of the ctx they were read for. Zeroed: no rows. */
struct db_rows {
    void *result; /* PGresult, for src/db/ and the row writer alone */
    int n;
};

/* Runs one statement; the fiber waits. `values` has st->n_params texts, NULL for SQL's null. Errors of the database
 * come as codes by SQLSTATE (src/db/sqlstate.c), those nobody expects as ERR_INTERNAL with a line in the log. */
enum err db_run(struct ctx *cx, const struct db_statement *st, const char *const *values,
                struct db_rows *ret_rows) __attribute__((warn_unused_result));

#define DB_BATCH_MAX 8

/* Statements that go to the server in one trip and one transaction, each with a snapshot of its own: what the first
 * locks, the second sees settled. When one fails, none has happened; those that write are run again on serialization
 * failures and deadlocks, as transactions are. */
struct db_batch {
    unsigned n;
    bool has_write;
    const struct db_statement *statements[DB_BATCH_MAX];
    const char *const *values[DB_BATCH_MAX]; /* must live until the batch has run */
    struct db_rows rows[DB_BATCH_MAX];       /* filled by db_batch_run() */
};

void db_batch_add(struct db_batch *batch, const struct db_statement *st, const char *const *values);
enum err db_batch_run(struct ctx *cx, struct db_batch *batch) __attribute__((warn_unused_result));

/* Runs `fn` in a transaction, on one connection, and commits when it returns 0. On serialization failures and
 * deadlocks (40001, 40P01) fn runs again, up to five times: so it must not change anything but the database and `arg`
 * in a way that a second run mends. Inside an open transaction it just calls fn. */
typedef enum err db_transact_fn(struct ctx *cx, void *arg);
enum err db_transact(struct ctx *cx, db_transact_fn *fn, void *arg)
    __attribute__((warn_unused_result));

/* Reading rows. `row` from 0, `col` by name; a column that the statement lacks is a bug and asserts. */
bool db_is_null(const struct db_rows *rows, int row, const char *col);
const char *db_text(const struct db_rows *rows, int row, const char *col); /* NULL for null */
int64_t db_int(const struct db_rows *rows, int row, const char *col);      /* 0 for null */
bool db_bool(const struct db_rows *rows, int row, const char *col);        /* false for null */
size_t db_len(const struct db_rows *rows, int row, const char *col);       /* bytes of the text */

/* Parameters as text. */
const char *db_int_text(struct arena *arena, struct opt_int v);
const char *db_bool_text(struct opt_bool v);
/* An array literal, `{"a","b"}`; items NULL become null. For text[], uuid[], bigint[] … parameters. */
const char *db_array(struct arena *arena, size_t n, const char *const *items);

#endif
