// SPDX-License-Identifier: MIT
/* A request as handlers may see it. What the contract declares comes validated in the handler's input; this is for
 * the few who need more (the raw body of a signed webhook, the client's address). */
#ifndef SAUDA_HTTP_REQUEST_H
#define SAUDA_HTTP_REQUEST_H

#include "http/route.h"

#include <stdbool.h>
#include <stddef.h>

struct json_t; /* of jansson */

struct request {
    const struct route *route;
    const char *method; /* as the client sent it */
    const char *path;   /* decoded, without the query */
    const char *query;  /* as it came, without the question mark; NULL: none */
    const void *body;   /* the raw bytes */
    size_t body_len;
    const struct json_t *json; /* the body as it was parsed; NULL: it is no JSON, or there is none */
    const char *client_address; /* "127.0.0.1"; behind TRUSTED_PROXIES that of the client */
    bool is_https;              /* the client's connection, by the word of a trusted proxy */
};

/* The value of a request header, or NULL. The first one where it stands twice. */
const char *request_header(const struct request *rq, const char *name);
/* How many times the header stands there. */
unsigned request_header_count(const struct request *rq, const char *name);

#endif
