// SPDX-License-Identifier: MIT
/* WebSocket connections (RFC 6455) of a loop. After the upgrade the loop owns a duplicate of the
 * socket and libmicrohttpd is out of the way. wslay reads what clients send; what leaves is a queue
 * of whole frames, so that one frame can stand in the queues of thousands. All functions on the
 * loop's thread but those of struct ws_frame; none of them blocks, and none of them calls back. */
#ifndef SAUDA_HTTP_WEBSOCKET_H
#define SAUDA_HTTP_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ws;
struct ws_pool; /* a loop's open WebSockets */
struct loop;

struct ws_callbacks {
    /* The connection is open. `upgrade_arg` comes from the reply and lives until this returns (in
     * the request's arena, say). Returns the `arg` of the other callbacks. */
    void *(*on_open)(struct ws *ws, void *upgrade_arg);
    /* A whole text (valid UTF-8) or binary message; NULL where what clients say is of no interest. */
    void (*on_message)(struct ws *ws, void *arg, bool is_text, const uint8_t *data, size_t len);
    /* The last call; the connection is gone. `ws` is freed afterwards. */
    void (*on_close)(struct ws *ws, void *arg);
    size_t max_message; /* bytes; a longer one closes with 1009 */
    size_t max_queued;  /* bytes not yet taken by the client; more closes with 1013 */
};

/* `ping_s`: seconds between pings; a connection that has left two of them without a pong when the
 * third is due is dropped. 0: no pings. */
struct ws_pool *ws_pool_new(struct loop *loop, unsigned ping_s);
/* Closes all with `code`, those adopted later too, and waits for nobody. */
void ws_pool_close_all(struct ws_pool *pool, uint16_t code, const char *reason);
/* How many there are, those in the middle of closing included. */
unsigned ws_pool_count(const struct ws_pool *pool);
/* Drops all that are left. NULL is allowed. */
void ws_pool_free(struct ws_pool *pool);

/* Takes over `fd` (owned from now on), on which the handshake has been answered; `extra` are bytes
 * of the client that came with its request. `callbacks` outlive the connection. */
void ws_adopt(struct ws_pool *pool, int fd, const void *extra, size_t extra_len,
              const struct ws_callbacks *callbacks, void *upgrade_arg);

/* Queues a message for this connection alone: what the feed says goes to many (ws_send_frame); this is how the echo
 * server of the Autobahn cases and the tests answer. It leaves in this turn of the loop, or as the socket takes it. False when the
 * connection is closing. */
bool ws_send(struct ws *ws, bool is_text, const void *data, size_t len);
/* Begins the closing handshake; a client that does not end it within 5 s is cut off. `reason` NULL
 * or at most 123 bytes. */
void ws_close(struct ws *ws, uint16_t code, const char *reason);
/* Bytes that the client has not yet taken. */
size_t ws_queued(const struct ws *ws);
/* Whether messages can still be sent. */
bool ws_is_open(const struct ws *ws);

/* A message made once for many connections, on any loop; the last one to be done with it frees it.
 * From any thread. */
struct ws_frame;
struct ws_frame *ws_frame_new(bool is_text, const void *data, size_t len);
struct ws_frame *ws_frame_ref(struct ws_frame *frame);
void ws_frame_unref(struct ws_frame *frame);
/* As ws_send(). The caller's reference stays the caller's. */
bool ws_send_frame(struct ws *ws, struct ws_frame *frame);

/* The value of Sec-WebSocket-Accept for the client's key (RFC 6455 section 4.2.2); `text` takes 29
 * bytes. False when the key is not the base64 of 16 bytes. */
bool ws_accept_key(const char *key, char text[static 29]);

#endif
