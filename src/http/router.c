// SPDX-License-Identifier: MIT
/* The router: a tree of path segments. The path is split as it came and each segment decoded by
 * itself, so what is a separator here is one for every proxy before us; what a path allows is
 * written down when the tree is built. */
#include "http/router.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* A route with the names of its parameters. */
struct entry {
    const struct route *route;
    const char *names[ROUTER_MAX_PARAMS];
    size_t n_names;
};

struct node {
    const char *literal;
    size_t len;
    struct node *children, *next; /* the literal ones */
    struct node *parameter;       /* what any other segment leads to */
    const struct entry *entries[METHOD_COUNT];
    const char *allow; /* NULL: no path ends here */
};

struct router {
    struct arena *arena;
    struct node api, root;
};

struct segment {
    const char *text;
    size_t len;
};

struct path {
    struct segment segments[ROUTER_MAX_SEGMENTS];
    size_t n;
    struct segment values[ROUTER_MAX_PARAMS];
    size_t n_values;
};

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_GET] = "GET",     [METHOD_POST] = "POST",     [METHOD_PUT] = "PUT",
    [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
};

/* ---- building ---- */

static void refuse(const struct route *route, const char *why)
{
    log_error("http", "route %s (%s): %s", route->operation, route->path, why);
    abort();
}

static struct node *child_of(struct arena *arena, struct node *node, const char *text, size_t len)
{
    struct node *child;

    for (child = node->children; child; child = child->next) {
        if (child->len == len && memcmp(child->literal, text, len) == 0)
            return child;
    }
    child = arena_zalloc(arena, 1, sizeof *child);
    child->literal = arena_strndup(arena, text, len);
    child->len = len;
    child->next = node->children;
    node->children = child;
    return child;
}

static struct node *parameter_of(struct arena *arena, struct node *node)
{
    if (!node->parameter)
        node->parameter = arena_zalloc(arena, 1, sizeof *node->parameter);
    return node->parameter;
}

static void insert(struct arena *arena, struct node *node, const struct route *route)
{
    struct entry *entry = arena_zalloc(arena, 1, sizeof *entry);
    const char *at = route->path;
    size_t n = 0;

    entry->route = route;
    while (*at == '/' && at[1]) {
        size_t len = strcspn(++at, "/");

        if (++n > ROUTER_MAX_SEGMENTS)
            refuse(route, "has too many segments");
        if (at[0] == '{' && at[len - 1] == '}') {
            if (entry->n_names == ROUTER_MAX_PARAMS)
                refuse(route, "has too many parameters");
            entry->names[entry->n_names++] = arena_strndup(arena, at + 1, len - 2);
            node = parameter_of(arena, node);
        } else {
            node = child_of(arena, node, at, len);
        }
        at += len;
    }
    if (node->entries[route->method])
        refuse(route, "stands twice");
    node->entries[route->method] = entry;
}

static void write_allow(struct arena *arena, struct node *node)
{
    struct buf buf;

    buf_init(&buf, arena, 64);
    for (int m = 0; m < METHOD_COUNT; m++) {
        if (!node->entries[m])
            continue;
        buf_puts(&buf, method_names[m]);
        buf_puts(&buf, ", ");
        if (m == METHOD_GET && !node->entries[m]->route->is_websocket)
            buf_puts(&buf, "HEAD, ");
    }
    if (buf.len) {
        buf_puts(&buf, "OPTIONS");
        node->allow = buf_cstr(&buf);
    }
    for (struct node *child = node->children; child; child = child->next)
        write_allow(arena, child);
    if (node->parameter)
        write_allow(arena, node->parameter);
}

struct router *router_new(const struct route *routes_, size_t n)
{
    struct arena *arena = arena_new();
    struct router *router = arena_zalloc(arena, 1, sizeof *router);

    router->arena = arena;
    for (size_t i = 0; i < n; i++) {
        insert(arena, &router->api, &routes_[i]);
        if (routes_[i].is_at_root)
            insert(arena, &router->root, &routes_[i]);
    }
    write_allow(arena, &router->api);
    write_allow(arena, &router->root);
    return router;
}

void router_free(struct router *router)
{
    if (router)
        arena_free(router->arena);
}

/* ---- matching ---- */

