// SPDX-License-Identifier: MIT
/* libmicrohttpd inside the loop: its epoll descriptor is one of the loop's, and it runs once more at the end of each
 * turn in which something was resumed. Requests are received here; what becomes of them is dispatch.c's business.
 * Its own timeout begins anew with each byte, so how long a client may take is counted here. */
#include "http/server.h"
#include "base/clock.h"
#include "base/log.h"
#include "exchange.h"
#include "http/forwarded.h"
#include "http/websocket.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define SWEEP_US US_PER_S
#define HEADERS_US (10 * US_PER_S)
#define BODY_GRACE_US (10 * US_PER_S)
#define BODY_BYTES_A_SECOND 1024
#define REPLY_BYTES_A_SECOND 8192
#define MEMORY_LIMIT ((size_t)64 * 1024)

/* --- connections ----------------------------------------------------------------------------------------------- */

static void conn_enter(struct http_conn *conn, enum conn_phase phase)
{
    conn->phase = phase;
    conn->since_us = loop_now_us(conn->server->loop);
    conn->bytes = 0;
}

static struct http_conn *conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void conn_note_address(struct http_conn *conn, struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !ip_from_sockaddr(info->client_addr, &conn->peer))
        return;
    ip_write(conn->peer, conn->address);
    conn->is_proxied = networks_have(&conn->server->trusted_proxies, conn->peer);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode toe)
{
    struct http_server *server = cls;
    struct http_conn *conn = *socket_context;

    if (toe == MHD_CONNECTION_NOTIFY_STARTED) {
        conn = calloc(1, sizeof *conn);
        if (!conn)
            abort();
        conn->server = server;
        conn->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        conn_note_address(conn, mhd);
        conn_enter(conn, CONN_FRESH);
        conn->next = server->conns;
        if (conn->next)
            conn->next->prev = conn;
        server->conns = conn;
        server->n_conns++;
        *socket_context = conn;
        return;
    }
    /* At its limit the daemon stops listening, and looks whether there is room again only when it is run. */
    server->must_run |= server->n_conns-- >= server->options.max_connections;
    if (conn->next)
        conn->next->prev = conn->prev;
    *(conn->prev ? &conn->prev->next : &server->conns) = conn->next;
    free(conn);
}

static int64_t conn_deadline_us(const struct http_conn *conn)
{
    switch (conn->phase) {
    case CONN_FRESH:
    case CONN_HEADERS:
        return conn->since_us + HEADERS_US;
    case CONN_IDLE:
        return conn->since_us + (int64_t)conn->server->options.idle_timeout_s * US_PER_S;
    case CONN_BODY:
        return conn->since_us + BODY_GRACE_US +
               (int64_t)(conn->bytes / BODY_BYTES_A_SECOND) * US_PER_S;
    case CONN_SENDING:
        return conn->since_us +
               (int64_t)(conn->server->options.idle_timeout_s + conn->bytes / REPLY_BYTES_A_SECOND) *
                   US_PER_S;
    case CONN_WAITING:
        break;
    }
    return INT64_MAX;
}

/* Cuts off who takes too long; libmicrohttpd sees the end of the connection and cleans up. */
static void server_sweep(void *arg)
{
    struct http_server *server = arg;
    int64_t now_us = loop_now_us(server->loop);

    for (struct http_conn *conn = server->conns; conn; conn = conn->next)
        if (conn_deadline_us(conn) < now_us)
            shutdown(conn->fd, SHUT_RDWR);
    loop_timer_set(server->loop, &server->sweep, now_us + SWEEP_US);
}

/* --- requests -------------------------------------------------------------------------------------------------- */

/* The address without scheme and host, which a client may send along as if we were a proxy (RFC 9112 section 3.2.2). */
static const char *origin_form(const char *uri)
{
    size_t scheme = strncasecmp(uri, "http://", 7) == 0    ? 7
                    : strncasecmp(uri, "https://", 8) == 0 ? 8
                                                           : 0;

    return scheme ? uri + scheme + strcspn(uri + scheme, "/?") : uri;
}

/* The request line is there; `target` is as the client sent it. */
static void *on_uri(void *cls, const char *target, struct MHD_Connection *mhd)
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

static void exchange_fiber(void *arg)
{
    struct exchange *ex = arg;

    dispatch_body(ex);
    ex->phase = EXCHANGE_READY;
    if (!ex->is_suspended)
        return;
    ex->is_suspended = false;
    ex->server->must_run = true;
    MHD_resume_connection(ex->mhd);
}

/* From here on it is the client's turn: how long it may take depends on how much it gets. */
static enum MHD_Result exchange_answer(struct exchange *ex)
{
    conn_enter(ex->conn, CONN_SENDING);
    ex->conn->bytes = ex->reply.static_body ? ex->reply.static_len : ex->reply.body.len;
    return respond(ex);
}

static enum MHD_Result exchange_start(struct exchange *ex)
{
    ex->phase = EXCHANGE_RUNNING;
    ex->rq.body = ex->body.data;
    ex->rq.body_len = ex->body.len;
    conn_enter(ex->conn, CONN_WAITING);
    ex->server->n_in_flight++;
    if (!fiber_start(ex->server->loop, exchange_fiber, ex)) {
        fail(&ex->cx, ERR_OVERLOADED, NULL);
        dispatch_fail(ex);
        ex->phase = EXCHANGE_READY;
    }
    if (ex->phase == EXCHANGE_READY)
        return exchange_answer(ex);
    ex->is_suspended = true;
    MHD_suspend_connection(ex->mhd);
    return MHD_YES;
}

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
    if (dispatch_head(ex) || ex->phase == EXCHANGE_READY) {
        ex->phase = EXCHANGE_READY;
        ex->server->n_in_flight++;
        /* Answered now, the body is not read and the connection ends; without one it may go on. */
        return has_body(ex) ? exchange_answer(ex) : MHD_YES;
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
    if (!ex->is_body_too_large)
        buf_put(&ex->body, data, len);
    return MHD_YES;
}

