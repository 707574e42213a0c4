// SPDX-License-Identifier: MIT
/* What a WebSocket sends: whole frames, headers included, shared by reference. A frame is never taken
 * apart but by the socket itself, so frames never mix; many small ones leave in one call. */
#include "ws.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define FRAMES_A_CALL 64

struct ws_frame {
    atomic_uint refs;
    size_t size;
    uint8_t bytes[];
};

struct ws_queued {
    struct ws_queued *next;
    struct ws_frame *frame;
};

/* RFC 6455 section 5.2: what a server sends is one unmasked frame with the shortest length. */
static size_t write_header(uint8_t *at, enum ws_opcode opcode, size_t len)
{
    size_t n_length = len < 126 ? 0 : len <= UINT16_MAX ? 2 : 8;

    at[0] = (uint8_t)(0x80u | opcode);
    at[1] = (uint8_t)(n_length == 0 ? len : n_length == 2 ? 126 : 127);
    for (size_t i = 0; i < n_length; i++)
        at[2 + i] = (uint8_t)(len >> (8 * (n_length - 1 - i)));
    return 2 + n_length;
}

struct ws_frame *frame_make(enum ws_opcode opcode, const void *data, size_t len)
{
    uint8_t header[10];
    size_t n_header = write_header(header, opcode, len);
    struct ws_frame *frame = malloc(sizeof *frame + n_header + len);

    if (!frame)
        abort();
    atomic_init(&frame->refs, 1);
    frame->size = n_header + len;
    memcpy(frame->bytes, header, n_header);
    if (len)
        memcpy(frame->bytes + n_header, data, len);
    return frame;
}

struct ws_frame *ws_frame_new(bool is_text, const void *data, size_t len)
{
    return frame_make(is_text ? WS_TEXT : WS_BINARY, data, len);
}

struct ws_frame *ws_frame_ref(struct ws_frame *frame)
{
    atomic_fetch_add_explicit(&frame->refs, 1, memory_order_relaxed);
    return frame;
}

void ws_frame_unref(struct ws_frame *frame)
{
    if (frame && atomic_fetch_sub_explicit(&frame->refs, 1, memory_order_acq_rel) == 1)
        free(frame);
}

static size_t weight(const struct ws_frame *frame)
{
    return frame->size + sizeof(struct ws_queued);
}

void queue_init(struct ws_queue *queue)
{
    *queue = (struct ws_queue){.end = &queue->first};
}

void queue_push(struct ws_queue *queue, struct ws_frame *frame)
{
    struct ws_queued *item = malloc(sizeof *item);

    if (!item)
        abort();
    *item = (struct ws_queued){.frame = ws_frame_ref(frame)};
    *queue->end = item;
    queue->end = &item->next;
    queue->bytes += weight(frame);
}

static void item_free(struct ws_queue *queue, struct ws_queued *item)
{
    queue->bytes -= weight(item->frame);
    ws_frame_unref(item->frame);
    free(item);
}

static ssize_t queue_send_some(const struct ws_queue *queue, int fd)
{
    struct iovec parts[FRAMES_A_CALL];
    struct msghdr message = {.msg_iov = parts};
    size_t skip = queue->sent;

    for (struct ws_queued *item = queue->first; item && message.msg_iovlen < FRAMES_A_CALL;
         item = item->next) {
        parts[message.msg_iovlen++] =
            (struct iovec){item->frame->bytes + skip, item->frame->size - skip};
        skip = 0;
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Takes `n` more bytes as sent. */
static void queue_advance(struct ws_queue *queue, size_t n)
{
    queue->sent += n;
    while (queue->first && queue->sent >= queue->first->frame->size) {
        struct ws_queued *item = queue->first;

        queue->sent -= item->frame->size;
        queue->first = item->next;
        item_free(queue, item);
    }
    if (!queue->first)
        queue->end = &queue->first;
}

enum flush_end queue_flush(struct ws_queue *queue, int fd)
{
    while (queue->first) {
        ssize_t n = queue_send_some(queue, fd);

        if (n >= 0)
            queue_advance(queue, (size_t)n);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return FLUSH_BLOCKED;
        else if (errno != EINTR)
            return FLUSH_FAILED;
    }
    return FLUSH_DONE;
}

/* Frees all that stands from `at` on. */
static void queue_cut(struct ws_queue *queue, struct ws_queued **at)
{
    struct ws_queued *item = *at;

    *at = NULL;
    queue->end = at;
    while (item) {
        struct ws_queued *next = item->next;

        item_free(queue, item);
        item = next;
    }
}

void queue_drop_unsent(struct ws_queue *queue)
{
    queue_cut(queue, queue->sent ? &queue->first->next : &queue->first);
}

void queue_clear(struct ws_queue *queue)
{
    queue_cut(queue, &queue->first);
    queue->sent = 0;
}
