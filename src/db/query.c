// SPDX-License-Identifier: MIT
/* What fibers call: one statement, a batch, a transaction. An operation is made, enqueued and waited for; rows are
 * handed to the arena, which clears them. */
#include "db/query.h"
#include "base/clock.h"
#include "base/log.h"
#include "conn.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 5u
#define ROLLBACK_WAIT_US US_PER_S
#define SLOW_TIMEOUT_MS "3000"

/* An open transaction and the connection it has to itself. */
struct db_tx {
    struct db_conn *conn;
    unsigned generation; /* of the connection; another one is another session, without our BEGIN */
    bool is_begun;       /* BEGIN travels with the first statement */
    bool is_failed;
    bool has_written;
};

static void result_clear(void *result)
{
    PQclear(result);
}

static void op_add(struct db_op *op, const struct db_statement *st, const char *const *values)
{
    op->statements[op->n] = st;
    op->values[op->n++] = values;
}

/* Waits for the operation. True when it is done; false when the deadline came first, and then it is not ours any
 * more: it is dropped where it still waits to be sent, or freed when its answer comes. */
static bool op_wait(struct ctx *cx, struct op_queue *queue, struct db_op *op)
{
    op->fiber = fiber_current();
    op_queue_push(queue, op);
    db_flush_later(cx->db);
    if (fiber_wait(cx->deadline_us))
        return true;
    op->fiber = NULL;
    if (op->sent_us == 0) {
        op_queue_remove(queue, op);
        op_free(op);
    }
    return false;
}

static enum err op_result(struct ctx *cx, const struct db_op *op)
{
    if (op->err)
        return fail(cx, op->err, NULL);
    if (op->error)
        return db_error(cx, op->error, op->statements[op->failed]);
    if (op->is_aborted)
        return fail(cx, ERR_INTERNAL, NULL);
    return ERR_OK;
}

/* Hands the rows of the caller's statements, which follow `prefix` of our own, to the arena. */
static void op_give_rows(struct ctx *cx, struct db_op *op, unsigned prefix, struct db_rows *ret_rows)
{
    for (unsigned i = prefix; i < op->n; i++) {
        PGresult *result = op->results[i];

        op->results[i] = NULL;
        ret_rows[i - prefix] = (struct db_rows){.result = result, .n = PQntuples(result)};
        arena_defer(cx->arena, result_clear, result);
    }
}

static enum err op_run(struct ctx *cx, struct op_queue *queue, struct db_op *op, unsigned prefix,
                       struct db_rows *ret_rows)
{
    enum err e;

    if (!op_wait(cx, queue, op))
        return fail(cx, ERR_TIMED_OUT, NULL);
    e = op_result(cx, op);
    if (!e)
        op_give_rows(cx, op, prefix, ret_rows);
    op_free(op);
    return e;
}

static void batch_add_to(const struct db_batch *batch, struct db_op *op)
{
    for (unsigned i = 0; i < batch->n; i++)
        op_add(op, batch->statements[i], batch->values[i]);
}

static enum err batch_read(struct ctx *cx, struct db_batch *batch)
{
    struct db_op *op = op_new();

    batch_add_to(batch, op);
    return op_run(cx, &cx->db->reads, op, 0, batch->rows);
}

static enum err write_once(struct ctx *cx, struct db_batch *batch)
{
    const char *const actor[] = {cx->actor_id, cx->note};
    struct db_op *op = op_new();
    enum err e;

    op_add(op, &stmt_actor, actor);
    batch_add_to(batch, op);
    e = op_run(cx, &cx->db->writes, op, 1, batch->rows);
    if (!e)
        cx->has_written = true;
    return e;
}

static bool is_worth_another_try(const struct ctx *cx)
{
    return cx->failure.code == ERR_CONFLICT && cx->failure.is_transient;
}

static void pause_before_try(unsigned i)
{
    if (i)
        fiber_sleep_us((int64_t)(random() % (2000 << i)));
}

static enum err batch_write(struct ctx *cx, struct db_batch *batch)
{
    enum err e = ERR_OK;

    for (unsigned i = 0; i < TRIES; i++) {
        pause_before_try(i);
        cx->failure = (struct failure){0};
        e = write_once(cx, batch);
        if (!e || !is_worth_another_try(cx))
            break;
    }
    return e;
}

/* A connection to itself, so that nothing quick waits behind it, and an end that is certain. */
static enum err batch_slow(struct ctx *cx, struct db_batch *batch)
{
    static const char *const timeout[] = {SLOW_TIMEOUT_MS};
    struct db_conn *conn = db_lease(cx->db, LEASE_SLOW, cx->deadline_us);
    struct db_op *op;
    enum err e;

    if (!conn)
        return fail(cx, db_is_up(cx->db) ? ERR_OVERLOADED : ERR_DB_UNAVAILABLE, NULL);
    op = op_new();
    op_add(op, &stmt_timeout, timeout);
    batch_add_to(batch, op);
    e = op_run(cx, &conn->queued, op, 1, batch->rows);
    db_release(conn);
    return e;
}

static bool tx_is_alive(const struct db_tx *tx)
{
    return !tx->is_failed && tx->conn->state == CONN_UP && tx->conn->generation == tx->generation;
}

