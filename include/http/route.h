// SPDX-License-Identifier: MIT
/* One operation of the contract. The table of all (`routes`) is generated from docs/api/. */
#ifndef SAUDA_HTTP_ROUTE_H
#define SAUDA_HTTP_ROUTE_H

#include "base/ctx.h"
#include "http/schema.h"

#include <stdbool.h>
#include <stddef.h>

struct reply;

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };

enum body_kind {
    BODY_NONE,
    BODY_JSON, /* application/json, and application/merge-patch+json where the contract lists it */
    BODY_UPLOAD, /* a file of any of upload_types, as it comes (http/upload.h) */
};

/* Calls the handler with the typed input; the generator writes one for each operation. */
typedef enum err route_call_fn(struct ctx *cx, const void *in, struct reply *ret_reply);

struct route {
    const char *operation; /* the operationId */
    enum method method;
    const char *path;       /* without /api and /api/v1, with {names}: "/modules/{id}" */
    const char *permission; /* "modules:read", "signed-in", "person" or "public" */
    enum body_kind body;
    bool is_body_required;
    bool takes_merge_patch;
    bool takes_form;    /* application/x-www-form-urlencoded too */
    bool is_idempotent; /* honours Idempotency-Key */
    bool is_slow;       /* x-cost: slow */
    bool is_websocket;
    bool is_at_root;                 /* the path stands outside /api too */
    size_t body_limit;               /* bytes */
    const char *const *upload_types; /* media types, ended by NULL; for BODY_UPLOAD */
    const struct schema *params; /* path, query and header parameters, at offset 0 of the input */
    const struct schema *schema; /* of the body, or NULL */
    size_t body_offset; /* of the body's struct, or of the pointer to the upload, in the input */
    size_t in_size;     /* of the whole input struct */
    route_call_fn *call;
};

extern const struct route routes[];
extern const size_t n_routes;

#endif
