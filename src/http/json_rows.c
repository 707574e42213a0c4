// SPDX-License-Identifier: MIT
/* Rows to JSON, straight from the result into the buffer. How a column is written is decided once a
 * result, by its type; then each cell is one switch and one copy. A tree between would cost more
 * than the query. */
#include "http/json_rows.h"

#include "db/result.h"

#include <stdbool.h>
#include <string.h>

/* How a value's text becomes JSON. */
enum shape {
    SHAPE_TEXT,   /* escaped, in quotes */
    SHAPE_PLAIN,  /* in quotes; nothing in it needs escaping (uuid, date) */
    SHAPE_RAW,    /* integers and json: as they are */
    SHAPE_NUMBER, /* as it is, but NaN and the infinities, which JSON lacks, become null */
    SHAPE_BOOL,
    SHAPE_TIME, /* timestamptz */
};

struct column {
    int place; /* in the result */
    enum shape shape;
    bool is_array;
    const char *key; /* with the bracket or comma before it: `,"name":` */
    size_t key_len;
};

/* `2026-11-21 06:05:43.12+00` -> `"2026-11-21T06:05:43.120Z"`. Sessions run in UTC with ISO dates;
 * what is shaped otherwise (infinity, years before Christ) goes out as a text. */
#define TIME_TO_SECONDS 19
#define TIME_JSON_LEN 26

static struct column column_of(unsigned type)
{
    switch (type) {
    case DB_INT2:
    case DB_INT4:
    case DB_INT8:
    case DB_JSON:
    case DB_JSONB:
        return (struct column){.shape = SHAPE_RAW};
    case DB_FLOAT4:
    case DB_FLOAT8:
    case DB_NUMERIC:
        return (struct column){.shape = SHAPE_NUMBER};
    case DB_BOOL:
        return (struct column){.shape = SHAPE_BOOL};
    case DB_UUID:
    case DB_DATE:
        return (struct column){.shape = SHAPE_PLAIN};
    case DB_TIMESTAMPTZ:
        return (struct column){.shape = SHAPE_TIME};
    case DB_TEXT_ARRAY:
    case DB_VARCHAR_ARRAY:
        return (struct column){.shape = SHAPE_TEXT, .is_array = true};
    case DB_INT2_ARRAY:
    case DB_INT4_ARRAY:
    case DB_INT8_ARRAY:
        return (struct column){.shape = SHAPE_RAW, .is_array = true};
    case DB_FLOAT4_ARRAY:
    case DB_FLOAT8_ARRAY:
    case DB_NUMERIC_ARRAY:
        return (struct column){.shape = SHAPE_NUMBER, .is_array = true};
    case DB_BOOL_ARRAY:
        return (struct column){.shape = SHAPE_BOOL, .is_array = true};
    case DB_UUID_ARRAY:
    case DB_DATE_ARRAY:
        return (struct column){.shape = SHAPE_PLAIN, .is_array = true};
    case DB_TIMESTAMPTZ_ARRAY:
        return (struct column){.shape = SHAPE_TIME, .is_array = true};
    default:
        return (struct column){.shape = SHAPE_TEXT};
    }
}

/* The columns to write; `*ret_n` of them. */
static struct column *columns_of(struct arena *arena, const struct db_rows *rows, int *ret_n)
{
    int all = db_columns(rows), n = 0;
    struct column *columns = arena_zalloc(arena, (size_t)all, sizeof *columns);

    for (int i = 0; i < all; i++) {
        const char *name = db_column_name(rows, i);
        size_t len = strlen(name);
        struct buf key;

        if (name[0] == '_')
            continue;
        buf_init(&key, arena, len * 6 + 4); /* room for the worst name, so it stays where it is */
        buf_putc(&key, n ? ',' : '{');
        buf_json_str(&key, name, len);
        buf_putc(&key, ':');
        columns[n] = column_of(db_column_type(rows, i));
        columns[n].place = i;
        columns[n].key = key.data;
        columns[n++].key_len = key.len;
    }
    *ret_n = n;
    return columns;
}

static bool is_utc_time(const char *s, size_t len)
{
    return len >= TIME_TO_SECONDS + 3 && s[4] == '-' && s[10] == ' ' && s[13] == ':' &&
           memcmp(s + len - 3, "+00", 3) == 0 &&
           (s[TIME_TO_SECONDS] == '.' || len == TIME_TO_SECONDS + 3);
}

static void put_time(struct buf *buf, const char *s, size_t len)
{
    char *to;
    size_t digits;

    if (!is_utc_time(s, len)) {
        buf_json_str(buf, s, len);
        return;
    }
    to = buf_reserve(buf, TIME_JSON_LEN);
    to[0] = '"';
    memcpy(to + 1, s, TIME_TO_SECONDS);
    to[11] = 'T';
    memcpy(to + 20, ".000Z\"", 6);
    digits = len - TIME_TO_SECONDS - 3; /* the point counts */
    if (digits > 1)
        memcpy(to + 21, s + TIME_TO_SECONDS + 1, digits - 1 < 3 ? digits - 1 : 3);
    buf->len += TIME_JSON_LEN;
}

