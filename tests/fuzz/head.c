// SPDX-License-Identifier: MIT
/* Heads: the first line of the input is method and address, the others are headers. They go through the router, the
 * query parser, the validation of parameters and the framing checks. */
#include "base/arena.h"
#include "base/ctx.h"
#include "http/framing.h"
#include "http/param.h"
#include "http/router.h"
#include "http/schema_check.h"

#include <stdlib.h>
#include <string.h>

#define HEADERS_MAX 50

static size_t read_headers(char *text, struct param *headers)
{
    size_t n = 0;

    for (char *line = text, *next; line && n < HEADERS_MAX; line = next) {
        char *value;

        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        value = strchr(line, ':');
        if (!value)
            continue;
        *value++ = '\0';
        headers[n++] = (struct param){IN_HEADER, line, value, strlen(value)};
    }
    return n;
}

static void check_params(struct ctx *cx, const struct route_match *match, const char *query,
                         const struct param *headers, size_t n_headers)
{
    struct param all[ROUTER_MAX_PARAMS + QUERY_MAX_PARAMS + HEADERS_MAX];
    const struct param *words;
    size_t n_words, n = 0;
    void *in;

    if (query_parse(cx, query, &words, &n_words) || !match->route->params)
        return;
    for (size_t i = 0; i < match->n_params; i++)
        all[n++] = match->params[i];
    for (size_t i = 0; i < n_words; i++)
        all[n++] = words[i];
    for (size_t i = 0; i < n_headers; i++)
        all[n++] = headers[i];
    in = arena_zalloc(cx->arena, 1, match->route->in_size);
    if (schema_from_params(cx, match->route->params, all, n, in) && !cx->failure.fields)
        abort(); /* refused without a word why */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct router *router;
    struct ctx cx = {.arena = arena_new()};
    char *method = arena_strndup(cx.arena, (const char *)data, size);
    char *rest = strchr(method, '\n'), *path = strchr(method, ' '), *query = NULL;
    struct param headers[HEADERS_MAX];
    struct route_match match = {0};
    size_t n;

    if (!router)
        router = router_new(routes, n_routes);
    if (rest)
        *rest++ = '\0';
    if (path && (!rest || path < rest))
        *path++ = '\0';
    else
        path = method;
    query = strchr(path, '?');
    if (query)
        *query++ = '\0';
    n = read_headers(rest, headers);
    if (framing_check(&cx, headers, n) == ERR_OK &&
        router_match(router, &cx, method, path, &match) == ERR_OK && match.route)
        check_params(&cx, &match, query, headers, n);
    arena_free(cx.arena);
    return 0;
}
