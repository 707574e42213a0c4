// SPDX-License-Identifier: MIT
/* The life of a WebSocket: open, closing, gone. Sending only queues; at the end of the turn the pool
 * flushes whoever has something, a slice at a time, so that an event for thousands of sockets neither
 * costs a system call a message nor holds up the loop. A connection is freed by the loop alone and
 * never inside a call of its user's, so nobody's list changes under their hands. */
#include "base/clock.h"
#include "base/log.h"
#include "ws.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLOSE_TIMEOUT_US (5 * US_PER_S)
#define READ_SIZE 65536u
#define FLUSHES_A_TURN 256u
#define PINGS_MISSED_MAX 2u
#define CODE_TRY_LATER 1013

TAILQ_HEAD(ws_list, ws);

struct ws_pool {
    struct loop *loop;
    int64_t ping_us; /* 0: no pings */
    struct ws_frame *ping;
    struct ws_list open;   /* by the time of the next ping */
    struct ws_list ending; /* those closing too, by their deadline */
    struct ws_list dirty;
    struct loop_timer ping_timer, deadline_timer, flush_timer;
    unsigned count;
    uint16_t close_code; /* not 0: everything is being closed */
    const char *close_reason;
    uint8_t buffer[READ_SIZE]; /* what was read last, for the moment until it is taken apart */
};

/* ---- changing state ---- */

static void mark_dirty(struct ws *ws)
{
    struct ws_pool *pool = ws->pool;

    if (ws->is_dirty)
        return;
    ws->is_dirty = true;
    TAILQ_INSERT_TAIL(&pool->dirty, ws, in_dirty);
    if (!pool->flush_timer.place)
        loop_timer_set(pool->loop, &pool->flush_timer, loop_now_us(pool->loop));
}

/* The one place where `state` changes; it only goes forward. */
static void set_state(struct ws *ws, enum ws_state state)
{
    struct ws_pool *pool = ws->pool;

    if (state <= ws->state)
        return;
    if (ws->state == WS_OPEN) {
        TAILQ_REMOVE(&pool->open, ws, in_list);
        TAILQ_INSERT_TAIL(&pool->ending, ws, in_list);
        ws->due_us = loop_now_us(pool->loop) + CLOSE_TIMEOUT_US;
        if (!pool->deadline_timer.place)
            loop_timer_set(pool->loop, &pool->deadline_timer, ws->due_us);
    }
    ws->state = state;
    mark_dirty(ws);
}

static void ws_free(struct ws *ws)
{
    struct ws_pool *pool = ws->pool;

    ws->callbacks->on_close(ws, ws->arg);
    TAILQ_REMOVE(ws->state == WS_OPEN ? &pool->open : &pool->ending, ws, in_list);
    if (ws->is_dirty)
        TAILQ_REMOVE(&pool->dirty, ws, in_dirty);
    pool->count--;
    loop_watch_clear(pool->loop, &ws->watch);
    close(ws->fd);
    queue_clear(&ws->out);
    input_free(ws->in);
    free(ws);
}

static void flush(struct ws *ws)
{
    if (!ws->has_failed && queue_flush(&ws->out, ws->fd) == FLUSH_FAILED)
        ws->has_failed = true;
}

/* Sends what can be sent and does what the state then asks for. `ws` may be gone afterwards. */
static void settle(struct ws *ws)
{
    uint32_t events = ws->is_at_end ? 0 : EPOLLIN;

    flush(ws);
    if (ws->has_failed || (ws->is_at_end && (ws->state != WS_ENDING || !ws->out.first))) {
        ws_free(ws);
        return;
    }
    if (ws->state == WS_ENDING && !ws->out.first && !ws->is_shut) {
        ws->is_shut = true;
        shutdown(ws->fd, SHUT_WR); /* not close(): unread input would turn it into a reset */
    }
    if (ws->out.first)
        events |= EPOLLOUT;
    loop_watch_set(ws->pool->loop, &ws->watch, ws->fd, events);
}

