// SPDX-License-Identifier: MIT
/* From method and path to the operation. The tree is built once from the route table and only read
 * afterwards, so all loops share it. */
#ifndef SAUDA_HTTP_ROUTER_H
#define SAUDA_HTTP_ROUTER_H

#include "base/ctx.h"
#include "http/param.h"
#include "http/route.h"

#include <stdbool.h>
#include <stddef.h>

#define ROUTER_MAX_PARAMS 4    /* names in one path */
#define ROUTER_MAX_SEGMENTS 12 /* of one path, without the prefix */

struct router;

struct route_match {
    const struct route *route; /* NULL: none, or an OPTIONS request */
    bool is_api; /* the path stands under /api: what is not found there is an error, no page */
    bool is_head, is_options;
    const char *allow; /* the methods the path knows, "GET, HEAD, OPTIONS"; NULL when the path is unknown */
    struct param params[ROUTER_MAX_PARAMS];
    size_t n_params;
};

/* A table that contradicts itself (two routes of one method and shape) is a bug and aborts. */
struct router *router_new(const struct route *routes, size_t n);
void router_free(struct router *router);

/* Finds the operation. `path` is raw, as the client sent it, without the query: segments are split
 * first and decoded then, so %2F stays inside its parameter. /api and /api/v1 stand before each
 * path, the routes with is_at_root also stand bare; one slash at the end makes no difference; a
 * literal segment wins over a parameter. ERR_BAD_REQUEST (a broken %XX, %00, not UTF-8),
 * ERR_NOT_FOUND, ERR_METHOD_NOT_ALLOWED (ret->allow is set). OPTIONS of a known path succeeds with
 * is_options and no route. `ret_match` is filled as far as known also on failure. */
enum err router_match(const struct router *router, struct ctx *cx, const char *method,
                      const char *path, struct route_match *ret_match)
    __attribute__((warn_unused_result));

#endif
