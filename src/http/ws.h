// SPDX-License-Identifier: MIT
/* What the files of a WebSocket connection share: websocket.c is its life, ws_input.c reads what the
 * client sends, ws_output.c holds what is to leave. */
#ifndef SAUDA_HTTP_WS_H
#define SAUDA_HTTP_WS_H

#include "base/loop.h"
#include "http/websocket.h"

#include <sys/queue.h>

#define WS_CONTROL_MAX 125u /* payload of a close, ping or pong frame (RFC 6455 section 5.5) */

enum ws_opcode { WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

/* ---- ws_output.c: frames, and the queue of those that wait ---- */

struct ws_frame *frame_make(enum ws_opcode opcode, const void *data, size_t len);

struct ws_queued;

struct ws_queue {
    struct ws_queued *first, **end;
    size_t sent;  /* bytes of the first frame that have left */
    size_t bytes; /* of all, with what the queue itself takes */
};

enum flush_end { FLUSH_DONE, FLUSH_BLOCKED, FLUSH_FAILED };

void queue_init(struct ws_queue *queue);
void queue_push(struct ws_queue *queue, struct ws_frame *frame);
/* Sends what the socket takes. */
enum flush_end queue_flush(struct ws_queue *queue, int fd);
/* Forgets the frames of which nothing has left yet. */
void queue_drop_unsent(struct ws_queue *queue);
void queue_clear(struct ws_queue *queue);

/* ---- ws_input.c ---- */

struct ws_input; /* a message under way */

enum input_end {
    INPUT_GOES_ON,
    INPUT_CLOSED, /* a close frame came, or what is none; the answer is queued where one was due */
};

/* Reads `data`, calls on_message for each message that is complete, and queues pongs. */
enum input_end input_feed(struct ws *ws, const void *data, size_t len);
void input_free(struct ws_input *input);

/* ---- websocket.c ---- */

enum ws_state {
    WS_OPEN,
    WS_CLOSING, /* our close frame is on its way, the client's is awaited */
    WS_ENDING, /* nothing the client says counts any more: the queue goes out, then the end of stream */
};

struct ws {
    struct ws_pool *pool;
    const struct ws_callbacks *callbacks;
    void *arg;
    TAILQ_ENTRY(ws)
    in_list; /* of the open ones by their next ping, or of the others by their deadline */
    TAILQ_ENTRY(ws) in_dirty; /* those with something to be sent at the end of the turn */
    struct loop_watch watch;
    int fd;
    enum ws_state state;
    unsigned pings_unanswered;
    bool is_dirty;
    bool is_shut;    /* the end of our stream is sent */
    bool is_at_end;  /* the client's stream has ended */
    bool has_failed; /* the socket is broken, or time is up */
    int64_t due_us;
    struct ws_queue out;
    struct ws_input *in; /* NULL between messages */
};

/* Queues a frame whatever the state. */
void ws_push(struct ws *ws, enum ws_opcode opcode, const void *data, size_t len);

#endif
