// SPDX-License-Identifier: MIT
/* What a WebSocket receives, read by wslay. Its context takes 9 KiB, so a connection holds one only
 * while a message is under way; between messages, which is nearly always, it has none. The answers
 * wslay makes by itself (pong, close) go into the connection's own queue at once.
 *
 * Where wslay 1.1.1 says less than RFC 6455 asks for, the close frame is ours: a fragmented or too
 * long control frame and a length not in its shortest form, after which wslay only gives up, and a
 * close frame with a payload of one byte, which it takes for an empty one. */
#include "ws.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

#define CODE_PROTOCOL_ERROR 1002

struct ws_input {
    wslay_event_context_ptr wslay;
    struct ws *ws;
    const uint8_t *data; /* what wslay has not yet taken */
    size_t left;
    uint64_t n_taken, n_framed; /* bytes: taken so far, and in the frames that have begun */
    bool is_in_message;         /* between two fragments */
    bool is_broken;
    uint8_t control_head;
};

static ssize_t on_wslay_recv(wslay_event_context_ptr wslay, uint8_t *buf, size_t len, int flags,
                             void *arg)
{
    struct ws_input *input = arg;
    size_t n = input->left < len ? input->left : len;

    (void)flags;
    if (n == 0) {
        wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(buf, input->data, n);
    input->data += n;
    input->left -= n;
    input->n_taken += n;
    return (ssize_t)n;
}

/* wslay sends only control frames: two bytes of header, and then the payload where there is one. */
static ssize_t on_wslay_send(wslay_event_context_ptr wslay, const uint8_t *data, size_t len,
                             int flags, void *arg)
{
    struct ws_input *input = arg;
    bool is_header = input->control_head == 0;

    (void)wslay;
    if (is_header)
        input->control_head = data[0];
    if (flags & WSLAY_MSG_MORE)
        return (ssize_t)len;
    if (input->ws->state == WS_OPEN)
        ws_push(input->ws, input->control_head & 0x0fu, is_header ? NULL : data, is_header ? 0 : len);
    input->control_head = 0;
    return (ssize_t)len;
}

static void on_wslay_frame(wslay_event_context_ptr wslay,
                           const struct wslay_event_on_frame_recv_start_arg *frame, void *arg)
{
    struct ws_input *input = arg;
    unsigned n_length = frame->payload_length < 126           ? 0
                        : frame->payload_length <= UINT16_MAX ? 2
                                                              : 8;

    (void)wslay;
    input->n_framed += 2 + n_length + 4 + frame->payload_length;
    if (!wslay_is_ctrl_frame(frame->opcode))
        input->is_in_message = !frame->fin;
}

static void on_wslay_message(wslay_event_context_ptr wslay,
                             const struct wslay_event_on_msg_recv_arg *message, void *arg)
{
    struct ws_input *input = arg;
    struct ws *ws = input->ws;
    bool is_text = message->opcode == WSLAY_TEXT_FRAME;

    if (message->opcode == WSLAY_CONNECTION_CLOSE && message->msg_length == 1) {
        input->is_broken = true;
        return;
    }
    wslay_event_send(wslay); /* pongs keep their place among the answers */
    if (message->opcode == WSLAY_PONG)
        ws->pings_unanswered = 0;
    else if ((is_text || message->opcode == WSLAY_BINARY_FRAME) && ws->state == WS_OPEN &&
             ws->callbacks->on_message)
        ws->callbacks->on_message(ws, ws->arg, is_text, message->msg, message->msg_length);
}

static struct ws_input *input_new(struct ws *ws)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = on_wslay_recv,
        .send_callback = on_wslay_send,
        .on_frame_recv_start_callback = on_wslay_frame,
        .on_msg_recv_callback = on_wslay_message,
    };
    struct ws_input *input = calloc(1, sizeof *input);

    if (!input || wslay_event_context_server_init(&input->wslay, &callbacks, input))
        abort();
    wslay_event_config_set_max_recv_msg_length(input->wslay, ws->callbacks->max_message);
    input->ws = ws;
    return input;
}

void input_free(struct ws_input *input)
{
    if (!input)
        return;
    wslay_event_context_free(input->wslay);
    free(input);
}

/* Whether the bytes so far are whole messages and no more. */
static bool is_between_messages(const struct ws_input *input)
{
    return !input->is_in_message && input->n_taken == input->n_framed;
}

static void answer_protocol_error(struct ws *ws)
{
    uint16_t code = htons(CODE_PROTOCOL_ERROR);

    if (ws->state == WS_OPEN)
        ws_push(ws, WS_CLOSE, &code, sizeof code);
}

enum input_end input_feed(struct ws *ws, const void *data, size_t len)
{
    struct ws_input *input = ws->in ? ws->in : (ws->in = input_new(ws));
    bool is_over;
    int e;

    input->data = data;
    input->left = len;
    e = wslay_event_recv(input->wslay);
    if (e == WSLAY_ERR_NOMEM)
        abort();
    if (e || input->is_broken)
        answer_protocol_error(ws);
    else
        e = wslay_event_send(input->wslay);
    is_over = e || input->is_broken || !wslay_event_want_read(input->wslay);
    if (is_over || is_between_messages(input)) {
        input_free(input);
        ws->in = NULL;
    }
    return is_over ? INPUT_CLOSED : INPUT_GOES_ON;
}
