// SPDX-License-Identifier: MIT
/* Bodies against their schema. One walk checks and fills, so what a handler reads is what was
 * checked; it goes on after the first wrong field, so that a form shows all of them at once. */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/value.h"
#include "db/query.h"
#include "http/json.h"
#include "schema_internal.h"

#include <inttypes.h>
#include <string.h>

/* How the generated struct of an array of objects begins; `v` is an array of its items' structs. */
struct opt_objects {
    enum opt_state state;
    size_t n;
    void *v;
};

static void check_object(struct check *check, const struct step *at, const struct schema *schema,
                         const json_t *json, void *base);
static void check_value(struct check *check, const struct step *at,
                        const struct schema_field *field, const json_t *value, void *slot);

static const char *words_of_kind(enum schema_kind kind)
{
    switch (kind) {
    case SCHEMA_STR:
        return "must be a text";
    case SCHEMA_INT:
        return "must be a whole number";
    case SCHEMA_NUM:
        return "must be a number";
    case SCHEMA_BOOL:
        return "must be true or false";
    case SCHEMA_OBJECT:
    case SCHEMA_FILTER:
        return "must be an object";
    case SCHEMA_STRS:
    case SCHEMA_INTS:
    case SCHEMA_OBJECTS:
    case SCHEMA_VALUES:
        return "must be an array";
    case SCHEMA_ANY:
        break;
    }
    return "is of the wrong type";
}

static void wrong_type(struct check *check, const struct step *at, enum schema_kind kind)
{
    schema_wrong(check, at, "type", words_of_kind(kind));
}

static void take_text(struct check *check, const struct step *at, const struct schema_field *field,
                      const json_t *value, struct opt_str *slot)
{
    const char *s = json_string_value(value);
    size_t len = json_string_length(value);

    if (s && field->format == FORMAT_EMAIL) { /* is mostly pasted */
        utf8_trim(&s, &len);
        s = arena_strndup(check->cx->arena, s, len);
    }
    if (!s)
        wrong_type(check, at, SCHEMA_STR);
    else if (schema_check_text(check, at, field, s, len) && slot)
        *slot = (struct opt_str){OPT_SET, len, s};
}

/* 3.0 is a whole number too (JSON Schema 2020-12, section 4.2.3), as long as a double holds it
 * exactly. */
static bool whole_number(const json_t *value, int64_t *ret_v)
{
    const double limit = 9007199254740992.0;
    double real = json_real_value(value);

    if (json_is_integer(value)) {
        *ret_v = json_integer_value(value);
        return true;
    }
    if (!json_is_real(value) || real < -limit || real > limit || (double)(int64_t)real != real)
        return false;
    *ret_v = (int64_t)real;
    return true;
}

static void take_int(struct check *check, const struct step *at, const struct schema_field *field,
                     const json_t *value, struct opt_int *slot)
{
    int64_t v;

    if (!whole_number(value, &v))
        wrong_type(check, at, SCHEMA_INT);
    else if (schema_check_int(check, at, field, v) && slot)
        *slot = opt_int(v);
}

/* The decimal text of a number is not in jansson's tree; the shortest one that brings the double
 * back is, up to 15 digits, the one that was written. */
static void take_num(struct check *check, const struct step *at, const struct schema_field *field,
                     const json_t *value, struct opt_num *slot)
{
    struct buf buf;

    if (!json_is_number(value)) {
        wrong_type(check, at, SCHEMA_NUM);
        return;
    }
    buf_init(&buf, check->cx->arena, 32);
    json_put(&buf, value);
    if (schema_check_num(check, at, field, buf_cstr(&buf)) && slot)
        *slot = (struct opt_num){OPT_SET, buf_cstr(&buf)};
}

/* As compact text, whose size is limited as the schema says. */
static void take_json(struct check *check, const struct step *at, const struct schema_field *field,
                      const json_t *value, struct opt_json *slot)
{
    struct buf buf;

    if (!slot && !field->max_bytes)
        return;
    buf_init(&buf, check->cx->arena, 256);
    json_put(&buf, value);
    if (field->max_bytes && buf.len > field->max_bytes)
        schema_wrong(check, at, "too_large",
                     arena_printf(check->cx->arena, "must take at most %zu bytes as JSON text",
                                  field->max_bytes));
    else if (slot)
        *slot = (struct opt_json){OPT_SET, buf.len, buf_cstr(&buf)};
}

static void take_object(struct check *check, const struct step *at,
                        const struct schema_field *field, const json_t *value, struct opt_json *slot)
{
    unsigned before = check->n_errors;

    if (!json_is_object(value)) {
        wrong_type(check, at, SCHEMA_OBJECT);
        return;
    }
    if (field->object)
        check_object(check, at, field->object, value, NULL);
    if (check->n_errors == before)
        take_json(check, at, field, value, slot);
}