/* ---- sending ---- */

void ws_push(struct ws *ws, enum ws_opcode opcode, const void *data, size_t len)
{
    struct ws_frame *frame = frame_make(opcode, data, len);

    queue_push(&ws->out, frame);
    ws_frame_unref(frame);
    mark_dirty(ws);
}

static void limit_queue(struct ws *ws)
{
    if (ws->out.bytes <= ws->callbacks->max_queued)
        return;
    flush(ws);
    if (ws->out.bytes <= ws->callbacks->max_queued)
        return;
    log_debug("websocket", "a client reads too slowly: %zu bytes wait for it", ws->out.bytes);
    queue_drop_unsent(&ws->out);
    ws_close(ws, CODE_TRY_LATER, "too slow");
}

bool ws_send_frame(struct ws *ws, struct ws_frame *frame)
{
    if (ws->state != WS_OPEN || ws->has_failed)
        return false;
    queue_push(&ws->out, frame);
    mark_dirty(ws);
    limit_queue(ws);
    return ws->state == WS_OPEN;
}

bool ws_send(struct ws *ws, bool is_text, const void *data, size_t len)
{
    struct ws_frame *frame = ws_frame_new(is_text, data, len);
    bool is_queued = ws_send_frame(ws, frame);

    ws_frame_unref(frame);
    return is_queued;
}

void ws_close(struct ws *ws, uint16_t code, const char *reason)
{
    uint8_t payload[WS_CONTROL_MAX] = {(uint8_t)(code >> 8), (uint8_t)code};
    size_t len = reason ? strnlen(reason, sizeof payload - 2) : 0;

    if (ws->state != WS_OPEN)
        return;
    if (len)
        memcpy(payload + 2, reason, len);
    ws_push(ws, WS_CLOSE, payload, len + 2);
    set_state(ws, WS_CLOSING);
}

size_t ws_queued(const struct ws *ws)
{
    return ws->out.bytes;
}

bool ws_is_open(const struct ws *ws)
{
    return ws->state == WS_OPEN && !ws->has_failed;
}

static void on_flush_due(void *arg)
{
    struct ws_pool *pool = arg;

    for (unsigned n = 0; n < FLUSHES_A_TURN && !TAILQ_EMPTY(&pool->dirty); n++) {
        struct ws *ws = TAILQ_FIRST(&pool->dirty);

        TAILQ_REMOVE(&pool->dirty, ws, in_dirty);
        ws->is_dirty = false;
        settle(ws);
    }
    if (!TAILQ_EMPTY(&pool->dirty)) /* in the next turn */
        loop_timer_set(pool->loop, &pool->flush_timer, loop_now_us(pool->loop) + 1);
}

/* ---- receiving ---- */

static void receive(struct ws *ws)
{
    struct ws_pool *pool = ws->pool;
    ssize_t n = recv(ws->fd, pool->buffer, sizeof pool->buffer, 0);

    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return;
    if (n < 0)
        ws->has_failed = true;
    else if (n == 0)
        ws->is_at_end = true;
    else if (ws->state != WS_ENDING && input_feed(ws, pool->buffer, (size_t)n) == INPUT_CLOSED)
        set_state(ws, WS_ENDING);
}

static void on_ready(void *arg, uint32_t events)
{
    struct ws *ws = arg;

    if (ws->is_at_end && events & (EPOLLHUP | EPOLLERR))
        ws->has_failed = true;
    else if (events & ~(uint32_t)EPOLLOUT)
        receive(ws);
    settle(ws);
}

