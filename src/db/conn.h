// SPDX-License-Identifier: MIT
/* What the files of this layer share: operations on their way to the server, and the connections that carry them.
 * An operation is enqueued by a fiber and sent at the end of the loop's turn, so fibers never touch a PGconn. */
#ifndef SAUDA_DB_CONN_H
#define SAUDA_DB_CONN_H

#include "base/fiber.h"
#include "base/loop.h"
#include "db/db.h"
#include "db/query.h"

#include <libpq-fe.h>

/* Before the caller's statements there may be BEGIN and the actor or the timeout. */
#define OP_PREFIX_MAX 2
#define OP_MAX (DB_BATCH_MAX + OP_PREFIX_MAX)

struct db_op {
    struct db_op *next;
    struct fiber *fiber; /* NULL: nobody waits (any more) */
    unsigned n;          /* statements */
    unsigned n_done;
    const struct db_statement *statements[OP_MAX];
    const char *const *values[OP_MAX]; /* read when the operation is sent, not later */
    PGresult *results[OP_MAX];
    unsigned failed; /* the place of the statement that failed, when `error` is set */
    PGresult *error;
    enum err err;      /* it was not answered, or not prepared: counts before `error` */
    bool is_prepare;   /* prepares statements[0] instead of running it */
    bool ends_segment; /* a Sync follows it */
    bool is_aborted;   /* another one of its segment failed before it */
    bool is_done;
    int64_t sent_us;
};

struct op_queue {
    struct db_op *first, **end;
    unsigned n;
};

enum conn_state {
    CONN_DOWN,       /* waits for its next try */
    CONN_CONNECTING, /* in the hands of the connector */
    CONN_UP,
};

/* What a connection is lent for. */
enum conn_lease { LEASE_NONE, LEASE_TRANSACTION, LEASE_SLOW };

/* A statement put together at run time, as a connection has prepared it. */
struct kept_statement {
    struct db_statement st; /* with texts of its own */
    uint64_t hash;          /* of the text */
    uint64_t used_at;       /* the flush that ran it last */
    bool is_settled;        /* the server has answered that it is prepared */
};

/* Those of a connection (src/db/kept.c). */
struct kept_statements {
    struct kept_statement **all;
    unsigned n, cap;
    unsigned n_named; /* since the connection is up: no name comes twice */
};

struct db_conn {
    struct db *db;
    PGconn *pg;
    enum conn_state state;
    unsigned generation; /* counts sessions: a transaction ends with its own */
    enum conn_lease lease;
    bool awaits_null;       /* the end of a statement's results, as libpq marks it */
    bool is_read_only;      /* it led to a server that is no primary any more */
    struct op_queue queued; /* to be sent on this very connection: those of its lease */
    struct op_queue sent;
    struct loop_watch watch;
    struct loop_timer retry;
    bool *prepared; /* by the statement's id */
    struct kept_statements kept;
};

struct db {
    struct loop *loop;
    struct db_options options;
    struct db_conn *conns; /* first those for reads, then those for writes */
    unsigned n_conns, n_reads;
    struct op_queue reads, writes; /* enqueued, not yet given to a connection */
    struct lease_waiter *leases, **leases_end;
    struct loop_timer sweep;
    uint64_t n_flushes;
    bool is_flush_due, is_closing, was_up;
    unsigned n_connecting;
};

/* The statements we need ourselves; their ids follow those of sql/queries/. */
extern const struct db_statement stmt_begin, stmt_commit, stmt_rollback, stmt_actor, stmt_timeout,
    stmt_deallocate;
unsigned db_statement_slots(void);
unsigned db_statement_slot(const struct db_statement *st);

void op_queue_init(struct op_queue *queue);
void op_queue_push(struct op_queue *queue, struct db_op *op);
struct db_op *op_queue_pop(struct op_queue *queue);
void op_queue_remove(struct op_queue *queue, struct db_op *op);

struct db_op *op_new(void);
void op_free(struct db_op *op);
/* Marks it done and lets its fiber go on. An operation nobody waits for is freed. */
void op_finish(struct db_op *op);

/* Before PQfinish(). A session that libpq found dead has its descriptor closed already. */
static inline void pg_unwatch(struct loop *loop, struct loop_watch *watch, const PGconn *pg)
{
    if (PQsocket(pg) >= 0)
        loop_watch_clear(loop, watch);
    else
        loop_watch_forget(loop, watch);
}

/* The kept statement of this text, marked as used now, or NULL. */
struct kept_statement *kept_find(struct kept_statements *kept, const char *sql, uint64_t now);
struct kept_statement *kept_add(struct kept_statements *kept, const struct db_statement *st,
                                uint64_t now);
/* Takes out the one that was used longest ago, if there are too many and one is neither of this flush nor still being
 * prepared; NULL where all may stay. */
struct kept_statement *kept_take_oldest(struct kept_statements *kept, uint64_t now);
void kept_remove(struct kept_statements *kept, struct kept_statement *statement);
void kept_free(struct kept_statement *statement);
void kept_clear(struct kept_statements *kept);

void conn_init(struct db_conn *conn, struct db *db);
void conn_connect(struct db_conn *conn);
/* Prepares what of the operation's statements this connection has not prepared: before the first operation of a
 * segment is sent. */
void conn_prepare(struct db_conn *conn, const struct db_op *op);
/* Sends the operation; with a Sync behind it when it ends a segment. A connection that fails is lost with all it
 * carried, this operation too. */
void conn_send(struct db_conn *conn, struct db_op *op);
/* Closes the connection, fails what is under way, and tries again soon. */
void conn_lose(struct db_conn *conn, const char *why);
void conn_close(struct db_conn *conn);

/* Sees to it that what is enqueued leaves at the end of this turn. */
void db_flush_later(struct db *db);
/* An aborted read goes back to the queue. */
void db_requeue(struct db *db, struct db_op *op);
void db_conn_changed(struct db *db);

/* Waits for a connection of one's own until `deadline_us`; NULL when there was none in time. */
struct db_conn *db_lease(struct db *db, enum conn_lease lease, int64_t deadline_us);
void db_release(struct db_conn *conn);

/* The code for an error of the server; ERR_INTERNAL where nobody expects it (src/db/sqlstate.c). */
enum err db_error_code(const PGresult *error);
/* The same with all that is known of it recorded, with its field where a constraint names one (src/db/sqlstate.c). */
enum err db_error(struct ctx *cx, const PGresult *error, const struct db_statement *st);

typedef void connected_fn(void *arg, PGconn *pg);
/* Connects on the connector's thread and hands the connection, or NULL, to `done` on the loop's. The connection is
 * set up (time zone, encoding, timeouts), nonblocking and in pipeline mode. */
void db_connect(struct db_connector *connector, struct loop *loop, const char *conninfo,
                connected_fn *done, void *arg);

#endif
