// SPDX-License-Identifier: MIT
/* Requests as they are received, from their line to the end of the body, and the fibers that work on them. What becomes
 * of them is dispatch.c's business. */
#include "exchange.h"
#include "http/forwarded.h"
#include "reply_file.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/* The address without scheme and host, which a client may send along as if we were a proxy (RFC 9112 section 3.2.2). */
static const char *origin_form(const char *uri)
{
    size_t scheme = strncasecmp(uri, "http://", 7) == 0    ? 7
                    : strncasecmp(uri, "https://", 8) == 0 ? 8
                                                           : 0;

    return scheme ? uri + scheme + strcspn(uri + scheme, "/?") : uri;
}

/* libmicrohttpd would take the query apart next, into its memory of a connection, and for a thousand words and more that
 * is not enough: it then says nothing until the connection is cut. We read the query ourselves; `target` lies in its
 * buffer, which is written to all the time. */
static void hide_query(const char *query)
{
    ((char *)(uintptr_t)query)[1] = '\0';
}

/* The request line is there; `target` is as the client sent it. */
void *exchange_begin(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct http_server *server = cls;
    const char *uri = origin_form(target);
    struct arena *arena = arena_new();
    struct exchange *ex = arena_zalloc(arena, 1, sizeof *ex);
    const char *query = strchr(uri, '?');

    ex->server = server;
    ex->mhd = mhd;
    ex->conn = conn_of(mhd);
    ex->is_late = server->is_quiesced;
    ex->started_us = loop_now_us(server->loop);
    ex->raw_path =
        query ? arena_strndup(arena, uri, (size_t)(query - uri)) : arena_strdup(arena, uri);
    ex->raw_query = query ? arena_strdup(arena, query + 1) : NULL;
    ex->cx = (struct ctx){
        .arena = arena,
        .loop = server->loop,
        .db = server->options.db,
        .app = server->options.app,
        .request = &ex->rq,
    };
    if (query)
        hide_query(query);
    conn_enter(ex->conn, CONN_HEADERS);
    return ex;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct exchange *ex = cls;
    const char *text = value ? value : "";

    (void)kind;
    if (ex->n_headers == HEADER_COUNT_MAX)
        return MHD_NO;
    ex->headers[ex->n_headers++] = (struct param){IN_HEADER, name, text, strlen(text)};
    return MHD_YES;
}

/* --- the fiber --------------------------------------------------------------------------------------------------- */

void exchange_suspend(struct exchange *ex)
{
    ex->is_suspended = true;
    MHD_suspend_connection(ex->mhd);
}

void exchange_go_on(struct exchange *ex)
{
    if (!ex->is_suspended)
        return;
    ex->is_suspended = false;
    ex->server->must_run = true;
    MHD_resume_connection(ex->mhd);
}

void exchange_wait(struct exchange *ex)
{
    ex->waiter = fiber_current();
    fiber_wait(INT64_MAX);
}

void exchange_wake(struct exchange *ex)
{
    struct fiber *waiter = ex->waiter;

    ex->waiter = NULL;
    if (waiter)
        fiber_resume(waiter);
}

void exchange_keep(struct exchange *ex)
{
    struct arena *arena = ex->cx.arena;

    for (size_t i = 0; i < ex->n_headers; i++) {
        ex->headers[i].name = arena_strdup(arena, ex->headers[i].name);
        ex->headers[i].value = arena_strdup(arena, ex->headers[i].value);
    }
    ex->rq.method = arena_strdup(arena, ex->rq.method);
    ex->rq.client_address = arena_strdup(arena, ex->rq.client_address);
    ex->cx.request_id = arena_strdup(arena, ex->cx.request_id);
    if (ex->cors_origin)
        ex->cors_origin = request_header(&ex->rq, "Origin");
}

static void exchange_free(struct exchange *ex)
{
    ex->server->n_in_flight -= ex->is_in_flight;
    arena_free(ex->cx.arena);
}

