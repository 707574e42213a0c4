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

struct outbound_options {
    bool allow_loopback; /* the dev profile: modules run on localhost there */
    const char *allow;   /* OUTBOUND_ALLOW: CIDRs and addresses with commas that the guard lets pass, or NULL */
    const char *user_agent;
};

struct outbound_header {
    const char *name, *value;
};

struct outbound_request {
    const char *method; /* NULL: GET */
    const char *url;    /* http or https */
    const struct outbound_header *headers;
    size_t n_headers;
    const void *body;
    size_t body_len;
    int64_t timeout_ms;   /* of the whole call, redirects and all */
    size_t max_body;      /* what is kept of the answer; more is cut off, not an error */
    unsigned max_redirects; /* followed under the guard; 0: the redirect is the answer */
    bool is_tenant_given; /* the address comes from a tenant: private ranges are refused */
};

enum outbound_failure {
    OUTBOUND_OK = 0,
    OUTBOUND_BAD_URL,
    OUTBOUND_REFUSED_ADDRESS, /* by the guard */
    OUTBOUND_DNS,
    OUTBOUND_CONNECT,
    OUTBOUND_TLS,
    OUTBOUND_TIMEOUT,
    OUTBOUND_TOO_MANY_REDIRECTS,
    OUTBOUND_PROTOCOL, /* the answer was no HTTP, or broke off */
    OUTBOUND_STOPPED,
};

struct outbound_response {
    enum outbound_failure failure;
    const char *error; /* in words, for people; NULL when there is none */
    int status;        /* of the final answer; 0 when none came */
    const char *content_type;
    const char *body; /* NUL-terminated */
    size_t body_len;
    int64_t duration_us;
};

/* Starts the thread. */
struct outbound *outbound_new(const struct outbound_options *options);
/* Ends what is in flight with OUTBOUND_STOPPED, then the thread. */
void outbound_free(struct outbound *outbound);

/* Makes the call while the fiber waits; the answer lives in `arena`. Never fails itself: see ret->failure. */
void outbound_call(struct outbound *outbound, struct arena *arena, const struct outbound_request *request,
                   struct outbound_response *ret_response);

/* Makes the call without waiting; `done` runs on `loop`'s thread, with a response that lives until it returns. The
 * request's strings are copied. */
typedef void outbound_done_fn(void *arg, const struct outbound_response *response);
void outbound_start(struct outbound *outbound, struct loop *loop, const struct outbound_request *request,
                    outbound_done_fn *done, void *arg);
/* Calls that have not ended. */
unsigned outbound_in_flight(const struct outbound *outbound);

#endif