void ws_adopt(struct ws_pool *pool, int fd, const void *extra, size_t extra_len,
              const struct ws_callbacks *callbacks, void *upgrade_arg)
{
    struct ws *ws = calloc(1, sizeof *ws);
    int one = 1;

    if (!ws)
        abort();
    *ws = (struct ws){.pool = pool, .callbacks = callbacks, .fd = fd};
    ws->watch = (struct loop_watch){.fn = on_ready, .arg = ws};
    queue_init(&ws->out);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ws->due_us = loop_now_us(pool->loop) + pool->ping_us;
    TAILQ_INSERT_TAIL(&pool->open, ws, in_list);
    if (pool->ping_us && !pool->ping_timer.place)
        loop_timer_set(pool->loop, &pool->ping_timer, ws->due_us);
    pool->count++;
    ws->arg = callbacks->on_open(ws, upgrade_arg);
    if (pool->close_code)
        ws_close(ws, pool->close_code, pool->close_reason);
    if (extra_len && input_feed(ws, extra, extra_len) == INPUT_CLOSED)
        set_state(ws, WS_ENDING);
    settle(ws);
}

/* ---- time ---- */

/* Called with the timer of a list: looks at those that are due, a slice at a time, and sets it anew. */
static void walk_due(struct ws_pool *pool, struct ws_list *list, struct loop_timer *timer,
                     void (*fn)(struct ws *ws))
{
    int64_t now = loop_now_us(pool->loop);
    unsigned n = 0;
    struct ws *ws;

    while ((ws = TAILQ_FIRST(list)) && ws->due_us <= now && n++ < FLUSHES_A_TURN)
        fn(ws);
    if (ws)
        loop_timer_set(pool->loop, timer, ws->due_us > now ? ws->due_us : now + 1);
}

static void ping(struct ws *ws)
{
    struct ws_pool *pool = ws->pool;

    if (ws->pings_unanswered == PINGS_MISSED_MAX) {
        ws_free(ws);
        return;
    }
    ws->pings_unanswered++;
    ws->due_us = loop_now_us(pool->loop) + pool->ping_us;
    TAILQ_REMOVE(&pool->open, ws, in_list);
    TAILQ_INSERT_TAIL(&pool->open, ws, in_list);
    queue_push(&ws->out, pool->ping);
    mark_dirty(ws);
}

static void on_ping_due(void *arg)
{
    struct ws_pool *pool = arg;

    walk_due(pool, &pool->open, &pool->ping_timer, ping);
}

static void on_deadline(void *arg)
{
    struct ws_pool *pool = arg;

    walk_due(pool, &pool->ending, &pool->deadline_timer, ws_free);
}

/* ---- the pool ---- */

struct ws_pool *ws_pool_new(struct loop *loop, unsigned ping_s)
{
    struct ws_pool *pool = calloc(1, sizeof *pool);

    if (!pool)
        abort();
    pool->loop = loop;
    pool->ping_us = ping_s * US_PER_S;
    pool->ping = frame_make(WS_PING, NULL, 0);
    TAILQ_INIT(&pool->open);
    TAILQ_INIT(&pool->ending);
    TAILQ_INIT(&pool->dirty);
    pool->ping_timer = (struct loop_timer){.fn = on_ping_due, .arg = pool};
    pool->deadline_timer = (struct loop_timer){.fn = on_deadline, .arg = pool};
    pool->flush_timer = (struct loop_timer){.fn = on_flush_due, .arg = pool};
    return pool;
}

unsigned ws_pool_count(const struct ws_pool *pool)
{
    return pool->count;
}

void ws_pool_close_all(struct ws_pool *pool, uint16_t code, const char *reason)
{
    struct ws *ws;

    pool->close_code = code;
    pool->close_reason = reason;
    while ((ws = TAILQ_FIRST(&pool->open))) { /* closing takes it out of the list */
        ws_close(ws, code, reason);
        flush(ws);
    }
}

void ws_pool_free(struct ws_pool *pool)
{
    struct ws *ws;

    if (!pool)
        return;
    while ((ws = TAILQ_FIRST(&pool->open)) || (ws = TAILQ_FIRST(&pool->ending)))
        ws_free(ws);
    loop_timer_clear(pool->loop, &pool->ping_timer);
    loop_timer_clear(pool->loop, &pool->deadline_timer);
    loop_timer_clear(pool->loop, &pool->flush_timer);
    ws_frame_unref(pool->ping);
    free(pool);
}