/* Whether `path` begins with the segment; moves behind it. */
static bool skip_segment(const char **path, const char *segment)
{
    size_t len = strlen(segment);

    if (strncmp(*path, segment, len) != 0 || ((*path)[len] != '/' && (*path)[len] != '\0'))
        return false;
    *path += len;
    return true;
}

static bool decode_segment(struct arena *arena, const char *raw, size_t len,
                           struct segment *ret_segment)
{
    ret_segment->text = raw;
    ret_segment->len = len;
    if (memchr(raw, '%', len)) {
        ret_segment->text = percent_decode(arena, raw, len, false, &ret_segment->len);
        if (!ret_segment->text || memchr(ret_segment->text, '\0', ret_segment->len))
            return false;
    }
    return utf8_is_valid(ret_segment->text, ret_segment->len);
}

static enum err split(struct ctx *cx, const char *raw, struct path *path)
{
    while (*raw == '/' && raw[1]) { /* one slash at the end is none */
        size_t len = strcspn(++raw, "/");

        if (path->n == ROUTER_MAX_SEGMENTS)
            return fail(cx, ERR_NOT_FOUND, NULL);
        if (!decode_segment(cx->arena, raw, len, &path->segments[path->n++]))
            return fail(cx, ERR_BAD_REQUEST, "The path is not valid UTF-8 in percent-encoding.");
        raw += len;
    }
    return ERR_OK;
}

static const struct node *descend(const struct node *node, struct path *path, size_t depth)
{
    const struct segment *segment = &path->segments[depth];
    const struct node *found;

    if (depth == path->n)
        return node->allow ? node : NULL;
    for (const struct node *child = node->children; child; child = child->next) {
        if (child->len == segment->len && memcmp(child->literal, segment->text, segment->len) == 0) {
            found = descend(child, path, depth + 1);
            if (found)
                return found;
        }
    }
    if (!node->parameter || segment->len == 0)
        return NULL;
    path->values[path->n_values++] = *segment;
    found = descend(node->parameter, path, depth + 1);
    if (!found)
        path->n_values--;
    return found;
}

static void fill_params(struct ctx *cx, const struct entry *entry, const struct path *path,
                        struct route_match *match)
{
    for (size_t i = 0; i < entry->n_names; i++) {
        match->params[i] = (struct param){
            .in = IN_PATH,
            .name = entry->names[i],
            .value = arena_strndup(cx->arena, path->values[i].text, path->values[i].len),
            .len = path->values[i].len,
        };
    }
    match->n_params = entry->n_names;
}

static const struct entry *choose_entry(const struct node *node, const char *method,
                                        struct route_match *match)
{
    if (strcmp(method, "HEAD") == 0) {
        const struct entry *entry = node->entries[METHOD_GET];

        match->is_head = true;
        return entry && !entry->route->is_websocket ? entry : NULL;
    }
    for (int m = 0; m < METHOD_COUNT; m++) {
        if (strcmp(method, method_names[m]) == 0)
            return node->entries[m];
    }
    return NULL;
}

enum err router_match(const struct router *router, struct ctx *cx, const char *method,
                      const char *path, struct route_match *ret_match)
{
    struct path split_path = {.n = 0};
    const struct entry *entry;
    const struct node *node;
    enum err e;

    *ret_match = (struct route_match){.route = NULL};
    ret_match->is_api = skip_segment(&path, "/api");
    if (ret_match->is_api)
        skip_segment(&path, "/v1");
    e = split(cx, path, &split_path);
    if (e)
        return ret_match->is_api ? e : fail(cx, ERR_NOT_FOUND, NULL);
    node = descend(ret_match->is_api ? &router->api : &router->root, &split_path, 0);
    if (!node)
        return fail(cx, ERR_NOT_FOUND, NULL);
    ret_match->allow = node->allow;
    ret_match->is_options = strcmp(method, "OPTIONS") == 0;
    if (ret_match->is_options)
        return ERR_OK;
    entry = choose_entry(node, method, ret_match);
    if (!entry)
        return fail(cx, ERR_METHOD_NOT_ALLOWED, NULL);
    ret_match->route = entry->route;
    fill_params(cx, entry, &split_path, ret_match);
    return ERR_OK;
}
