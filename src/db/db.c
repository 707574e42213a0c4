// SPDX-License-Identifier: MIT
/* Which operation goes to which connection. Reads of a turn share segments: one Sync, one write and one answer for
 * many of them, which costs both sides far less than a Sync each; should one fail, those behind it are sent again.
 * Writes go alone, so that each is committed by itself and the server can group the commits of several connections. */
#include "db/db.h"
#include "base/clock.h"
#include "base/log.h"
#include "conn.h"

#include <stdlib.h>

#define SEGMENT_MAX 32u /* reads that share a Sync: the first waits for the last */
#define READ_DEPTH                                                                                 \
    2u /* segments under way on a read connection; more only queue up in the server */
#define WRITE_DEPTH 4u /* operations under way on a write connection */
#define SWEEP_US US_PER_S
#define STUCK_US                                                                                   \
    (60 * US_PER_S) /* an answer this late: the connection is dead and nobody has told us */

struct lease_waiter {
    struct lease_waiter *next;
    struct fiber *fiber;
    enum conn_lease lease;
    struct db_conn *conn;
};

static bool db_has_up(const struct db *db, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++)
        if (db->conns[i].state == CONN_UP)
            return true;
    return false;
}

bool db_is_up(const struct db *db)
{
    return db_has_up(db, 0, db->n_reads) && db_has_up(db, db->n_reads, db->n_conns);
}

/* --- giving out ------------------------------------------------------------------------------------------------ */

static unsigned segments_under_way(const struct db_conn *conn)
{
    unsigned n = 0;

    for (const struct db_op *op = conn->sent.first; op; op = op->next)
        n += op->ends_segment;
    return n;
}

static struct db_conn *read_conn_with_room(struct db *db)
{
    struct db_conn *best = NULL;
    unsigned best_load = READ_DEPTH;

    for (unsigned i = 0; i < db->n_reads; i++) {
        struct db_conn *conn = &db->conns[i];
        unsigned load = conn->state == CONN_UP ? segments_under_way(conn) : READ_DEPTH;

        if (load < best_load) {
            best = conn;
            best_load = load;
        }
    }
    return best;
}

static struct db_conn *write_conn_below(struct db *db, unsigned depth)
{
    struct db_conn *best = NULL;

    for (unsigned i = db->n_reads; i < db->n_conns; i++) {
        struct db_conn *conn = &db->conns[i];

        if (conn->state == CONN_UP && conn->lease == LEASE_NONE && conn->sent.n < depth) {
            best = conn;
            depth = conn->sent.n;
        }
    }
    return best;
}

static void send_read_segment(struct db *db, struct db_conn *conn)
{
    struct db_op *ops[SEGMENT_MAX];
    unsigned n = 0;

    while (n < SEGMENT_MAX && db->reads.first) {
        ops[n] = op_queue_pop(&db->reads);
        conn_prepare(conn, ops[n++]);
    }
    for (unsigned i = 0; i < n; i++) {
        ops[i]->ends_segment = i + 1 == n;
        conn_send(conn, ops[i]);
    }
}

static void send_alone(struct db_conn *conn, struct db_op *op)
{
    op->ends_segment = true;
    conn_prepare(conn, op);
    conn_send(conn, op);
}

/* Slow reads never have more than half of the connections: the others are for those that write. */
static bool may_lease(const struct db *db, enum conn_lease lease)
{
    unsigned half = (db->n_conns - db->n_reads + 1) / 2, n_slow = 0;

    for (unsigned i = db->n_reads; i < db->n_conns; i++)
        n_slow += db->conns[i].lease == LEASE_SLOW;
    return lease != LEASE_SLOW || n_slow < half;
}

/* Takes out the first that may have a connection now. */
static struct lease_waiter *next_waiter(struct db *db)
{
    for (struct lease_waiter **at = &db->leases; *at; at = &(*at)->next) {
        struct lease_waiter *waiter = *at;

        if (!may_lease(db, waiter->lease))
            continue;
        *at = waiter->next;
        if (!*at)
            db->leases_end = at;
        return waiter;
    }
    return NULL;
}

static void grant_leases(struct db *db)
{
    struct db_conn *conn;

    while (db->leases && (conn = write_conn_below(db, WRITE_DEPTH))) {
        struct lease_waiter *waiter = next_waiter(db);

        if (!waiter)
            return;
        conn->lease = waiter->lease;
        waiter->conn = conn;
        fiber_resume(waiter->fiber);
    }
}

static void fail_queued(struct op_queue *queue)
{
    struct db_op *op;

    while ((op = op_queue_pop(queue))) {
        op->err = ERR_DB_UNAVAILABLE;
        op_finish(op);
    }
}

