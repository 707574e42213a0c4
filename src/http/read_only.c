// SPDX-License-Identifier: MIT
/* Values are compared as JSON, in the very form the client got them in. */
#include "http/read_only.h"
#include "base/value.h"
#include "http/json.h"
#include "http/json_rows.h"
#include "http/request.h"

static const struct opt_json *read_only_value(const struct schema_field *field, const void *body)
{
    const struct opt_json *value = (const void *)((const char *)body + field->offset);

    return (field->flags & SCHEMA_READ_ONLY) && value->state != OPT_ABSENT ? value : NULL;
}

static bool is_given(const struct ctx *cx, const void *body)
{
    const struct schema *schema = cx->request->route->schema;

    for (size_t i = 0; i < schema->n_fields; i++)
        if (read_only_value(&schema->fields[i], body))
            return true;
    return false;
}

static bool is_equal(struct ctx *cx, const struct opt_json *value, const json_t *current)
{
    struct buf text;

    if (value->state == OPT_NULL)
        return !current || json_is_null(current);
    if (!current)
        return false;
    buf_init(&text, cx->arena, 64);
    json_put(&text, current);
    return text.len == value->len && memcmp(text.data, value->v, text.len) == 0;
}

static enum err check(struct ctx *cx, const void *body, const struct db_rows *row)
{
    const struct schema *schema = cx->request->route->schema;
    json_t *current;
    struct buf text;
    enum err e;

    if (row->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    buf_init(&text, cx->arena, 1024);
    json_row(&text, row, 0);
    e = json_parse(cx, text.data, text.len, &current);
    for (size_t i = 0; i < schema->n_fields && (!e || e == ERR_VALIDATION_FAILED); i++) {
        const struct schema_field *field = &schema->fields[i];
        const struct opt_json *value = read_only_value(field, body);

        if (value && !is_equal(cx, value, json_object_get(current, field->name)))
            e = fail_field(cx, ERR_VALIDATION_FAILED, field->name, "read_only",
                           "only the server changes it");
    }
    return e;
}

enum err read_only_check_patch(struct ctx *cx, const void *body, read_only_find_fn *find, int64_t id)
{
    struct db_rows row;
    enum err e;

    if (!is_given(cx, body))
        return ERR_OK;
    e = find(cx, id, &row);
    return e ? e : check(cx, body, &row);
}

enum err read_only_check_uuid_patch(struct ctx *cx, const void *body, read_only_find_uuid_fn *find,
                                    const char *id)
{
    struct db_rows row;
    enum err e;

    if (!is_given(cx, body))
        return ERR_OK;
    e = find(cx, id, &row);
    return e ? e : check(cx, body, &row);
}
