// SPDX-License-Identifier: MIT
/* Addresses are joined as people mean it, by appending, and not by RFC 3986 section 5, where a path from the root would
 * replace that of the module and one beginning with two slashes its host. */
#include "address.h"

#include <stdbool.h>
#include <string.h>

/* A text cut into what stands before and behind its question mark, without fragment. */
struct halves {
    int path_len, query_len;
    const char *path, *query;
};

static struct halves cut(const char *text)
{
    size_t end = strcspn(text, "#"), mark = strcspn(text, "?#");

    return (struct halves){
        .path = text,
        .path_len = (int)mark,
        .query = mark < end ? text + mark + 1 : "",
        .query_len = mark < end ? (int)(end - mark - 1) : 0,
    };
}

const char *address_join(struct arena *arena, const char *api_url, const char *path)
{
    struct halves base = cut(api_url), more = cut(path);
    bool has_path = more.path_len, has_query = base.query_len || more.query_len;
    bool has_both = base.query_len && more.query_len;

    if (has_path) {
        while (base.path_len && base.path[base.path_len - 1] == '/')
            base.path_len--;
        while (more.path_len && *more.path == '/') {
            more.path++;
            more.path_len--;
        }
    }
    return arena_printf(arena, "%.*s%s%.*s%s%.*s%s%.*s", base.path_len, base.path,
                        has_path ? "/" : "", more.path_len, more.path, has_query ? "?" : "",
                        base.query_len, base.query, has_both ? "&" : "", more.query_len, more.query);
}