static void exchange_enter_flight(struct exchange *ex)
{
    ex->is_in_flight = true;
    ex->server->n_in_flight++;
}

static void exchange_fiber(void *arg)
{
    struct exchange *ex = arg;

    dispatch_body(ex);
    ex->has_fiber = false;
    if (!ex->mhd) {
        exchange_free(ex);
    } else if (ex->phase == EXCHANGE_RUNNING) {
        ex->phase = EXCHANGE_READY;
        exchange_go_on(ex);
    }
}

/* From here on it is the client's turn: how long it may take depends on how much it gets. */
static enum MHD_Result exchange_answer(struct exchange *ex)
{
    const struct reply *reply = &ex->reply;

    conn_enter(ex->conn, reply->produce ? CONN_STREAMING : CONN_SENDING);
    ex->conn->bytes = reply->file          ? reply->file->size
                      : reply->static_body ? reply->static_len
                                           : reply->body.len;
    return respond(ex);
}

/* The fiber has run until it waits or has ended. */
static enum MHD_Result exchange_follow(struct exchange *ex)
{
    if (ex->phase == EXCHANGE_READY)
        return exchange_answer(ex);
    if (ex->phase == EXCHANGE_RUNNING)
        exchange_suspend(ex);
    return MHD_YES;
}

static enum MHD_Result exchange_start(struct exchange *ex)
{
    ex->phase = EXCHANGE_RUNNING;
    ex->rq.body = ex->body.data;
    ex->rq.body_len = ex->body.len;
    conn_enter(ex->conn, CONN_WAITING);
    exchange_enter_flight(ex);
    ex->has_fiber = true;
    if (!fiber_start(ex->server->loop, exchange_fiber, ex)) {
        ex->has_fiber = false;
        fail(&ex->cx, ERR_OVERLOADED, NULL);
        dispatch_fail(ex);
        ex->phase = EXCHANGE_READY;
    }
    return exchange_follow(ex);
}

enum err exchange_receive(struct exchange *ex)
{
    ex->phase = ex->is_suspended ? EXCHANGE_ADMITTED : EXCHANGE_BODY;
    conn_enter(ex->conn, CONN_UPLOAD);
    exchange_go_on(ex);
    exchange_wait(ex);
    if (!ex->mhd)
        return fail(&ex->cx, ERR_CLIENT_GONE, NULL);
    return ex->is_body_too_large ? fail(&ex->cx, ERR_PAYLOAD_TOO_LARGE, NULL) : ERR_OK;
}

/* --- what comes in ----------------------------------------------------------------------------------------------- */

