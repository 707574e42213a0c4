// SPDX-License-Identifier: MIT
/* What goes first through every chain of calls: the memory of this piece of work, the database, who acts, how long it
 * may take, and what went wrong. A function that fails records why with fail() and returns the code; only the one who
 * began the work (dispatch for requests, the queue for jobs) turns that into an answer and a log line. */
#ifndef SAUDA_BASE_CTX_H
#define SAUDA_BASE_CTX_H

#include "base/arena.h"
#include "gen/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct app;      /* handlers/app.h: what a process has one of */
struct identity; /* auth/identity.h: who acts */
struct loop;     /* base/loop.h */
struct db;       /* db/db.h: this loop's connections */
struct db_tx;    /* src/db/query.c: the open transaction */
struct request;  /* http/request.h; NULL outside of requests */

struct field_error {
    const char *field; /* "price", "items[2].id" */
    const char *code;  /* "minimum" */
    const char *message;
    struct field_error *next;
};

struct failure {
    enum err code;
    const char *message; /* NULL: the code's own */
    const char *details; /* more members for `details`, as JSON text without braces, or NULL */
    struct field_error *fields, **fields_end;
    const char *constraint; /* of the database, where one was broken */
    unsigned retry_after_s; /* for Retry-After; 0: the code's own */
    const char *set_cookie; /* for Set-Cookie, or NULL */
    bool is_transient;      /* the same work may succeed at the next try */
};

struct ctx {
    struct arena *arena;
    struct loop *loop;
    struct db *db;
    struct db_tx *tx; /* statements run in it while it is open; NULL: each stands for itself */
    struct app *app;
    const struct request *request;
    const char *org_id;   /* uuid */
    const char *actor_id; /* uuid of the user or API key; NULL: the program itself */
    const struct identity *identity; /* of requests: whose org_id and actor_id these are; NULL: nobody has signed in */
    const char *own_id; /* uuid: only rows of this owner may be seen or changed; NULL: those of all */
    const char *note;   /* goes into the events of what is written: "forced" */
    const char *request_id;
    int64_t deadline_us; /* of the monotonic clock: no wait goes beyond */
    bool is_slow;        /* its reads lease a connection, under a statement timeout */
    bool has_written;    /* something was committed: whoever began the work wakes the event feed */
    bool has_job;        /* with it: a job was enqueued, or asked to end; the queue is woken too */
    struct failure failure;
};

/* Records the failure and returns `code`. `message` NULL: the code's own words; both must live as long as the arena.
 * fail_field() may be called several times: each adds a line to details.fields. */
enum err fail(struct ctx *cx, enum err code, const char *message);
enum err fail_fmt(struct ctx *cx, enum err code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
enum err fail_field(struct ctx *cx, enum err code, const char *field, const char *field_code,
                    const char *message);
/* ERR_CONFLICT that the same transaction may not meet the next time: db_transact() begins it anew. */
enum err fail_transient(struct ctx *cx);
/* What is worth another try after so many seconds, at least 1. */
enum err fail_retry(struct ctx *cx, enum err code, unsigned retry_after_s);
/* `details`: JSON members without the braces, `"current":{…}`. */
enum err fail_details(struct ctx *cx, enum err code, const char *details);
/* Takes over what failed in `from`, whose arena may go afterwards. */
enum err fail_from(struct ctx *cx, const struct ctx *from);

#endif
