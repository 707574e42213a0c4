// SPDX-License-Identifier: MIT
/* One connection in libpq's pipeline mode. Its operations are answered in the order they were sent; results count
 * only once the Sync behind them has come back, since an error undoes what stands before it in the segment. */
#include "base/clock.h"
#include "base/log.h"
#include "conn.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
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
    kept_clear(&conn->kept);
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

/* An operation of our own, which nobody waits for, in a segment of its own: an error before or behind it must not undo
 * it. */
static struct db_op *conn_push_own(struct db_conn *conn, const struct db_statement *st)
{
    struct db_op *op = op_new();

    op->ends_segment = true;
    op->n = 1;
    op->statements[0] = st;
    op->sent_us = loop_now_us(conn->db->loop);
    op_queue_push(&conn->sent, op);
    return op;
}

static bool conn_send_prepare(struct db_conn *conn, const struct db_statement *st)
{
    conn_push_own(conn, st)->is_prepare = true;
    log_debug("db", "preparing %s", st->name);
    return PQsendPrepare(conn->pg, st->name, st->sql, 0, NULL) && PQpipelineSync(conn->pg);
}

static bool conn_prepare_static(struct db_conn *conn, const struct db_statement *st)
{
    bool *is_prepared = &conn->prepared[db_statement_slot(st)];

    if (*is_prepared)
        return true;
    *is_prepared = true;
    return conn_send_prepare(conn, st);
}

static bool conn_deallocate(struct db_conn *conn, const char *name)
{
    char sql[64];

    snprintf(sql, sizeof sql, "%s \"%s\"", stmt_deallocate.sql, name);
    conn_push_own(conn, &stmt_deallocate);
    return PQsendQueryParams(conn->pg, sql, 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(conn->pg);
}

/* In a transaction, too: one that has failed would take no DEALLOCATE, but is sent nothing any more but its ROLLBACK. */
static bool conn_shrink_kept(struct db_conn *conn)
{
    struct kept_statement *oldest;
    bool ok = true;

    while (ok && (oldest = kept_take_oldest(&conn->kept, conn->db->n_flushes))) {
        ok = conn_deallocate(conn, oldest->st.name);
        kept_free(oldest);
    }
    return ok;
}

static bool conn_prepare_kept(struct db_conn *conn, const struct db_statement *st)
{
    uint64_t now = conn->db->n_flushes;

    if (kept_find(&conn->kept, st->sql, now))
        return true;
    return conn_shrink_kept(conn) && conn_send_prepare(conn, &kept_add(&conn->kept, st, now)->st);
}

static bool conn_prepare_one(struct db_conn *conn, const struct db_statement *st)
{
    if (st->id == DB_STATEMENT_ONCE)
        return true;
    return st->id == DB_STATEMENT_KEPT ? conn_prepare_kept(conn, st) : conn_prepare_static(conn, st);
}

void conn_prepare(struct db_conn *conn, const struct db_op *op)
{
    for (unsigned i = 0; conn->state == CONN_UP && i < op->n; i++)
        if (!conn_prepare_one(conn, op->statements[i]))
            conn_lose(conn, PQerrorMessage(conn->pg));
}

static bool conn_send_statement(struct db_conn *conn, const struct db_statement *st,
                                const char *const *values)
{
    const char *name = st->name;

    if (st->id == DB_STATEMENT_ONCE)
        return PQsendQueryParams(conn->pg, st->sql, st->n_params, NULL, values, NULL, NULL, 0);
    if (st->id == DB_STATEMENT_KEPT)
        name = kept_find(&conn->kept, st->sql, conn->db->n_flushes)->st.name;
    return PQsendQueryPrepared(conn->pg, name, st->n_params, values, NULL, NULL, 0);
}

void conn_send(struct db_conn *conn, struct db_op *op)
{
    bool ok = conn->state == CONN_UP;

    op->sent_us = loop_now_us(conn->db->loop);
    op_queue_push(&conn->sent, op);
    for (unsigned i = 0; ok && i < op->n; i++)
        ok = conn_send_statement(conn, op->statements[i], op->values[i]);
    if (ok && op->ends_segment)
        ok = PQpipelineSync(conn->pg) && conn_flush(conn);
    if (ok)
        return;
    if (conn->state == CONN_UP)
        conn_lose(conn, PQerrorMessage(conn->pg));
    else
        queue_fail(&conn->sent);
}

static bool is_same(const struct db_statement *a, const struct db_statement *b)
{
    return a == b ||
           (a->id == DB_STATEMENT_KEPT && b->id == DB_STATEMENT_KEPT && strcmp(a->sql, b->sql) == 0);
}

/* Texts put together at run time are gone where nobody waits any more. */
static bool op_waits_for(const struct db_op *op, const struct db_statement *st)
{
    for (unsigned i = 0; op->fiber && i < op->n; i++)
        if (is_same(op->statements[i], st))
            return true;
    return false;
}

static struct kept_statement *kept_of(const struct db_statement *st)
{
    return (struct kept_statement *)((char *)st - offsetof(struct kept_statement, st));
}

/* A statement could not be prepared. Those who run it will only hear that it is missing, so they get the reason. */
static void conn_miss(struct db_conn *conn, const struct db_op *prepare)
{
    const struct db_statement *st = prepare->statements[0];
    enum err e = db_error_code(prepare->error);

    log_write(e == ERR_INTERNAL ? LOG_ERROR : LOG_WARN, "db", "%s cannot be prepared: %s", st->name,
              PQresultErrorMessage(prepare->error));
    for (struct db_op *op = conn->sent.first; op; op = op->next)
        if (op_waits_for(op, st))
            op->err = e;
    if (st->id == DB_STATEMENT_KEPT) {
        kept_remove(&conn->kept, kept_of(st));
        kept_free(kept_of(st));
    } else {
        conn->prepared[db_statement_slot(st)] = false;
    }
}

static void conn_settle_prepare(struct db_conn *conn, const struct db_op *prepare)
{
    const struct db_statement *st = prepare->statements[0];

    if (prepare->error)
        conn_miss(conn, prepare);
    else if (st->id == DB_STATEMENT_KEPT)
        kept_of(st)->is_settled = true;
}

/* The Sync has come back: the operations up to the one that ends the segment are settled. */
static void conn_settle(struct db_conn *conn)
{
    bool is_last;

    do {
        struct db_op *op = op_queue_pop(&conn->sent);

        assert(op);
        is_last = op->ends_segment;
        if (op->is_prepare)
            conn_settle_prepare(conn, op);
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
