// SPDX-License-Identifier: MIT
/* The rules of single values, and how what breaks them is told: one line a field, in words for
 * people and with a code for programs. */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/value.h"
#include "http/formats.h"
#include "schema_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES                                                                             \
    120 /* of a field's name in a message: clients choose those of unknown fields */

static void put_step(struct buf *buf, const struct step *step)
{
    size_t len;

    if (step->before)
        put_step(buf, step->before);
    if (!step->name) {
        buf_printf(buf, "[%zu]", step->index);
        return;
    }
    if (buf->len)
        buf_putc(buf, '.');
    len = strlen(step->name);
    buf_put(buf, step->name, utf8_cut(step->name, len, NAME_MAX_BYTES));
}

bool schema_is_full(const struct check *check)
{
    return check->n_errors >= SCHEMA_MAX_ERRORS;
}

void schema_wrong(struct check *check, const struct step *at, const char *code, const char *message)
{
    const char *field = "body";
    struct buf buf;

    if (schema_is_full(check))
        return;
    if (at) {
        buf_init(&buf, check->cx->arena, 64);
        put_step(&buf, at);
        field = buf_cstr(&buf);
    }
    check->n_errors++;
    fail_field(check->cx, ERR_VALIDATION_FAILED, field, code, message);
}

static const char *words_of_values(struct arena *arena, const char *const *values)
{
    struct buf buf;

    buf_init(&buf, arena, 128);
    buf_puts(&buf, "must be one of ");
    for (const char *const *v = values; *v; v++) {
        if (v != values)
            buf_puts(&buf, ", ");
        buf_puts(&buf, *v);
    }
    return buf_cstr(&buf);
}

static bool is_among(const char *const *values, const char *s, size_t len)
{
    for (; *values; values++) {
        if (strlen(*values) == len && memcmp(*values, s, len) == 0)
            return true;
    }
    return false;
}

bool schema_check_text(struct check *check, const struct step *at, const struct schema_field *field,
                       const char *s, size_t len)
{
    struct arena *arena = check->cx->arena;
    int64_t length = (int64_t)utf8_length(s, len);

    if (memchr(s, '\0', len)) {
        schema_wrong(check, at, "format", "must not contain NUL");
    } else if (field->values && !is_among(field->values, s, len)) {
        schema_wrong(check, at, "enum", words_of_values(arena, field->values));
    } else if (length < field->min) {
        schema_wrong(
            check, at, "min_length",
            field->min == 1
                ? "must not be empty"
                : arena_printf(arena, "must have at least %" PRId64 " characters", field->min));
    } else if (length > field->max) {
        schema_wrong(check, at, "max_length",
                     arena_printf(arena, "must have at most %" PRId64 " characters", field->max));
    } else if (!format_matches(field->format, s, len)) {
        schema_wrong(check, at, "format", format_words(field->format));
    } else {
        return true;
    }
    return false;
}

static bool check_bounds(struct check *check, const struct step *at,
                         const struct schema_field *field, bool is_below, bool is_above)
{
    struct arena *arena = check->cx->arena;

    if (is_below)
        schema_wrong(check, at, "minimum",
                     arena_printf(arena, "must be at least %" PRId64, field->min));
    else if (is_above)
        schema_wrong(check, at, "maximum",
                     arena_printf(arena, "must be at most %" PRId64, field->max));
    return !is_below && !is_above;
}

bool schema_check_int(struct check *check, const struct step *at, const struct schema_field *field,
                      int64_t v)
{
    return check_bounds(check, at, field, v<field->min, v> field->max);
}

bool schema_check_num(struct check *check, const struct step *at, const struct schema_field *field,
                      const char *text)
{
    double v = strtod(text, NULL);

    if (!check_bounds(check, at, field, field->min != INT64_MIN && v < (double)field->min,
                      field->max != INT64_MAX && v > (double)field->max))
        return false;
    if (format_matches(field->format, text, strlen(text)))
        return true;
    schema_wrong(check, at, "format", format_words(field->format));
    return false;
}

bool schema_check_count(struct check *check, const struct step *at,
                        const struct schema_field *field, size_t n)
{
    struct arena *arena = check->cx->arena;

    if (n < field->min_items)
        schema_wrong(check, at, "min_items",
                     arena_printf(arena, "must have at least %zu items", field->min_items));
    else if (n > field->max_items)
        schema_wrong(check, at, "max_items",
                     arena_printf(arena, "must have at most %zu items", field->max_items));
    else
        return true;
    return false;
}

void *schema_slot(const struct schema_field *field, void *base)
{
    return base && field->offset != SIZE_MAX ? (char *)base + field->offset : NULL;
}

/* A decimal number without an exponent. */
static bool is_decimal(const char *s, size_t len)
{
    size_t i = len > 0 && s[0] == '-', whole = 0, fraction = 0;

    for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
        whole++;
    if (i == len)
        return whole > 0;
    for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++)
        fraction++;
    return s[len - 1 - fraction] == '.' && i == len && whole > 0 && fraction > 0;
}

static void int_from_text(struct check *check, const struct step *at,
                          const struct schema_field *field, const char *s, size_t len,
                          struct opt_int *slot)
{
    bool is_etag = field->format == FORMAT_ETAG;
    int64_t v;

    if (is_etag && len == 1 && s[0] == '*')
        return;
    if (is_etag && !format_parse_etag(s, len, &v))
        schema_wrong(check, at, "format", format_words(FORMAT_ETAG));
    else if (!is_etag && !format_parse_int(s, len, &v))
        schema_wrong(check, at, "type", "must be a whole number");
    else if (schema_check_int(check, at, field, v) && slot)
        *slot = opt_int(v);
}

static void bool_from_text(struct check *check, const struct step *at, const char *s, size_t len,
                           struct opt_bool *slot)
{
    bool is_true = len == 4 && memcmp(s, "true", 4) == 0;

    if (!is_true && (len != 5 || memcmp(s, "false", 5) != 0))
        schema_wrong(check, at, "type", "must be true or false");
    else if (slot)
        *slot = opt_bool(is_true);
}

void schema_scalar_from_text(struct check *check, const struct step *at,
                             const struct schema_field *field, const char *s, size_t len, void *slot)
{
    switch (field->kind) {
    case SCHEMA_STR:
        if (schema_check_text(check, at, field, s, len) && slot)
            *(struct opt_str *)slot = (struct opt_str){OPT_SET, len, s};
        break;
    case SCHEMA_INT:
        int_from_text(check, at, field, s, len, slot);
        break;
    case SCHEMA_NUM:
        if (!is_decimal(s, len))
            schema_wrong(check, at, "type", "must be a number");
        else if (schema_check_num(check, at, field, s) && slot)
            *(struct opt_num *)slot = (struct opt_num){OPT_SET, s};
        break;
    case SCHEMA_BOOL:
        bool_from_text(check, at, s, len, slot);
        break;
    case SCHEMA_VALUES:
        schema_values_from_text(check, at, field, s, len, slot);
        break;
    case SCHEMA_OBJECT:
    case SCHEMA_STRS:
    case SCHEMA_INTS:
    case SCHEMA_OBJECTS:
    case SCHEMA_ANY:
    case SCHEMA_FILTER:
        abort(); /* the generator lets no such parameter pass */
    }
}
