// SPDX-License-Identifier: MIT
/* The keys of a row as text, and what a cursor made of them is bound to. */
#include "base/buf.h"
#include "repo/list.h"

#include <jansson.h>
#include <string.h>

const char *list_keys_write(struct arena *arena, const struct list_query *query,
                            const char *const *keys)
{
    struct buf json;

    buf_init(&json, arena, 128);
    for (unsigned i = 0; i < query->n_keys; i++) {
        buf_putc(&json, i ? ',' : '[');
        if (keys[i])
            buf_json_str(&json, keys[i], strlen(keys[i]));
        else
            buf_puts(&json, "null");
    }
    buf_putc(&json, ']');
    return buf_cstr(&json);
}

static bool read_keys(struct arena *arena, const json_t *array, const char **keys)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *key = json_array_get(array, i);

        if (json_is_string(key))
            keys[i] = arena_strdup(arena, json_string_value(key));
        else if (!json_is_null(key))
            return false;
    }
    return true;
}

const char *const *list_keys_read(struct arena *arena, const struct list_query *query,
                                  const char *text)
{
    json_t *array = json_loads(text, 0, NULL);
    const char **keys = arena_zalloc(arena, LIST_MAX_KEYS, sizeof *keys);
    bool ok = json_is_array(array) && json_array_size(array) == query->n_keys &&
              read_keys(arena, array, keys);

    json_decref(array);
    return ok ? keys : NULL;
}

const char *list_scope(const struct ctx *cx, const struct list_query *query)
{
    struct buf text;

    buf_init(&text, cx->arena, 256);
    buf_printf(&text, "%s %s %s ", cx->org_id, cx->own_id ? cx->own_id : "all",
               query->filter.list->name);
    for (unsigned i = 0; i < query->n_keys; i++)
        buf_printf(&text, "%c%s", query->keys[i].is_descending ? '-' : '+',
                   query->keys[i].field ? query->keys[i].field->name : "");
    buf_putc(&text, ' ');
    buf_puts(&text, filter_write(cx->arena, &query->filter));
    return buf_cstr(&text);
}
