// SPDX-License-Identifier: MIT
/* One request and its answer, from the request line to the last byte sent: what the files that receive (server.c),
 * decide (dispatch.c) and answer (respond.c) share. It lies in its own arena. */
#ifndef SAUDA_HTTP_EXCHANGE_H
#define SAUDA_HTTP_EXCHANGE_H

#include "base/fiber.h"
#include "base/loop.h"
#include "base/network.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/router.h"
#include "http/server.h"

#include <microhttpd.h>

#define HEADERS_MAX ((size_t)16 * 1024)
#define URI_MAX ((size_t)8 * 1024)
#define HEADER_COUNT_MAX 100u

enum exchange_phase {
    EXCHANGE_HEADERS, /* the request line is there */
    EXCHANGE_BODY,
    EXCHANGE_RUNNING, /* a fiber works on it */
    EXCHANGE_READY,   /* the reply is complete */
    EXCHANGE_SENT,    /* handed to libmicrohttpd */
};

struct http_conn;

struct exchange {
    struct http_server *server;
    struct http_conn *conn;
    struct MHD_Connection *mhd;
    enum exchange_phase phase;
    bool is_late; /* it came when the server was stopping already */
    bool is_suspended;
    bool is_body_too_large;
    bool needs_host; /* HTTP/1.1 */
    bool is_page;    /* the reply is a file, with policies of its own */
    struct ip client;
    const char *cors_origin; /* the page of another address that may read the reply, or NULL */
    struct ctx cx;
    struct request rq;
    struct reply reply;
    struct route_match match;
    enum err match_error; /* why there is none */
    const char *raw_path, *raw_query;
    struct param *headers; /* in: IN_HEADER, in the order received */
    size_t n_headers;
    size_t body_limit;
    struct buf body;
    int64_t started_us;
};

/* What the client is doing on its connection, for the time limits. */
enum conn_phase { CONN_FRESH, CONN_IDLE, CONN_HEADERS, CONN_BODY, CONN_WAITING, CONN_SENDING };

struct http_conn {
    struct http_conn *next, *prev;
    struct http_server *server;
    int fd;
    enum conn_phase phase;
    int64_t since_us;
    size_t bytes; /* of the body: received, or to be sent */
    struct ip peer;
    bool is_proxied; /* the peer is a trusted proxy */
    char address[IP_TEXT_SIZE];
};

struct http_server {
    struct loop *loop;
    struct http_options options;
    struct networks trusted_proxies;
    bool is_https_public; /* people reach us by https alone */
    struct MHD_Daemon *mhd;
    struct router *router;
    struct loop_watch watch;
    struct loop_hook hook;
    struct loop_timer sweep;
    struct http_conn *conns;
    unsigned n_conns;
    unsigned n_in_flight;
    bool must_run;      /* something was resumed or has arrived in this turn */
    int64_t run_due_us; /* when one of its own timeouts ends */
    bool is_quiesced;
    unsigned n_put_off; /* since the last line in the log that says so */
    int64_t put_off_logged_us;
    uint64_t request_seed, request_count; /* of the ids we give to requests */
};

/* The policies that need no body, in their order; ERR_OK: go on and read the body. On failure the reply is made. */
enum err dispatch_head(struct exchange *ex);
/* The rest, on a fiber: who, what, whether already done, the handler. The reply is made in any case. */
void dispatch_body(struct exchange *ex);
/* Makes the error reply of ex->cx.failure. */
void dispatch_fail(struct exchange *ex);

/* Hands the reply to libmicrohttpd. */
enum MHD_Result respond(struct exchange *ex);

/* Runs the handler under the request's Idempotency-Key: in one transaction with the stored answer, or not at all
 * where there is one already (src/http/idempotency.c). */
enum err idempotency_run(struct exchange *ex, const char *key, const void *in);

#endif
