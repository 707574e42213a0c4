// SPDX-License-Identifier: MIT
/* A filter that outlives its request: in the parameters of a job. Conditions stand there by name, so that it can still be
 * read when the contract has got more of them. */
#include "base/buf.h"
#include "repo/filter.h"

#include <jansson.h>
#include <string.h>

const char *filter_write(struct arena *arena, const struct filter *filter)
{
    const struct list_spec *list = filter->list;
    struct buf json;

    buf_init(&json, arena, 256);
    for (size_t i = 0; i < list->n_conditions; i++) {
        const struct opt_strs *values = &filter->values[i];

        if (values->state != OPT_SET)
            continue;
        buf_printf(&json, "%c\"%s\":[", json.len ? ',' : '{', list->conditions[i].name);
        for (size_t v = 0; v < values->n; v++) {
            if (v)
                buf_putc(&json, ',');
            buf_json_str(&json, values->v[v], strlen(values->v[v]));
        }
        buf_putc(&json, ']');
    }
    buf_puts(&json, json.len ? "}" : "{}");
    return buf_cstr(&json);
}

static bool read_values(struct arena *arena, const json_t *array, struct opt_strs *ret_values)
{
    size_t n = json_array_size(array);
    const char **texts = arena_zalloc(arena, n, sizeof *texts);

    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(array, i));

        if (!text)
            return false;
        texts[i] = arena_strdup(arena, text);
    }
    *ret_values = (struct opt_strs){OPT_SET, n, texts};
    return n > 0;
}

/* Whether all that stands in the object is a condition of the list. */
static bool read_conditions(struct arena *arena, const struct list_spec *list, const json_t *object,
                            struct opt_strs *values)
{
    size_t n_read = 0;

    for (size_t i = 0; i < list->n_conditions; i++) {
        const json_t *array = json_object_get(object, list->conditions[i].name);

        if (!array)
            continue;
        if (!read_values(arena, array, &values[i]))
            return false;
        n_read++;
    }
    return json_is_object(object) && n_read == json_object_size(object);
}

enum err filter_read(struct ctx *cx, const struct list_spec *list, const char *json,
                     struct filter *ret_filter)
{
    struct opt_strs *values = arena_zalloc(cx->arena, list->n_conditions, sizeof *values);
    json_t *object = json_loads(json, 0, NULL);
    bool ok = object && read_conditions(cx->arena, list, object, values);

    json_decref(object);
    if (!ok)
        return fail_fmt(cx, ERR_INTERNAL, "%s: this filter is none of the list's", list->name);
    *ret_filter = (struct filter){.list = list, .values = values};
    return ERR_OK;
}
