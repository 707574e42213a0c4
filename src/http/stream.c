// SPDX-License-Identifier: MIT
/* Between a producer on its fiber and libmicrohttpd, which asks for more when the client has taken what there was. Each
 * waits for the other: the fiber for room, the connection, suspended, for a piece that is worth sending. While a
 * connection is suspended nobody reads from it, so its descriptor is watched here for the client's leaving. */
#include "http/stream.h"
#include "base/clock.h"
#include "base/log.h"
#include "exchange.h"
#include "http/transfers.h"

#include <string.h>
#include <sys/epoll.h>

#define PIECE ((size_t)64 * 1024) /* worth waking the connection for: as much as it takes at once */

struct stream {
    struct exchange *ex;
    char *data; /* a ring of STREAM_BUFFER bytes */
    size_t first, len;
    uint64_t n_written;
    bool is_begun;  /* the client gets the head and what there is */
    bool is_done;   /* the producer has written all */
    bool is_broken; /* nothing more is sent: the producer has failed or the client has left */
    struct loop_watch watch;
};

/* --- the ring ---------------------------------------------------------------------------------------------------- */

static size_t ring_put(struct stream *out, const char *data, size_t len)
{
    size_t at = (out->first + out->len) % STREAM_BUFFER;
    size_t n = STREAM_BUFFER - out->len < len ? STREAM_BUFFER - out->len : len;
    size_t to_end = STREAM_BUFFER - at < n ? STREAM_BUFFER - at : n;

    memcpy(out->data + at, data, to_end);
    memcpy(out->data, data + to_end, n - to_end);
    out->len += n;
    return n;
}

static size_t ring_take(struct stream *out, char *data, size_t max)
{
    size_t n = out->len < max ? out->len : max;
    size_t to_end = STREAM_BUFFER - out->first < n ? STREAM_BUFFER - out->first : n;

    memcpy(data, out->data + out->first, to_end);
    memcpy(data + to_end, out->data, n - to_end);
    out->first = (out->first + n) % STREAM_BUFFER;
    out->len -= n;
    return n;
}

/* --- the client's side ------------------------------------------------------------------------------------------- */

/* libmicrohttpd finds out when it writes. To be told by stream_read() would do as well, but then it keeps the connection
 * for as long as an older one is open (0.9.75). */
static void break_off(struct exchange *ex)
{
    conn_reset(ex->conn);
    exchange_go_on(ex);
}

static void on_client_left(void *arg, uint32_t events)
{
    struct stream *out = arg;
    struct exchange *ex = out->ex;

    (void)events;
    loop_watch_clear(ex->server->loop, &out->watch);
    out->is_broken = true;
    if (out->is_begun)
        break_off(ex);
    exchange_wake(ex);
}

void stream_disconnect(struct stream *out)
{
    loop_watch_clear(out->ex->server->loop, &out->watch);
    out->is_broken = true;
}

ssize_t stream_read(void *cls, uint64_t pos, char *data, size_t max)
{
    struct exchange *ex = cls;
    struct stream *out = ex->stream;
    size_t n;

    (void)pos;
    if (out->is_broken) { /* a byte for a socket that was reset */
        *data = '\0';
        return 1;
    }
    if (out->len == 0 && out->is_done)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (out->len == 0) {
        conn_enter(ex->conn, CONN_PRODUCING);
        exchange_suspend(ex);
        return 0;
    }
    n = ring_take(out, data, max);
    conn_enter(ex->conn, CONN_STREAMING); /* the piece before has been sent */
    if (out->len <= STREAM_BUFFER / 2)
        exchange_wake(ex);
    return (ssize_t)n;
}

/* --- the producer's side ----------------------------------------------------------------------------------------- */

/* There is a piece: the connection goes on, if it waits for one. */
static void offer(struct stream *out)
{
    struct exchange *ex = out->ex;

    if (!out->is_begun || !ex->is_suspended || out->len < PIECE)
        return;
    conn_enter(ex->conn, CONN_STREAMING);
    exchange_go_on(ex);
}

static void wait_for_room(struct stream *out)
{
    struct exchange *ex = out->ex;

    if (!out->is_begun) {
        out->is_begun = true;
        ex->phase = EXCHANGE_READY;
        exchange_go_on(ex);
    }
    exchange_wait(ex);
}

enum err stream_write(struct stream *out, const void *data, size_t len)
{
    struct ctx *cx = &out->ex->cx;
    const char *rest = data;

    while (!out->is_broken) {
        size_t n = ring_put(out, rest, len);

        out->n_written += n;
        rest += n;
        len -= n;
        offer(out);
        if (len == 0) {
            cx->deadline_us = loop_now_us(cx->loop) + REQUEST_US;
            return ERR_OK;
        }
        wait_for_room(out);
    }
    return fail(cx, ERR_CLIENT_GONE, NULL);
}

/* All of it fits into the buffer, where it still begins at the first byte. */
static enum err send_whole(struct stream *out)
{
    struct reply *reply = &out->ex->reply;

    reply->produce = NULL;
    reply->body = (struct buf){
        .arena = out->ex->cx.arena, .data = out->data, .len = out->len, .cap = STREAM_BUFFER};
    return ERR_OK;
}

static void log_end(const struct exchange *ex, enum err e)
{
    enum log_level level = e == ERR_CLIENT_GONE ? LOG_INFO : LOG_WARN;

    if (log_is_on(level))
        log_write(level, "http", "%s %s: broken off after %llu bytes: %s (%s)", ex->rq.method,
                  ex->raw_path, (unsigned long long)ex->stream->n_written, err_infos[e].code,
                  ex->cx.request_id);
}

static void end(struct stream *out, enum err e)
{
    struct exchange *ex = out->ex;

    if (e) {
        log_end(ex, e);
        out->is_broken = true;
    } else {
        out->is_done = true;
    }
    if (!ex->mhd)
        return;
    if (e) {
        break_off(ex);
        return;
    }
    conn_enter(ex->conn, CONN_STREAMING);
    exchange_go_on(ex);
}

enum err stream_run(struct exchange *ex)
{
    struct ctx *cx = &ex->cx;
    struct stream *out = arena_zalloc(cx->arena, 1, sizeof *out);
    enum err e = transfer_begin(cx, ex->server->options.transfers, TRANSFER_STREAM);

    if (e)
        return e;
    exchange_keep(ex);
    out->ex = ex;
    out->data = arena_alloc(cx->arena, STREAM_BUFFER);
    out->watch = (struct loop_watch){.fn = on_client_left, .arg = out};
    loop_watch_set(cx->loop, &out->watch, ex->conn->fd, EPOLLRDHUP);
    ex->stream = out;
    cx->deadline_us = clock_now_us() + REQUEST_US;
    e = ex->reply.produce(cx, out, ex->reply.produce_arg);
    if (!e && out->is_broken)
        e = fail(cx, ERR_CLIENT_GONE, NULL);
    loop_watch_clear(cx->loop, &out->watch);
    if (!out->is_begun)
        return e ? e : send_whole(out);
    end(out, e);
    return ERR_OK;
}
