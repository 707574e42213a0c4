// SPDX-License-Identifier: MIT
/* What a handler answers. A handler fills it and returns; dispatch() sends it. */
#ifndef SAUDA_HTTP_REPLY_H
#define SAUDA_HTTP_REPLY_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/query.h"

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
/* All rows as a bare array. */
enum err reply_rows(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
    __attribute__((warn_unused_result));
/* The rows as one page of `total`, counted from 1. */
struct reply_page {
    int64_t total, page, page_size;
};
enum err reply_page(struct ctx *cx, struct reply *ret_reply, const struct db_rows *items,
                    struct reply_page page) __attribute__((warn_unused_result));
/* `json` is a JSON text. */
enum err reply_json(struct ctx *cx, struct reply *ret_reply, int status, struct buf *json)
    __attribute__((warn_unused_result));
enum err reply_empty(struct ctx *cx, struct reply *ret_reply, int status)
    __attribute__((warn_unused_result));

/* The error body of what failed last in `cx`, with Retry-After and Set-Cookie where it has them; what the
 * reply held before is forgotten. Words recorded with an ERR_INTERNAL are for the log and do not go
 * out. */
void reply_error(struct ctx *cx, struct reply *ret_reply);

#endif
