// SPDX-License-Identifier: MIT
/* What a handler answers. A handler fills it and returns; dispatch() sends it. */
#ifndef SAUDA_HTTP_REPLY_H
#define SAUDA_HTTP_REPLY_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/query.h"

struct ws_callbacks;

#define REPLY_MAX_HEADERS 8

struct reply_header {
    const char *name, *value;
};

struct reply {
    int status;
    const char *content_type; /* NULL: application/json */
    struct buf body;          /* in the request's arena */
    struct reply_header headers[REPLY_MAX_HEADERS];
    unsigned n_headers;
    const struct ws_callbacks *upgrade; /* the connection becomes a WebSocket */
    void *upgrade_arg;                  /* given to its on_open */
};

void reply_header(struct reply *reply, const char *name, const char *value);

/* The one row as an object, with its `revision` as ETag. ERR_NOT_FOUND where there is none. */
enum err reply_row(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
    __attribute__((warn_unused_result));
/* All rows as a bare array. */
enum err reply_rows(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
    __attribute__((warn_unused_result));
/* `json` is a JSON text. */
enum err reply_json(struct ctx *cx, struct reply *ret_reply, int status, struct buf *json)
    __attribute__((warn_unused_result));
enum err reply_empty(struct ctx *cx, struct reply *ret_reply, int status) __attribute__((warn_unused_result));

#endif