static enum MHD_Result exchange_end_of_body(struct exchange *ex)
{
    if (!ex->is_body_too_large)
        return exchange_start(ex);
    fail(&ex->cx, ERR_PAYLOAD_TOO_LARGE, NULL);
    dispatch_fail(ex);
    ex->phase = EXCHANGE_READY;
    ex->server->n_in_flight++;
    return exchange_answer(ex);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_len, void **con_cls)
{
    struct exchange *ex = *con_cls;
    enum MHD_Result result;

    (void)cls, (void)mhd, (void)url;
    switch (ex->phase) {
    case EXCHANGE_HEADERS:
        return exchange_head(ex, method, version);
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

static void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                         enum MHD_RequestTerminationCode toe)
{
    struct exchange *ex = *con_cls;

    (void)cls, (void)mhd, (void)toe;
    if (!ex)
        return;
    if (ex->phase >= EXCHANGE_RUNNING)
        ex->server->n_in_flight--;
    conn_enter(ex->conn, ex->reply.upgrade ? CONN_WAITING : CONN_IDLE);
    if (ex->server->is_quiesced && !ex->reply.upgrade) /* an upgraded socket is not ours any more */
        shutdown(ex->conn->fd, SHUT_RDWR);
    *con_cls = NULL;
    arena_free(ex->cx.arena);
}

/* --- the daemon in the loop ------------------------------------------------------------------------------------ */

static void server_ready(void *arg, uint32_t events)
{
    struct http_server *server = arg;

    (void)events;
    server->must_run = true;
}

static int64_t server_prepare(void *arg)
{
    struct http_server *server = arg;
    MHD_UNSIGNED_LONG_LONG timeout_ms;

    if (loop_now_us(server->loop) >= server->run_due_us)
        server->must_run = true;
    while (server->must_run) {
        server->must_run = false;
        MHD_run(server->mhd);
    }
    server->run_due_us = INT64_MAX;
    if (MHD_get_timeout(server->mhd, &timeout_ms) == MHD_NO)
        return -1;
    server->run_due_us = loop_now_us(server->loop) + (int64_t)timeout_ms * US_PER_MS;
    return (int64_t)timeout_ms * US_PER_MS;
}

static size_t keep_escaped(void *cls, struct MHD_Connection *mhd, char *s)
{
    (void)cls, (void)mhd;
    return strlen(s);
}

static void on_log(void *cls, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void on_log(void *cls, const char *format, va_list args)
{
    struct arena *arena;

    (void)cls;
    if (!log_is_on(LOG_DEBUG)) /* it reports clients' faults, which are no business of who runs the server */
        return;
    arena = arena_new();
    log_debug("http", "%s", arena_vprintf(arena, format, args));
    arena_free(arena);
}

struct http_server *http_server_new(struct loop *loop, const struct http_options *options)
{
    struct http_server *server = calloc(1, sizeof *server);
    const union MHD_DaemonInfo *info;

    if (!server)
        abort();
    server->loop = loop;
    server->options = *options;
    server->is_https_public =
        options->public_url && strncasecmp(options->public_url, "https://", 8) == 0;
    if (!networks_parse(options->trusted_proxies, &server->trusted_proxies))
        abort(); /* the settings have been checked */
    if (getrandom(&server->request_seed, sizeof server->request_seed, 0) < 0)
        abort();
    server->router = router_new(routes, n_routes);
    server->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG, 0, NULL,
        NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, MHD_OPTION_LISTEN_SOCKET,
        options->listen_fd, MHD_OPTION_CONNECTION_LIMIT, options->max_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        MEMORY_LIMIT, MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped,
        NULL, MHD_OPTION_URI_LOG_CALLBACK, on_uri, server, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
    if (!server->mhd) {
        log_error("http", "the HTTP daemon does not start");
        abort();
    }
    info = MHD_get_daemon_info(server->mhd, MHD_DAEMON_INFO_EPOLL_FD);
    server->watch = (struct loop_watch){.fn = server_ready, .arg = server};
    loop_watch_set(loop, &server->watch, info->epoll_fd, EPOLLIN);
    server->hook = (struct loop_hook){.fn = server_prepare, .arg = server};
    loop_hook_add(loop, &server->hook);
    server->sweep = (struct loop_timer){.fn = server_sweep, .arg = server};
    loop_timer_set(loop, &server->sweep, clock_now_us() + SWEEP_US);
    return server;
}

void http_server_quiesce(struct http_server *server)
{
    if (server->is_quiesced)
        return;
    server->is_quiesced = true;
    close(MHD_quiesce_daemon(server->mhd)); /* at once: who connects now is to be refused, not to wait */
    for (struct http_conn *conn = server->conns; conn; conn = conn->next)
        if (conn->phase == CONN_FRESH || conn->phase == CONN_IDLE)
            shutdown(conn->fd, SHUT_RDWR);
}

unsigned http_server_in_flight(const struct http_server *server)
{
    unsigned n = server->n_in_flight;

    for (const struct http_conn *conn = server->conns; conn; conn = conn->next)
        n += conn->phase == CONN_HEADERS || conn->phase == CONN_BODY;
    return n;
}

void http_server_free(struct http_server *server)
{
    if (!server)
        return;
    http_server_quiesce(server);
    loop_timer_clear(server->loop, &server->sweep);
    loop_watch_clear(server->loop, &server->watch);
    MHD_stop_daemon(server->mhd);
    router_free(server->router);
    free(server);
}