static void put_plain(struct buf *buf, const char *s, size_t len)
{
    char *to = buf_reserve(buf, len + 2);

    to[0] = '"';
    memcpy(to + 1, s, len);
    to[len + 1] = '"';
    buf->len += len + 2;
}

static void put_number(struct buf *buf, const char *s, size_t len)
{
    char last = len ? s[len - 1] : 'N';

    if (last == 'N' || last == 'y') /* NaN, Infinity, -Infinity */
        buf_puts(buf, "null");
    else
        buf_put(buf, s, len);
}

static void put_value(struct buf *buf, enum shape shape, const char *s, size_t len)
{
    switch (shape) {
    case SHAPE_TEXT:
        buf_json_str(buf, s, len);
        break;
    case SHAPE_PLAIN:
        put_plain(buf, s, len);
        break;
    case SHAPE_RAW:
        buf_put(buf, s, len);
        break;
    case SHAPE_NUMBER:
        put_number(buf, s, len);
        break;
    case SHAPE_BOOL:
        buf_puts(buf, len && s[0] == 't' ? "true" : "false");
        break;
    case SHAPE_TIME:
        put_time(buf, s, len);
        break;
    }
}

/* An item in quotes, `s` behind the opening one. Returns where it ends: behind the closing one. */
static const char *put_quoted_item(struct buf *buf, enum shape shape, const char *s, const char *end)
{
    const char *from = s;
    struct buf item;

    while (s < end && *s != '"' && *s != '\\')
        s++;
    if (s < end && *s == '"') {
        put_value(buf, shape, from, (size_t)(s - from));
        return s + 1;
    }
    buf_init(&item, buf->arena, (size_t)(end - from));
    buf_put(&item, from, (size_t)(s - from));
    while (s < end && *s != '"') {
        if (*s == '\\' && s + 1 < end)
            s++;
        buf_putc(&item, *s++);
    }
    put_value(buf, shape, item.data, item.len);
    return s < end ? s + 1 : end;
}

static const char *put_bare_item(struct buf *buf, enum shape shape, const char *s, const char *end)
{
    const char *from = s;

    while (s < end && *s != ',' && *s != '}')
        s++;
    if (s - from == 4 && memcmp(from, "NULL", 4) == 0)
        buf_puts(buf, "null");
    else
        put_value(buf, shape, from, (size_t)(s - from));
    return s;
}

/* An array's literal: its braces and commas are JSON's brackets and commas, also of arrays in
 * arrays. */
static void put_array(struct buf *buf, enum shape shape, const char *s, size_t len)
{
    const char *end = s + len;

    if (*s == '[') { /* bounds, `[0:1]={…}`: where the first item has another number than 1 */
        while (s < end && *s != '=')
            s++;
        s++;
    }
    while (s < end) {
        switch (*s) {
        case '{':
            buf_putc(buf, '[');
            s++;
            break;
        case '}':
            buf_putc(buf, ']');
            s++;
            break;
        case ',':
            buf_putc(buf, ',');
            s++;
            break;
        case '"':
            s = put_quoted_item(buf, shape, s + 1, end);
            break;
        default:
            s = put_bare_item(buf, shape, s, end);
        }
    }
}

static void put_row(struct buf *buf, const struct column *columns, int n,
                    const struct db_rows *rows, int row)
{
    if (n == 0)
        buf_putc(buf, '{');
    for (int i = 0; i < n; i++) {
        const struct column *column = &columns[i];
        size_t len;
        const char *cell = db_cell(rows, row, column->place, &len);

        buf_put(buf, column->key, column->key_len);
        if (!cell)
            buf_put(buf, "null", 4);
        else if (column->is_array)
            put_array(buf, column->shape, cell, len);
        else
            put_value(buf, column->shape, cell, len);
    }
    buf_putc(buf, '}');
}

void json_row(struct buf *buf, const struct db_rows *rows, int row)
{
    int n;
    const struct column *columns = columns_of(buf->arena, rows, &n);

    put_row(buf, columns, n, rows, row);
}

void json_rows_between(struct buf *buf, const struct db_rows *rows, int from, int to)
{
    int n;
    const struct column *columns = columns_of(buf->arena, rows, &n);

    buf_putc(buf, '[');
    for (int row = from; row < to; row++) {
        if (row > from)
            buf_putc(buf, ',');
        put_row(buf, columns, n, rows, row);
    }
    buf_putc(buf, ']');
}

void json_rows(struct buf *buf, const struct db_rows *rows)
{
    json_rows_between(buf, rows, 0, rows->n);
}