static bool has_body(const struct exchange *ex)
{
    const char *length = request_header(&ex->rq, MHD_HTTP_HEADER_CONTENT_LENGTH);

    return (length && strcmp(length, "0") != 0) ||
           request_header(&ex->rq, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

/* Who sent the request, and how it came. */
static void exchange_note_client(struct exchange *ex)
{
    const struct http_conn *conn = ex->conn;
    struct forwarded forwarded;
    char *address;

    ex->client = conn->peer;
    ex->rq.client_address = conn->address;
    if (!conn->is_proxied)
        return;
    forwarded = forwarded_read(&ex->server->trusted_proxies, conn->peer, ex->headers, ex->n_headers);
    address = arena_alloc(ex->cx.arena, IP_TEXT_SIZE);
    ip_write(forwarded.client, address);
    ex->client = forwarded.client;
    ex->rq.client_address = address;
    ex->rq.is_https = forwarded.is_https;
}

static enum MHD_Result exchange_head(struct exchange *ex, const char *method, const char *version)
{
    ex->needs_host = strcmp(version, MHD_HTTP_VERSION_1_1) == 0;
    ex->rq.method = method;
    ex->headers = arena_alloc(ex->cx.arena, HEADER_COUNT_MAX * sizeof *ex->headers);
    MHD_get_connection_values(ex->mhd, MHD_HEADER_KIND, on_header, ex);
    exchange_note_client(ex);
    ex->owes_body = has_body(ex);
    if (dispatch_head(ex) || ex->phase == EXCHANGE_READY) {
        ex->phase = EXCHANGE_READY;
        exchange_enter_flight(ex);
        /* Answered now, the body is not read and the connection ends; without one it may go on. */
        return ex->owes_body ? exchange_answer(ex) : MHD_YES;
    }
    if (ex->rq.route &&
        ex->rq.route->body == BODY_UPLOAD) { /* who sends it is asked before it is taken */
        exchange_keep(ex);
        return exchange_start(ex);
    }
    buf_init(&ex->body, ex->cx.arena, 0);
    ex->phase = EXCHANGE_BODY;
    conn_enter(ex->conn, CONN_BODY);
    return MHD_YES;
}

/* A piece of the body. What is over the limit is read and dropped, up to as much again, so that a client that sends
 * first and listens then gets its answer; beyond that the connection is cut. */
static enum MHD_Result exchange_take(struct exchange *ex, const char *data, size_t len)
{
    ex->conn->bytes += len;
    if (ex->conn->bytes > ex->body_limit)
        ex->is_body_too_large = true;
    if (ex->conn->bytes > 2 * ex->body_limit + MEMORY_LIMIT)
        return MHD_NO;
    if (ex->spool)
        upload_take(ex, data, len);
    else if (!ex->is_body_too_large)
        buf_put(&ex->body, data, len);
    return MHD_YES;
}

static enum MHD_Result exchange_end_of_body(struct exchange *ex)
{
    ex->owes_body = false;
    if (ex->spool) {
        ex->phase = EXCHANGE_RUNNING;
        conn_enter(ex->conn, CONN_WAITING);
        exchange_wake(ex);
        return exchange_follow(ex);
    }
    if (!ex->is_body_too_large)
        return exchange_start(ex);
    fail(&ex->cx, ERR_PAYLOAD_TOO_LARGE, NULL);
    dispatch_fail(ex);
    ex->phase = EXCHANGE_READY;
    exchange_enter_flight(ex);
    return exchange_answer(ex);
}

enum MHD_Result exchange_on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **con_cls)
{
    struct exchange *ex = *con_cls;
    enum MHD_Result result;

    (void)cls, (void)mhd, (void)url;
    switch (ex->phase) {
    case EXCHANGE_HEADERS:
        return exchange_head(ex, method, version);
    case EXCHANGE_ADMITTED:
        ex->phase = EXCHANGE_BODY;
        return MHD_YES;
    case EXCHANGE_BODY:
        if (*data_len == 0)
            return exchange_end_of_body(ex);
        result = exchange_take(ex, data, *data_len);
        *data_len = 0;
        return result;
    case EXCHANGE_READY:
        return exchange_answer(ex);
    case EXCHANGE_RUNNING:
    case EXCHANGE_SENT:
        *data_len = 0;
        return MHD_YES;
    }
    return MHD_NO;
}

void exchange_on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                           enum MHD_RequestTerminationCode toe)
{
    struct exchange *ex = *con_cls;

    (void)cls, (void)mhd, (void)toe;
    if (!ex)
        return;
    *con_cls = NULL;
    if (ex->owes_body && ex->phase == EXCHANGE_SENT)
        linger_begin(ex->server, ex->conn->fd);
    conn_enter(ex->conn, ex->reply.upgrade ? CONN_WAITING : CONN_IDLE);
    if (ex->server->is_quiesced && !ex->reply.upgrade) /* an upgraded socket is not ours any more */
        shutdown(ex->conn->fd, SHUT_RDWR);
    if (ex->stream)
        stream_disconnect(ex->stream);
    ex->conn = NULL;
    ex->mhd = NULL;
    if (ex->has_fiber)
        exchange_wake(ex); /* it is told, and frees the exchange at its end */
    else
        exchange_free(ex);
}
