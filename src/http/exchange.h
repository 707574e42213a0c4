// SPDX-License-Identifier: MIT
/* One request and its answer, from the request line to the last byte sent: what the files that receive (exchange.c),
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
#include <sys/queue.h>

#define HEADERS_MAX ((size_t)16 * 1024)
#define URI_MAX ((size_t)8 * 1024)
#define HEADER_COUNT_MAX 100u
#define MEMORY_LIMIT ((size_t)64 * 1024) /* of what libmicrohttpd keeps for a connection */

enum exchange_phase {
    EXCHANGE_HEADERS,  /* the request line is there */
    EXCHANGE_ADMITTED, /* a fiber waits for the body; libmicrohttpd has yet to be told to read it */
    EXCHANGE_BODY,
    EXCHANGE_RUNNING, /* a fiber works on it */
    EXCHANGE_READY,   /* the reply is complete */
    EXCHANGE_SENT,    /* handed to libmicrohttpd */
};

/* The longest any single wait of a handler may last, unless it says otherwise. */
#define REQUEST_US (15 * US_PER_S)

struct http_conn;
struct spool;
struct stream;
struct upload;

/* It ends when libmicrohttpd is done with the connection and no fiber works on it any more, whichever comes last. */
struct exchange {
    struct http_server *server;
    struct http_conn *conn;
    struct MHD_Connection *mhd; /* NULL, as `conn`, when the connection is over */
    enum exchange_phase phase;
    bool is_late; /* it came when the server was stopping already */
    bool is_suspended;
    bool is_in_flight; /* counted among those */
    bool owes_body;    /* not read to its end yet */
    bool has_fiber;
    struct fiber *waiter; /* the fiber, while it waits for the client */
    struct spool *spool;  /* of an upload */
    struct stream *stream;
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
enum conn_phase {
    CONN_FRESH,
    CONN_IDLE,
    CONN_HEADERS,
    CONN_BODY,
    CONN_UPLOAD, /* a body for which a fiber waits */
    CONN_WAITING,
    CONN_SENDING,
    CONN_STREAMING, /* a piece of an answer of unknown length is being sent */
    CONN_PRODUCING, /* the next one is being made */
};

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
    int64_t transfers_end_us; /* when uploads and streams are cut off; INT64_MAX: not stopping */
    LIST_HEAD(, lingering) lingering; /* over, but for what the clients still send */
    unsigned n_lingering;
    unsigned n_put_off; /* since the last line in the log that says so */
    int64_t put_off_logged_us;
    uint64_t request_seed, request_count; /* of the ids we give to requests */
};

/* From now on the client is measured by the limits of this phase. */
void conn_enter(struct http_conn *conn, enum conn_phase phase);
struct http_conn *conn_of(struct MHD_Connection *mhd);
/* Ends the connection so that the client cannot take what it got for the whole, not even where the body ends with the
 * connection (HTTP/1.0). */
void conn_reset(struct http_conn *conn);

/* Drops what still comes on the connection for a while after it was answered and closed (src/http/linger.c). */
void linger_begin(struct http_server *server, int fd);
void linger_end_all(struct http_server *server);

/* For libmicrohttpd: the request line is there, `target` as the client sent it … */
void *exchange_begin(void *cls, const char *target, struct MHD_Connection *mhd);
/* … the headers, then a piece of the body, then its end … */
enum MHD_Result exchange_on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **con_cls);
/* … and the answer was sent, or never will be. */
void exchange_on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                           enum MHD_RequestTerminationCode toe);

/* On its fiber: waits for exchange_wake(), which comes at the latest with the end of the connection. */
void exchange_wait(struct exchange *ex);
/* Lets the fiber go on, if it waits for the client. */
void exchange_wake(struct exchange *ex);
/* Lets libmicrohttpd forget the connection for a while; from its callbacks alone … */
void exchange_suspend(struct exchange *ex);
/* … and go on with it, if it was suspended. */
void exchange_go_on(struct exchange *ex);
/* Copies what the request has in libmicrohttpd's memory: its fiber may outlive the connection. */
void exchange_keep(struct exchange *ex);
/* On its fiber: waits until the body was received. ERR_PAYLOAD_TOO_LARGE, ERR_CLIENT_GONE. */
enum err exchange_receive(struct exchange *ex) __attribute__((warn_unused_result));

/* ERR_UNSUPPORTED_MEDIA_TYPE unless it is one that the upload may have. */
enum err upload_check_type(struct exchange *ex) __attribute__((warn_unused_result));
/* On its fiber: makes room for the upload, waits for it and tells what it is (src/http/upload.c). */
enum err upload_receive(struct exchange *ex, const struct upload **ret_upload)
    __attribute__((warn_unused_result));
/* A piece of it. */
void upload_take(struct exchange *ex, const char *data, size_t len);

/* On its fiber: runs the reply's producer. ERR_OK where the reply is complete or was broken off on the way; on failure
 * nothing was sent yet. */
enum err stream_run(struct exchange *ex) __attribute__((warn_unused_result));
/* For libmicrohttpd, which asks for the next piece; `cls` is the exchange. */
ssize_t stream_read(void *cls, uint64_t pos, char *data, size_t max);
/* The connection is over. */
void stream_disconnect(struct stream *out);

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