static void db_flush(void *arg)
{
    struct db *db = arg;
    struct db_conn *conn;

    db->is_flush_due = false;
    db->n_flushes++;
    grant_leases(db);
    for (unsigned i = 0; i < db->n_conns; i++) {
        conn = &db->conns[i];
        while (conn->queued.first)
            send_alone(conn, op_queue_pop(&conn->queued));
    }
    while (db->reads.first && (conn = read_conn_with_room(db)))
        send_read_segment(db, conn);
    while (db->writes.first && (conn = write_conn_below(db, WRITE_DEPTH)))
        send_alone(conn, op_queue_pop(&db->writes));
}

void db_flush_later(struct db *db)
{
    if (db->is_flush_due)
        return;
    db->is_flush_due = true;
    loop_defer(db->loop, db_flush, db);
}

void db_requeue(struct db *db, struct db_op *op)
{
    op->is_aborted = op->ends_segment = false;
    op->err = ERR_OK;
    op->n_done = 0;
    op->sent_us = 0;
    op_queue_push(&db->reads, op);
    db_flush_later(db);
}

/* --- leases ---------------------------------------------------------------------------------------------------- */

struct db_conn *db_lease(struct db *db, enum conn_lease lease, int64_t deadline_us)
{
    struct lease_waiter waiter = {.fiber = fiber_current(), .lease = lease};

    *db->leases_end = &waiter;
    db->leases_end = &waiter.next;
    db_flush_later(db);
    if (fiber_wait(deadline_us))
        return waiter.conn;
    for (struct lease_waiter **at = &db->leases; *at; at = &(*at)->next) {
        if (*at != &waiter)
            continue;
        *at = waiter.next;
        if (!*at)
            db->leases_end = at;
        break;
    }
    return NULL;
}

void db_release(struct db_conn *conn)
{
    conn->lease = LEASE_NONE;
    db_flush_later(conn->db);
}

/* --- life ------------------------------------------------------------------------------------------------------ */

void db_conn_changed(struct db *db)
{
    bool is_up = db_is_up(db);

    if (is_up != db->was_up)
        log_info("db", "%s: the database is %s", loop_name(db->loop), is_up ? "there" : "away");
    db->was_up = is_up;
    if (!db_has_up(db, 0, db->n_reads))
        fail_queued(&db->reads);
    if (!db_has_up(db, db->n_reads, db->n_conns)) {
        fail_queued(&db->writes);
        while (db->leases) { /* they see that they got none */
            struct lease_waiter *waiter = db->leases;

            db->leases = waiter->next;
            if (!db->leases)
                db->leases_end = &db->leases;
            fiber_resume(waiter->fiber);
        }
    }
    db_flush_later(db);
}

/* What is under way on a connection whose server neither answers nor hangs up must end some day. */
static void db_sweep(void *arg)
{
    struct db *db = arg;
    int64_t now_us = loop_now_us(db->loop);

    for (unsigned i = 0; i < db->n_conns; i++) {
        struct db_conn *conn = &db->conns[i];

        if (conn->state == CONN_UP && conn->sent.first &&
            conn->sent.first->sent_us + STUCK_US < now_us)
            conn_lose(conn, "no answer for a minute");
    }
    loop_timer_set(db->loop, &db->sweep, now_us + SWEEP_US);
}

struct db *db_new(struct loop *loop, const struct db_options *options)
{
    struct db *db = calloc(1, sizeof *db);

    if (!db)
        abort();
    db->loop = loop;
    db->options = *options;
    db->n_reads = options->read_connections;
    db->n_conns = options->read_connections + options->write_connections;
    db->leases_end = &db->leases;
    op_queue_init(&db->reads);
    op_queue_init(&db->writes);
    db->conns = calloc(db->n_conns, sizeof *db->conns);
    if (!db->conns)
        abort();
    for (unsigned i = 0; i < db->n_conns; i++)
        conn_init(&db->conns[i], db);
    /* One of each kind first: the sooner the program is ready. */
    conn_connect(&db->conns[0]);
    conn_connect(&db->conns[db->n_reads]);
    for (unsigned i = 0; i < db->n_conns; i++)
        if (db->conns[i].state == CONN_DOWN)
            conn_connect(&db->conns[i]);
    db->sweep = (struct loop_timer){.fn = db_sweep, .arg = db};
    loop_timer_set(loop, &db->sweep, clock_now_us() + SWEEP_US);
    return db;
}

void db_free(struct db *db)
{
    if (!db)
        return;
    db->is_closing = true;
    loop_timer_clear(db->loop, &db->sweep);
    for (unsigned i = 0; i < db->n_conns; i++) {
        conn_close(&db->conns[i]);
        free(db->conns[i].prepared);
        kept_clear(&db->conns[i].kept);
    }
    free(db->conns);
    free(db);
}
