// SPDX-License-Identifier: MIT
/* WebSocket connections (RFC 6455) of a loop, on wslay. After the upgrade the loop owns a duplicate of the socket and
 * libmicrohttpd is out of the way. All functions on the loop's thread, none of them blocks. */
#ifndef SAUDA_HTTP_WEBSOCKET_H
#define SAUDA_HTTP_WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ws;
struct ws_pool; /* a loop's open WebSockets */
struct loop;

struct ws_callbacks {
    /* The connection is open. `upgrade_arg` comes from the reply; the arena of the request is gone by now, so it
     * must own itself. Returns the `arg` of the other callbacks. */
    void *(*on_open)(struct ws *ws, void *upgrade_arg);
    /* A whole text or binary message, or NULL where what clients say is of no interest. */
    void (*on_message)(struct ws *ws, void *arg, bool is_text, const uint8_t *data, size_t len);
    /* The last call; the connection is gone. `ws` is freed afterwards. */
    void (*on_close)(struct ws *ws, void *arg);
    size_t max_message; /* bytes; a longer one closes with 1009 */
    size_t max_queued;  /* bytes not yet taken by the client; more closes with 1013. 0: no limit */
};

/* `ping_s`: seconds between pings; a connection whose pong is missing twice is dropped. 0: no pings. */
struct ws_pool *ws_pool_new(struct loop *loop, unsigned ping_s);
/* Closes all with `code`, and waits for nobody. */
void ws_pool_close_all(struct ws_pool *pool, uint16_t code, const char *reason);
unsigned ws_pool_count(const struct ws_pool *pool);
void ws_pool_free(struct ws_pool *pool);

/* Takes over `fd` (owned from now on), on which the handshake has been answered; `extra` are bytes of the client that
 * came with its request. */
void ws_adopt(struct ws_pool *pool, int fd, const void *extra, size_t extra_len,
              const struct ws_callbacks *callbacks, void *upgrade_arg);

/* Queues a message; it is sent as the socket takes it. False when the connection is closing. */
bool ws_send(struct ws *ws, bool is_text, const void *data, size_t len);
/* Begins the closing handshake; a client that does not answer within 5 s is cut off. */
void ws_close(struct ws *ws, uint16_t code, const char *reason);

/* The value of Sec-WebSocket-Accept for the client's key (RFC 6455 section 4.2.2); `text` takes 29 bytes. False when
 * the key is not the base64 of 16 bytes. */
bool ws_accept_key(const char *key, char text[static 29]);

#endif
