// SPDX-License-Identifier: MIT
/* What a handler answers. A handler fills it and returns; dispatch() sends it. */
#ifndef SAUDA_HTTP_REPLY_H
#define SAUDA_HTTP_REPLY_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/change.h"
#include "db/query.h"
#include "http/stream.h"

#include <stdbool.h>
#include <stdint.h>

struct ws_callbacks;

#define REPLY_MAX_HEADERS 12

struct reply_header {
    const char *name, *value;
};

struct reply {
    int status;
    const char *content_type; /* NULL: application/json, or nothing where there is no body */
    struct buf body;          /* in the request's arena */
    const void *static_body;  /* instead of `body`: bytes that live as long as the program */
    size_t static_len;
    struct reply_header headers[REPLY_MAX_HEADERS];
    unsigned n_headers;
    stream_fn *produce; /* instead of `body`: see reply_stream() */
    void *produce_arg;
    struct reply_file *file;            /* instead of `body`: see reply_file() */
    const struct ws_callbacks *upgrade; /* the connection becomes a WebSocket */
    void *upgrade_arg;                  /* given to its on_open */
};

/* `name` and `value` must live as long as the arena; more than REPLY_MAX_HEADERS are a bug. */
void reply_header(struct reply *reply, const char *name, const char *value);
/* The value of a header set before, or NULL; the name in any case. */
const char *reply_header_get(const struct reply *reply, const char *name);

/* The one row as an object, with its `revision` as ETag. ERR_NOT_FOUND where there is none. */
enum err reply_row(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
    __attribute__((warn_unused_result));
/* A new row: 201, and where to find it: /api/v1/<collection>/<its id>. */
enum err reply_created(struct ctx *cx, struct reply *ret_reply, const char *collection,
                       const struct db_rows *row) __attribute__((warn_unused_result));
/* The row as it was changed, or fail_revision(). */
enum err reply_changed(struct ctx *cx, struct reply *ret_reply, const struct db_change *change)
    __attribute__((warn_unused_result));
/* 204, or fail_revision(). */
enum err reply_removed(struct ctx *cx, struct reply *ret_reply, const struct db_change *change)
    __attribute__((warn_unused_result));
/* All rows as a bare array. */
enum err reply_rows(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
    __attribute__((warn_unused_result));
/* One page of a collection, beside its rows. Pages are counted, or follow each other by cursor. */
struct reply_page {
    int64_t total;           /* rows on all pages; REPLY_NOT_COUNTED: nobody counted */
    bool is_estimate;        /* there may be more than `total` */
    int64_t page;            /* from 1; 0: pages by cursor */
    int64_t page_size;       /* rows a page has at most */
    const char *next_cursor; /* of the page behind this one; NULL: none, or pages are counted */
};
#define REPLY_NOT_COUNTED INT64_C(-1)
/* {"items":[…],"total":N,"page":P,"page_size":S,"next_cursor":null}: `page` only where pages are counted,
 * `total_is_estimate` only where it is true. */
enum err reply_page(struct ctx *cx, struct reply *ret_reply, const struct db_rows *items,
                    struct reply_page page) __attribute__((warn_unused_result));
/* `json` is a JSON text. */
enum err reply_json(struct ctx *cx, struct reply *ret_reply, int status, struct buf *json)
    __attribute__((warn_unused_result));
enum err reply_empty(struct ctx *cx, struct reply *ret_reply, int status)
    __attribute__((warn_unused_result));

/* A body that `produce` makes piece by piece once the handler has returned (http/stream.h). Not for operations that honour
 * Idempotency-Key: there is nothing to store. */
enum err reply_stream(struct ctx *cx, struct reply *ret_reply, const char *content_type,
                      stream_fn *produce, void *arg) __attribute__((warn_unused_result));
/* The whole of a file from its begin, whatever the descriptor's position. From now on the descriptor is the reply's, also
 * on failure, and is closed when the request is over. Its pages should be in memory: it is sent by the loop's thread. */
enum err reply_file(struct ctx *cx, struct reply *ret_reply, const char *content_type, int fd)
    __attribute__((warn_unused_result));
/* The body is to be kept as a file of that name (UTF-8): Content-Disposition as in RFC 6266, appendix D. */
void reply_attachment(struct ctx *cx, struct reply *reply, const char *filename);

/* Somebody was quicker: ERR_REVISION_MISMATCH with the row as it is now in details.current; ERR_NOT_FOUND where there is
 * none. */
enum err fail_revision(struct ctx *cx, const struct db_rows *current)
    __attribute__((warn_unused_result));

/* The error body of what failed last in `cx`, with Retry-After and Set-Cookie where it has them; what the
 * reply held before is forgotten. Words recorded with an ERR_INTERNAL are for the log and do not go
 * out. */
void reply_error(struct ctx *cx, struct reply *ret_reply);

#endif
