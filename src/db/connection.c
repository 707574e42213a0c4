// SPDX-License-Identifier: MIT
/* One connection in libpq's pipeline mode. Its operations are answered in the order they were sent; results count
 * only once the Sync behind them has come back, since an error undoes what stands before it in the segment. */
#include "base/clock.h"
#include "base/log.h"
#include "conn.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#define RETRY_US (200 * US_PER_MS)

static void conn_ready(void *arg, uint32_t events);

static void conn_retry(void *arg)
{
    conn_connect(arg);
}

void conn_init(struct db_conn *conn, struct db *db)
{
    *conn = (struct db_conn){
        .db = db,
        .watch = {.fn = conn_ready, .arg = conn},
        .retry = {.fn = conn_retry, .arg = conn},
        .prepared = calloc(db_statement_slots(), sizeof(bool)),
    };
    if (!conn->prepared)
        abort();
    op_queue_init(&conn->queued);
    op_queue_init(&conn->sent);
}

static void conn_up(void *arg, PGconn *pg)
{
    struct db_conn *conn = arg;
    struct db *db = conn->db;

    db->n_connecting--;
    conn->state = CONN_DOWN;
    if (db->is_closing) {
        PQfinish(pg);
        return;
    }
    if (!pg) {
        loop_timer_set(db->loop, &conn->retry, clock_now_us() + RETRY_US);
        return;
    }
    conn->pg = pg;
    conn->state = CONN_UP;
    conn->generation++;
    conn->awaits_null = conn->is_read_only = false;
    memset(conn->prepared, 0, db_statement_slots() * sizeof(bool));
    loop_watch_set(db->loop, &conn->watch, PQsocket(pg), EPOLLIN);
    db_conn_changed(db);
}

void conn_connect(struct db_conn *conn)
{
    assert(conn->state == CONN_DOWN);
    conn->state = CONN_CONNECTING;
    conn->db->n_connecting++;
    db_connect(conn->db->options.connector, conn->db->loop, conn->db->options.conninfo, conn_up,
               conn);
}

static void queue_fail(struct op_queue *queue)
{
    struct db_op *op;

    while ((op = op_queue_pop(queue))) {
        op->err = ERR_DB_UNAVAILABLE;
        op_finish(op);
    }
}

void conn_close(struct db_conn *conn)
{
    loop_timer_clear(conn->db->loop, &conn->retry);
    if (conn->state == CONN_UP) {
        pg_unwatch(conn->db->loop, &conn->watch, conn->pg);
        PQfinish(conn->pg);
        conn->pg = NULL;
        conn->state = CONN_DOWN;
    }
    queue_fail(&conn->sent);
    queue_fail(&conn->queued);
}

void conn_lose(struct db_conn *conn, const char *why)
{
    struct db *db = conn->db;

    if (conn->state != CONN_UP)
        return;
    log_warn("db", "a connection of %s was lost: %s", loop_name(db->loop), why);
    conn_close(conn);
    loop_timer_set(db->loop, &conn->retry, clock_now_us() + US_PER_MS);
    db_conn_changed(db);
}

/* Waits for room in the socket only while libpq has something left to send. */
static bool conn_flush(struct db_conn *conn)
{
    int left = PQflush(conn->pg);

    if (left < 0)
        return false;
    loop_watch_set(conn->db->loop, &conn->watch, PQsocket(conn->pg),
                   left ? EPOLLIN | EPOLLOUT : EPOLLIN);
    return true;
}

/* Prepares a statement in a segment of its own: an error before or behind it must not undo it. */
static bool conn_prepare_one(struct db_conn *conn, const struct db_statement *st)
{
    struct db_op *op = op_new();

    op->is_prepare = op->ends_segment = true;
    op->n = 1;
    op->statements[0] = st;
    op->sent_us = loop_now_us(conn->db->loop);
    op_queue_push(&conn->sent, op);
    conn->prepared[db_statement_slot(st)] = true;
    log_debug("db", "preparing %s", st->name);
    return PQsendPrepare(conn->pg, st->name, st->sql, 0, NULL) && PQpipelineSync(conn->pg);
}

void conn_prepare(struct db_conn *conn, const struct db_op *op)
{
    for (unsigned i = 0; conn->state == CONN_UP && i < op->n; i++)
        if (!conn->prepared[db_statement_slot(op->statements[i])] &&
            !conn_prepare_one(conn, op->statements[i]))
            conn_lose(conn, PQerrorMessage(conn->pg));
}

