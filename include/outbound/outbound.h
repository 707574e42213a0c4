// SPDX-License-Identifier: MIT
/* The one gate through which the program calls others: one thread with curl's multi interface, thousands of calls in
 * flight, and a guard that looks at the address a name resolved to, at the moment the socket is opened. */
#ifndef SAUDA_OUTBOUND_OUTBOUND_H
#define SAUDA_OUTBOUND_OUTBOUND_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outbound;
struct loop;

#define OUTBOUND_HEADERS_MAX 32
#define OUTBOUND_URL_MAX 8192
#define OUTBOUND_RETRIES_MAX 8

struct outbound_options {
    bool allow_loopback; /* the dev profile: modules run on localhost there */
    const char *allow; /* OUTBOUND_ALLOW: CIDRs and addresses with commas that the guard lets pass, or NULL */
    const char *user_agent;
    unsigned max_running; /* calls that run at once, the others wait; 0: as many as descriptors permit, ≤ 2048 */
};

struct outbound_header {
    const char *name, *value;
};

struct outbound_request {
    const char *method; /* NULL: GET */
    const char *url;    /* http or https, without name and password */
    /* At most OUTBOUND_HEADERS_MAX; not followed to another scheme, host or port. Those that frame a message
     * (Content-Length, Transfer-Encoding, Connection …) are not the caller's to send. */
    const struct outbound_header *headers;
    size_t n_headers;
    const void *body;
    size_t body_len;
    int64_t timeout_ms;  /* of one try, redirects and all, from the moment it begins to run; > 0 */
    int64_t deadline_us; /* of the monotonic clock, for waiting, tries and all; 0: none */
    size_t max_body;     /* what is kept of the answer; more is cut off, not an error */
    unsigned max_redirects; /* followed under the guard, for GET and HEAD; 0: the redirect is the answer */
    /* Tries after the first, with growing pauses, when there was no answer or one of 429, 502, 503, 504 (whose
     * Retry-After is kept up to 30 s). Only for what may be repeated. */
    unsigned retries;
    /* The address comes from a tenant: private ranges are refused. Redirects to another origin are judged always. */
    bool is_tenant_given;
};

enum outbound_failure {
    OUTBOUND_OK = 0,
    OUTBOUND_BAD_REQUEST,     /* an address or header that cannot be sent */
    OUTBOUND_REFUSED_ADDRESS, /* by the guard */
    OUTBOUND_DNS,
    OUTBOUND_CONNECT,
    OUTBOUND_TLS,
    OUTBOUND_TIMEOUT,
    OUTBOUND_TOO_MANY_REDIRECTS,
    OUTBOUND_PROTOCOL, /* the answer was no HTTP, or broke off */
    OUTBOUND_BUSY,     /* too much is under way on our side; says nothing of theirs */
    OUTBOUND_STOPPED,  /* by us: the program ends, or the caller's deadline came */
    OUTBOUND_FAILURES,
};

struct outbound_response {
    enum outbound_failure failure;
    const char *error; /* in words, for people; NULL when there is none */
    int status;        /* of the final answer, also of one that broke off later; 0 when none came */
    const char *content_type;
    const char *body; /* NUL-terminated */
    size_t body_len;
    bool is_cut;         /* there was more than max_body */
    int64_t duration_us; /* of the last try, without the time it waited for its turn */
};

/* Starts the thread. NULL, with a line in the log, when `allow` cannot be read. */
struct outbound *outbound_new(const struct outbound_options *options);
/* Ends what is in flight with OUTBOUND_STOPPED, then the thread. */
void outbound_free(struct outbound *outbound);

/* Makes the call while the fiber waits, at most until the ctx's deadline; the answer lives in its arena. Never fails
 * itself: see ret->failure. For whom one answer decides what comes next; checks, many at once, use outbound_start(). */
void outbound_call(struct ctx *cx, struct outbound *outbound,
                   const struct outbound_request *request, struct outbound_response *ret_response);

/* Makes the call without waiting; `done` runs on `loop`'s thread, with a response that lives until it returns; it
 * does not run when the loop has stopped by then. The request is copied. From any thread. A loop must not be freed
 * before its calls have ended or outbound_free() has returned. */
typedef void outbound_done_fn(void *arg, const struct outbound_response *response);
void outbound_start(struct outbound *outbound, struct loop *loop,
                    const struct outbound_request *request, outbound_done_fn *done, void *arg);

/* Ends all calls made from this loop with OUTBOUND_STOPPED; when it returns, those answers are in the loop's mail and
 * no later ones come, unless new calls are made. */
void outbound_stop_calls(struct outbound *outbound, struct loop *loop);

/* How many calls began and did not end, those that wait for their turn among them. The tests see by it that none is left
 * behind. From any thread. */
unsigned outbound_in_flight(const struct outbound *outbound);
const char *outbound_failure_name(enum outbound_failure failure);

#endif
