// SPDX-License-Identifier: MIT
/* The HTTP side of one loop: a libmicrohttpd daemon inside the loop's epoll set, its limits and timeouts, and the
 * fibers that run the handlers. */
#ifndef SAUDA_HTTP_SERVER_H
#define SAUDA_HTTP_SERVER_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stdint.h>

struct http_server;
struct loop;
struct rate_limit;
struct transfers;
struct ws_pool;

struct http_options {
    int listen_fd;            /* owned by the server from now on */
    unsigned max_connections; /* of this loop */
    unsigned idle_timeout_s;  /* of a kept-alive connection */
    bool is_open;             /* no sign-in: foreign Host and Origin are refused */
    const char *public_url;
    const char *cors_origins;                      /* with commas, or NULL */
    const char *trusted_proxies;                   /* networks with commas, or NULL */
    struct rate_limit *address_limit, *user_limit; /* of requests, shared by all loops; NULL: none */
    struct app *app;
    struct db *db;
    struct ws_pool *websockets;
    struct transfers *transfers; /* shared by all loops */
    /* Fills who acts (org_id, actor_id) into the ctx of a request; runs in its fiber. */
    enum err (*identify)(struct ctx *cx, const char *permission);
    /* A request has written: who waits for that is to be woken. May be NULL. */
    void (*on_write)(struct ctx *cx);
    /* The cursor for X-Event-Cursor, as it was before the handler ran, or NULL. */
    const char *(*event_cursor)(struct ctx *cx);
};

/* A listening socket for each loop, all at one address. Fails with a message in the log when it is taken: the address
 * is bound plainly first, unless `share` lets several processes have it. */
bool http_listen(const char *host, uint16_t port, bool share, unsigned n, int *ret_fds)
    __attribute__((warn_unused_result));

struct http_server *http_server_new(struct loop *loop, const struct http_options *options);
/* Stops accepting and closes idle connections. What has begun goes on; whatever comes all the same is refused, so that
 * once nothing is in flight, nothing will be. */
void http_server_quiesce(struct http_server *server);
/* Requests that are being received, worked on or answered. */
unsigned http_server_in_flight(const struct http_server *server);
void http_server_free(struct http_server *server);

#endif