void conn_send(struct db_conn *conn, struct db_op *op)
{
    bool ok = conn->state == CONN_UP;

    op->sent_us = loop_now_us(conn->db->loop);
    op_queue_push(&conn->sent, op);
    for (unsigned i = 0; ok && i < op->n; i++)
        ok = PQsendQueryPrepared(conn->pg, op->statements[i]->name, op->statements[i]->n_params,
                                 op->values[i], NULL, NULL, 0);
    if (ok && op->ends_segment)
        ok = PQpipelineSync(conn->pg) && conn_flush(conn);
    if (ok)
        return;
    if (conn->state == CONN_UP)
        conn_lose(conn, PQerrorMessage(conn->pg));
    else
        queue_fail(&conn->sent);
}

static bool op_has(const struct db_op *op, const struct db_statement *st)
{
    for (unsigned i = 0; i < op->n; i++)
        if (op->statements[i] == st)
            return !op->is_prepare;
    return false;
}

/* A statement could not be prepared. Those who run it will only hear that it is missing, so they get the reason. */
static void conn_miss(struct db_conn *conn, const struct db_op *prepare)
{
    const struct db_statement *st = prepare->statements[0];
    enum err e = db_error_code(prepare->error);

    conn->prepared[db_statement_slot(st)] = false;
    log_write(e == ERR_INTERNAL ? LOG_ERROR : LOG_WARN, "db", "%s cannot be prepared: %s", st->name,
              PQresultErrorMessage(prepare->error));
    for (struct db_op *op = conn->sent.first; op; op = op->next)
        if (op_has(op, st))
            op->err = e;
}

/* The Sync has come back: the operations up to the one that ends the segment are settled. */
static void conn_settle(struct db_conn *conn)
{
    bool is_last;

    do {
        struct db_op *op = op_queue_pop(&conn->sent);

        assert(op);
        is_last = op->ends_segment;
        if (op->is_prepare && op->error)
            conn_miss(conn, op);
        if (op->is_aborted && !op->error && op->fiber)
            db_requeue(conn->db, op);
        else
            op_finish(op);
    } while (!is_last);
    if (conn->is_read_only)
        conn_lose(conn, "the server takes no writes any more");
}

/* The operation whose answer comes next: the first in the segment that is not answered in full. */
static struct db_op *conn_answered(struct db_conn *conn)
{
    struct db_op *op = conn->sent.first;

    while (op && op->n_done == op->n && !op->ends_segment)
        op = op->next;
    return op;
}

/* 25006: the server takes reads alone, so the primary is another one now. What libpq itself says has no code. */
static bool is_of_no_primary(const PGresult *error)
{
    const char *code = PQresultErrorField(error, PG_DIAG_SQLSTATE);

    return code && strcmp(code, "25006") == 0;
}

static void conn_take_result(struct db_conn *conn, struct db_op *op, PGresult *result)
{
    assert(op && op->n_done < op->n);
    switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        op->results[op->n_done] = result;
        break;
    case PGRES_PIPELINE_ABORTED:
        op->is_aborted = true;
        PQclear(result);
        break;
    default:
        op->error = result;
        op->failed = op->n_done;
        conn->is_read_only |= is_of_no_primary(result);
        break;
    }
    conn->awaits_null = true;
}

static void conn_take_results(struct db_conn *conn)
{
    while (conn->state == CONN_UP && conn->sent.first && !PQisBusy(conn->pg)) {
        PGresult *result = PQgetResult(conn->pg);

        if (!result) {
            if (!conn->awaits_null)
                return;
            conn->awaits_null = false;
            conn_answered(conn)->n_done++;
        } else if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            conn_settle(conn);
        } else {
            conn_take_result(conn, conn_answered(conn), result);
        }
    }
}

static void conn_ready(void *arg, uint32_t events)
{
    struct db_conn *conn = arg;

    if ((events & EPOLLOUT) && !conn_flush(conn)) {
        conn_lose(conn, PQerrorMessage(conn->pg));
        return;
    }
    if (!PQconsumeInput(conn->pg)) {
        conn_lose(conn, PQerrorMessage(conn->pg));
        return;
    }
    conn_take_results(conn);
    if (conn->state == CONN_UP && PQstatus(conn->pg) == CONNECTION_BAD)
        conn_lose(conn, PQerrorMessage(conn->pg));
    if (conn->db->reads.n || conn->db->writes.n)
        db_flush_later(conn->db);
}