static bool check_items(struct check *check, const struct step *at,
                        const struct schema_field *field, const json_t *value)
{
    size_t n = json_array_size(value);

    if (json_is_array(value))
        return schema_check_count(check, at, field, n);
    wrong_type(check, at, field->kind);
    return false;
}

static enum schema_kind item_kind(const struct schema_field *field)
{
    switch (field->kind) {
    case SCHEMA_STRS:
        return SCHEMA_STR;
    case SCHEMA_INTS:
        return SCHEMA_INT;
    default:
        return field->item;
    }
}

/* A scalar as the text that it is bound to a statement as. */
static const char *take_item(struct check *check, const struct step *at,
                             const struct schema_field *field, const json_t *value)
{
    struct opt_str text = {0};
    struct opt_int whole = {0};
    struct opt_num number = {0};

    switch (item_kind(field)) {
    case SCHEMA_STR:
        take_text(check, at, field, value, &text);
        return text.v;
    case SCHEMA_INT:
        take_int(check, at, field, value, &whole);
        return arena_printf(check->cx->arena, "%" PRId64, whole.v);
    case SCHEMA_NUM:
        take_num(check, at, field, value, &number);
        return number.v;
    default:
        if (!json_is_boolean(value))
            wrong_type(check, at, SCHEMA_BOOL);
        return json_is_true(value) ? "true" : "false";
    }
}

static void take_array(struct check *check, const struct step *at, const struct schema_field *field,
                       const json_t *value, struct opt_strs *slot)
{
    size_t n = json_array_size(value);
    const char **texts;

    if (!check_items(check, at, field, value))
        return;
    texts = arena_zalloc(check->cx->arena, n, sizeof *texts);
    for (size_t i = 0; i < n && !schema_is_full(check); i++) {
        struct step item = {.before = at, .index = i};

        texts[i] = take_item(check, &item, field, json_array_get(value, i));
    }
    if (slot)
        *slot = (struct opt_strs){OPT_SET, n, texts};
}

static void take_objects(struct check *check, const struct step *at, const struct schema_field *field,
                         const json_t *value, struct opt_objects *slot)
{
    size_t n = json_array_size(value), size = field->object->size;
    char *structs = NULL;

    if (!check_items(check, at, field, value))
        return;
    if (slot)
        structs = arena_zalloc(check->cx->arena, n, size);
    for (size_t i = 0; i < n && !schema_is_full(check); i++) {
        struct step item = {.before = at, .index = i};

        check_object(check, &item, field->object, json_array_get(value, i),
                     structs ? structs + i * size : NULL);
    }
    if (slot)
        *slot = (struct opt_objects){OPT_SET, n, structs};
}

static void take_values(struct check *check, const struct step *at,
                        const struct schema_field *field, const json_t *value, struct opt_strs *slot)
{
    const char **text;

    if (field->max_items > 1) {
        take_array(check, at, field, value, slot);
        return;
    }
    text = arena_alloc(check->cx->arena, sizeof *text);
    *text = take_item(check, at, field, value);
    if (slot)
        *slot = (struct opt_strs){OPT_SET, 1, text};
}

static void take_filter(struct check *check, const struct step *at, const struct schema_field *field,
                        const json_t *value, struct opt_filter *slot)
{
    struct opt_strs *conditions = arena_zalloc(check->cx->arena, 1, field->object->size);

    check_object(check, at, field->object, value, conditions);
    if (slot)
        *slot = (struct opt_filter){OPT_SET, conditions};
}

static void check_value(struct check *check, const struct step *at,
                        const struct schema_field *field, const json_t *value, void *slot)
{
    if (json_is_null(value)) {
        if (!(field->flags & SCHEMA_NULLABLE))
            schema_wrong(check, at, "type", "must not be null");
        else if (slot)
            *(enum opt_state *)slot = OPT_NULL; /* each opt_* begins with its state */
        return;
    }
    switch (field->kind) {
    case SCHEMA_STR:
        take_text(check, at, field, value, slot);
        break;
    case SCHEMA_INT:
        take_int(check, at, field, value, slot);
        break;
    case SCHEMA_NUM:
        take_num(check, at, field, value, slot);
        break;
    case SCHEMA_BOOL:
        if (!json_is_boolean(value))
            wrong_type(check, at, SCHEMA_BOOL);
        else if (slot)
            *(struct opt_bool *)slot = opt_bool(json_is_true(value));
        break;
    case SCHEMA_OBJECT:
        take_object(check, at, field, value, slot);
        break;
    case SCHEMA_STRS:
    case SCHEMA_INTS:
        take_array(check, at, field, value, slot);
        break;
    case SCHEMA_OBJECTS:
        take_objects(check, at, field, value, slot);
        break;
    case SCHEMA_ANY:
        take_json(check, at, field, value, slot);
        break;
    case SCHEMA_VALUES:
        take_values(check, at, field, value, slot);
        break;
    case SCHEMA_FILTER:
        take_filter(check, at, field, value, slot);
        break;
    }
}

