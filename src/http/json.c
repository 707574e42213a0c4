// SPDX-License-Identifier: MIT
/* Bodies to trees. Depth and values are counted on the raw bytes before jansson sees them, which
 * recurses, and takes a hundred times the memory of the smallest values; and its messages stay
 * inside, so that what clients read does not change with the library. */
#include "http/json.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place {
    int line, column; /* from 1; columns are code points */
};

static struct place place_of(const char *data, size_t len, size_t at)
{
    struct place place = {1, 0};

    for (size_t i = 0; i < at; i++) {
        if (data[i] == '\n')
            place = (struct place){place.line + 1, 0};
        else
            place.column += !utf8_is_continuation(data[i]);
    }
    place.column += at == len || !utf8_is_continuation(data[at]);
    return place;
}

static enum err fail_at(struct ctx *cx, const char *data, size_t len, size_t at, const char *words)
{
    struct place place = place_of(data, len, at);

    return fail_fmt(cx, ERR_INVALID_JSON, "The body is not valid JSON: line %d, column %d: %s.",
                    place.line, place.column, words);
}

/* What stands in a text before anybody makes a tree of it. What is no JSON is counted somehow: jansson refuses it
 * afterwards. */
struct scan {
    const char *fault; /* NULL: none was found */
    size_t at;         /* the fault, or the end */
    bool in_text;
};

static struct scan scan(const char *data, size_t len)
{
    size_t depth = 0, n_values = 0;
    bool in_text = false;

    for (size_t i = 0; i < len; i++) {
        switch (data[i]) {
        case '\\':
            i += in_text;
            break;
        case '"':
            in_text = !in_text;
            break;
        case '{':
        case '[':
            if (!in_text && ++depth > JSON_MAX_DEPTH)
                return (struct scan){"nested more than 32 deep", i, false};
            n_values += !in_text;
            break;
        case ',':
            n_values += !in_text;
            break;
        case '}':
        case ']':
            depth -= !in_text && depth > 0;
            break;
        default:
            break;
        }
        if (n_values > JSON_MAX_VALUES)
            return (struct scan){"more than 100,000 values", i, false};
    }
    return (struct scan){NULL, len, in_text};
}

static bool is_in_text(const char *data, size_t at)
{
    return scan(data, at).in_text;
}

static const char *words_of(struct arena *arena, enum json_error_code code, char c)
{
    switch ((int)code) {
    case json_error_invalid_utf8:
        return "this is not UTF-8";
    case json_error_premature_end_of_input:
        return "the text ends too early";
    case json_error_end_of_input_expected:
        return "something follows behind the end";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "a text must not contain \\u0000";
    case json_error_duplicate_key:
        return "this key stands twice in its object";
    case json_error_numeric_overflow:
        return "this number is too large";
    default:
        if (c > ' ' && c <= '~')
            return arena_printf(arena, "%c is not expected here", c);
        return "this is not expected here";
    }
}

static void drop_json(void *arg)
{
    json_decref(arg);
}

void json_keep(struct arena *arena, json_t *json)
{
    arena_defer(arena, drop_json, json);
}

/* jansson counts what it has read, mostly up to and with the wrong byte. */
static enum err fail_parse(struct ctx *cx, const char *data, size_t len, const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    size_t n_read = error->position > 0 ? (size_t)error->position : 1;

    if (code == json_error_premature_end_of_input || n_read > len)
        return fail_at(cx, data, len, len,
                       words_of(cx->arena, json_error_premature_end_of_input, '\0'));
    if (code == json_error_invalid_syntax && n_read < len && (unsigned char)data[n_read] < ' ' &&
        is_in_text(data, n_read))
        return fail_at(cx, data, len, n_read, "a control character inside a text must be escaped");
    return fail_at(cx, data, len, n_read - 1, words_of(cx->arena, code, data[n_read - 1]));
}

enum err json_parse(struct ctx *cx, const void *data, size_t len, json_t **ret_json)
{
    const char *text = data;
    json_error_t error;
    json_t *json;
    struct scan found = scan(text, len);

    if (len == 0)
        return fail(cx, ERR_INVALID_JSON, "The body is empty.");
    if (found.fault)
        return fail_at(cx, text, len, found.at, found.fault);
    json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
    if (!json)
        return fail_parse(cx, text, len, &error);
    json_keep(cx->arena, json);
    *ret_json = json;
    return ERR_OK;
}

void json_put_real(struct buf *buf, double v)
{
    char text[32];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    buf_puts(buf, text);
}

static void put_object(struct buf *buf, const json_t *json)
{
    json_t *object = (json_t *)json; /* jansson's iterator wants it so; nothing is changed */
    char before = '{';

    if (json_object_size(json) == 0)
        buf_putc(buf, '{');
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        const char *key = json_object_iter_key(at);

        buf_putc(buf, before);
        buf_json_str(buf, key, strlen(key));
        buf_putc(buf, ':');
        json_put(buf, json_object_iter_value(at));
        before = ',';
    }
    buf_putc(buf, '}');
}

void json_put(struct buf *buf, const json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        put_object(buf, json);
        break;
    case JSON_ARRAY:
        buf_putc(buf, '[');
        for (size_t i = 0; i < json_array_size(json); i++) {
            if (i)
                buf_putc(buf, ',');
            json_put(buf, json_array_get(json, i));
        }
        buf_putc(buf, ']');
        break;
    case JSON_STRING:
        buf_json_str(buf, json_string_value(json), json_string_length(json));
        break;
    case JSON_INTEGER:
        buf_int(buf, json_integer_value(json));
        break;
    case JSON_REAL:
        json_put_real(buf, json_real_value(json));
        break;
    case JSON_TRUE:
        buf_puts(buf, "true");
        break;
    case JSON_FALSE:
        buf_puts(buf, "false");
        break;
    case JSON_NULL:
        buf_puts(buf, "null");
        break;
    }
}
