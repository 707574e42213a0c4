// SPDX-License-Identifier: MIT
/* libmicrohttpd inside the loop: its epoll descriptor is one of the loop's, and it runs once more at the end of each
 * turn in which something was resumed. Its own timeout begins anew with each byte, so how long a client may take is
 * counted here. */
#include "http/server.h"
#include "base/clock.h"
#include "base/log.h"
#include "exchange.h"
#include "http/websocket.h"

#include <errno.h>
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
#define PIECE_US (30 * US_PER_S)          /* of a stream */
#define TRANSFERS_DRAIN_US (8 * US_PER_S) /* less than `serve` waits for requests at its end */

/* --- connections ----------------------------------------------------------------------------------------------- */

void conn_enter(struct http_conn *conn, enum conn_phase phase)
{
    conn->phase = phase;
    conn->since_us = loop_now_us(conn->server->loop);
    conn->bytes = 0;
}

struct http_conn *conn_of(struct MHD_Connection *mhd)
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

static int64_t body_deadline_us(const struct http_conn *conn)
{
    return conn->since_us + BODY_GRACE_US + (int64_t)(conn->bytes / BODY_BYTES_A_SECOND) * US_PER_S;
}

static int64_t min_us(int64_t a, int64_t b)
{
    return a < b ? a : b;
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
        return body_deadline_us(conn);
    case CONN_UPLOAD:
        return min_us(body_deadline_us(conn), conn->server->transfers_end_us);
    case CONN_STREAMING:
        return min_us(conn->since_us + PIECE_US, conn->server->transfers_end_us);
    case CONN_PRODUCING:
        return conn->server->transfers_end_us;
    case CONN_SENDING:
        return conn->since_us +
               (int64_t)(conn->server->options.idle_timeout_s + conn->bytes / REPLY_BYTES_A_SECOND) *
                   US_PER_S;
    case CONN_WAITING:
        break;
    }
    return INT64_MAX;
}

/* Dissolving the association sends RST at once (connect(2)); an end after shutdown() would look like that of the body. */
void conn_reset(struct http_conn *conn)
{
    const struct sockaddr none = {.sa_family = AF_UNSPEC};

    if (connect(conn->fd, &none, sizeof none))
        shutdown(conn->fd, SHUT_RDWR);
}

static void conn_cut(struct http_conn *conn)
{
    if (conn->phase == CONN_STREAMING || conn->phase == CONN_PRODUCING)
        conn_reset(conn);
    else
        shutdown(conn->fd, SHUT_RDWR);
}

/* Whether the client has left in the middle of a body. libmicrohttpd may not notice: its epoll tells of an end once, and
 * when it came together with the last bytes, those are all that it reads. */
static bool conn_has_ended(const struct http_conn *conn, int64_t now_us)
{
    char next;
    ssize_t n;

    if ((conn->phase != CONN_BODY && conn->phase != CONN_UPLOAD) || now_us < conn->since_us + SWEEP_US)
        return false;
    n = recv(conn->fd, &next, sizeof next, MSG_PEEK | MSG_DONTWAIT);
    return n == 0 || (n < 0 && errno != EAGAIN);
}

/* Cuts off who takes too long; libmicrohttpd sees the end of the connection and cleans up. */
static void server_sweep(void *arg)
{
    struct http_server *server = arg;
    int64_t now_us = loop_now_us(server->loop);

    for (struct http_conn *conn = server->conns; conn; conn = conn->next)
        if (conn_deadline_us(conn) < now_us || conn_has_ended(conn, now_us))
            conn_cut(conn);
    loop_timer_set(server->loop, &server->sweep, now_us + SWEEP_US);
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
    server->transfers_end_us = INT64_MAX;
    LIST_INIT(&server->lingering);
    server->is_https_public =
        options->public_url && strncasecmp(options->public_url, "https://", 8) == 0;
    if (!networks_parse(options->trusted_proxies, &server->trusted_proxies))
        abort(); /* the settings have been checked */
    if (getrandom(&server->request_seed, sizeof server->request_seed, 0) < 0)
        abort();
    server->router = router_new(routes, n_routes);
    server->mhd = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_ALLOW_UPGRADE | MHD_USE_ERROR_LOG, 0, NULL,
        NULL, exchange_on_request, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, options->listen_fd, MHD_OPTION_CONNECTION_LIMIT,
        options->max_connections, MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY_LIMIT, MHD_OPTION_STRICT_FOR_CLIENT, 0,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped, NULL, MHD_OPTION_URI_LOG_CALLBACK,
        exchange_begin, server, MHD_OPTION_NOTIFY_COMPLETED, exchange_on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_END);
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
    server->transfers_end_us = loop_now_us(server->loop) + TRANSFERS_DRAIN_US;
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
    linger_end_all(server);
    loop_timer_clear(server->loop, &server->sweep);
    loop_watch_clear(server->loop, &server->watch);
    MHD_stop_daemon(server->mhd);
    router_free(server->router);
    free(server);
}