/* The default of an absent field. Those of arrays are JSON texts of the contract, so they go the
 * way of a body. */
static void take_fallback(struct check *check, const struct step *at,
                          const struct schema_field *field, void *slot)
{
    size_t len = strlen(field->fallback);
    json_t *json;

    switch (field->kind) {
    case SCHEMA_STRS:
    case SCHEMA_INTS:
    case SCHEMA_OBJECTS:
        json = json_loads(field->fallback, JSON_DECODE_ANY, NULL);
        json_keep(check->cx->arena, json);
        check_value(check, at, field, json, slot);
        break;
    case SCHEMA_OBJECT:
    case SCHEMA_ANY:
        *(struct opt_json *)slot = (struct opt_json){OPT_SET, len, field->fallback};
        break;
    default:
        schema_scalar_from_text(check, at, field, field->fallback, len, slot);
    }
}

static const struct schema_field *find_field(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n_fields; i++) {
        if (strcmp(schema->fields[i].name, name) == 0)
            return &schema->fields[i];
    }
    return NULL;
}

static void check_unknown_fields(struct check *check, const struct step *at,
                                 const struct schema *schema, const json_t *json)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)json, name, value)
    {
        struct step step = {.before = at, .name = name};

        if (schema_is_full(check))
            return;
        if (find_field(schema, name))
            continue;
        if (!schema->open)
            schema_wrong(check, &step, "unknown_field", "is not known here");
        else if (schema->unknown)
            check_value(check, &step, schema->unknown, value, NULL);
    }
}

static void check_size(struct check *check, const struct step *at, const struct schema *schema,
                       size_t n)
{
    struct arena *arena = check->cx->arena;

    if (n < schema->min_fields)
        schema_wrong(check, at, "min_properties",
                     arena_printf(arena, "needs at least %zu of its fields", schema->min_fields));
    else if (schema->max_fields && n > schema->max_fields)
        schema_wrong(check, at, "max_properties",
                     arena_printf(arena, "must have at most %zu fields", schema->max_fields));
}

static void check_object(struct check *check, const struct step *at, const struct schema *schema,
                         const json_t *json, void *base)
{
    size_t n = json_object_size(json), n_known = 0;

    if (json && !json_is_object(json)) {
        wrong_type(check, at, SCHEMA_OBJECT);
        return;
    }
    for (size_t i = 0; i < schema->n_fields && !schema_is_full(check); i++) {
        const struct schema_field *field = &schema->fields[i];
        struct step step = {.before = at, .name = field->name};
        const json_t *value = json_object_get(json, field->name);
        void *slot = schema_slot(field, base);

        if (value) {
            check_value(check, &step, field, value, slot);
            n_known++;
        } else if (field->flags & SCHEMA_REQUIRED) {
            schema_wrong(check, &step, "required", "is required");
        } else if (field->fallback && slot) {
            take_fallback(check, &step, field, slot);
        }
    }
    if (n_known < n && (!schema->open || schema->unknown))
        check_unknown_fields(check, at, schema, json);
    check_size(check, at, schema, n);
}

enum err schema_from_json(struct ctx *cx, const struct schema *schema, const json_t *json,
                          void *ret_struct)
{
    struct check check = {.cx = cx};

    if (schema->bare_array && json_is_array(json)) {
        const struct schema_field *field = find_field(schema, schema->bare_array);
        json_t *body = json_object();

        json_object_set_nocheck(body, field->name, (json_t *)json);
        json_keep(cx->arena, body);
        json = body;
    }
    check_object(&check, NULL, schema, json, ret_struct);
    return check.n_errors ? ERR_VALIDATION_FAILED : ERR_OK;
}

const char *schema_cleared(struct arena *arena, const struct schema *schema, const void *body)
{
    const char **names = arena_zalloc(arena, schema->n_fields, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < schema->n_fields; i++) {
        const struct schema_field *field = &schema->fields[i];
        /* the first member of every opt_* */
        const enum opt_state *state = (const void *)((const char *)body + field->offset);

        if (!(field->flags & SCHEMA_READ_ONLY) && *state == OPT_NULL)
            names[n++] = field->name;
    }
    return db_array(arena, n, names);
}