static enum err batch_in_tx(struct ctx *cx, struct db_batch *batch)
{
    const char *const actor[] = {cx->actor_id, cx->note};
    struct db_tx *tx = cx->tx;
    struct db_op *op = op_new();
    unsigned prefix = 0;
    enum err e;

    if (!tx_is_alive(tx)) {
        op_free(op);
        return fail(cx, ERR_DB_UNAVAILABLE, NULL);
    }
    if (!tx->is_begun) {
        op_add(op, &stmt_begin, NULL);
        op_add(op, &stmt_actor, actor);
        prefix = 2;
    } else if (batch->has_write) {
        op_add(op, &stmt_actor, actor); /* the note may differ from statement to statement */
        prefix = 1;
    }
    tx->is_begun = true;
    tx->has_written |= batch->has_write;
    batch_add_to(batch, op);
    e = op_run(cx, &tx->conn->queued, op, prefix, batch->rows);
    if (e)
        tx->is_failed = true;
    return e;
}

void db_batch_add(struct db_batch *batch, const struct db_statement *st, const char *const *values)
{
    assert(batch->n < DB_BATCH_MAX);
    batch->statements[batch->n] = st;
    batch->values[batch->n++] = values;
    batch->has_write |= st->is_write;
}

enum err db_batch_run(struct ctx *cx, struct db_batch *batch)
{
    if (cx->tx)
        return batch_in_tx(cx, batch);
    if (!db_is_up(cx->db))
        return fail(cx, ERR_DB_UNAVAILABLE, NULL);
    if (batch->has_write)
        return batch_write(cx, batch);
    return cx->is_slow ? batch_slow(cx, batch) : batch_read(cx, batch);
}

enum err db_run(struct ctx *cx, const struct db_statement *st, const char *const *values,
                struct db_rows *ret_rows)
{
    struct db_batch batch = {0};
    enum err e;

    db_batch_add(&batch, st, values);
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_rows = batch.rows[0];
    return e;
}

/* --- transactions ---------------------------------------------------------------------------------------------- */

static enum err tx_commit(struct ctx *cx, struct db_tx *tx)
{
    struct db_rows rows;
    struct db_op *op;
    enum err e;

    if (!tx->is_begun)
        return ERR_OK;
    if (!tx_is_alive(tx))
        return fail(cx, ERR_DB_UNAVAILABLE, NULL);
    op = op_new();
    op_add(op, &stmt_commit, NULL);
    if (!op_wait(cx, &tx->conn->queued, op))
        return fail(cx, ERR_TIMED_OUT,
                    NULL); /* whether it happened is not known: as on a lost connection */
    tx->is_begun = false;  /* whatever it answers, it is the end */
    e = op_result(cx, op);
    /* COMMIT of a failed transaction says ROLLBACK, and calls it a success. */
    if (!e && strcmp(PQcmdStatus(op->results[0]), "COMMIT") != 0)
        e = fail(cx, ERR_INTERNAL, NULL);
    if (!e)
        op_give_rows(cx, op, 0, &rows);
    op_free(op);
    if (!e && tx->has_written)
        cx->has_written = true;
    return e;
}

/* Waited for, so that what the transaction held (locks, an idempotency key) is free when its failure is told; but not
 * for long: the next one on the connection comes behind it in any case. */
static void tx_rollback(struct ctx *cx, struct db_tx *tx)
{
    int64_t deadline_us = cx->deadline_us;
    struct db_op *op;

    if (!tx->is_begun || tx->conn->state != CONN_UP || tx->conn->generation != tx->generation)
        return;
    op = op_new();
    op_add(op, &stmt_rollback, NULL);
    cx->deadline_us = clock_now_us() + ROLLBACK_WAIT_US;
    if (op_wait(cx, &tx->conn->queued, op))
        op_free(op);
    cx->deadline_us = deadline_us;
}

static enum err transact_once(struct ctx *cx, db_transact_fn *fn, void *arg)
{
    struct db_tx tx = {0};
    enum err e;

    if (!db_is_up(cx->db))
        return fail(cx, ERR_DB_UNAVAILABLE, NULL);
    tx.conn = db_lease(cx->db, LEASE_TRANSACTION, cx->deadline_us);
    if (!tx.conn)
        return fail(cx, db_is_up(cx->db) ? ERR_OVERLOADED : ERR_DB_UNAVAILABLE, NULL);
    tx.generation = tx.conn->generation;
    cx->tx = &tx;
    e = fn(cx, arg);
    if (!e && tx.is_failed) /* an error that fn passed over still has undone the transaction */
        e = fail(cx, ERR_INTERNAL, NULL);
    if (!e)
        e = tx_commit(cx, &tx);
    cx->tx = NULL;
    if (e)
        tx_rollback(cx, &tx);
    db_release(tx.conn);
    return e;
}

enum err db_transact(struct ctx *cx, db_transact_fn *fn, void *arg)
{
    enum err e = ERR_OK;

    if (cx->tx)
        return fn(cx, arg);
    for (unsigned i = 0; i < TRIES; i++) {
        pause_before_try(i);
        cx->failure = (struct failure){0};
        e = transact_once(cx, fn, arg);
        if (!e || !is_worth_another_try(cx))
            break;
    }
    return e;
}
