// SPDX-License-Identifier: MIT
/* Reading what a statement answered, and writing parameters as text. Values travel as text in both
 * directions: what most of them become is JSON, so a binary format would be decoded only to be
 * printed again. */
#include "db/result.h"

#include "base/buf.h"

#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

int db_columns(const struct db_rows *rows)
{
    return PQnfields(rows->result);
}

const char *db_column_name(const struct db_rows *rows, int col)
{
    return PQfname(rows->result, col);
}

unsigned db_column_type(const struct db_rows *rows, int col)
{
    return PQftype(rows->result, col);
}

int db_column_find(const struct db_rows *rows, const char *name)
{
    int n = db_columns(rows);

    /* not PQfnumber(): it folds capitals, and our names are exact */
    for (int col = 0; col < n; col++) {
        if (strcmp(PQfname(rows->result, col), name) == 0)
            return col;
    }
    return -1;
}

const char *db_cell(const struct db_rows *rows, int row, int col, size_t *ret_len)
{
    int len = PQgetlength(rows->result, row, col);

    /* an empty text and a null both have length 0 */
    if (len == 0 && PQgetisnull(rows->result, row, col))
        return NULL;
    *ret_len = (size_t)len;
    return PQgetvalue(rows->result, row, col);
}

static const char *cell_of(const struct db_rows *rows, int row, const char *name, size_t *ret_len)
{
    int col = db_column_find(rows, name);

    assert(col >= 0);
    assert(row >= 0 && row < rows->n);
    return db_cell(rows, row, col, ret_len);
}

bool db_is_null(const struct db_rows *rows, int row, const char *col)
{
    size_t len;

    return !cell_of(rows, row, col, &len);
}

const char *db_text(const struct db_rows *rows, int row, const char *col)
{
    size_t len;

    return cell_of(rows, row, col, &len);
}

int64_t db_int(const struct db_rows *rows, int row, const char *col)
{
    const char *text = db_text(rows, row, col);

    return text ? strtoll(text, NULL, 10) : 0;
}

bool db_bool(const struct db_rows *rows, int row, const char *col)
{
    const char *text = db_text(rows, row, col);

    return text && text[0] == 't';
}

size_t db_len(const struct db_rows *rows, int row, const char *col)
{
    size_t len = 0;

    return cell_of(rows, row, col, &len) ? len : 0;
}

const char *db_int_text(struct arena *arena, struct opt_int v)
{
    return v.state == OPT_SET ? arena_printf(arena, "%" PRId64, v.v) : NULL;
}

const char *db_bool_text(struct opt_bool v)
{
    if (v.state != OPT_SET)
        return NULL;
    return v.v ? "true" : "false";
}

static void put_array_item(struct buf *buf, const char *item)
{
    buf_putc(buf, '"');
    for (const char *s = item; *s; s++) {
        if (*s == '"' || *s == '\\')
            buf_putc(buf, '\\');
        buf_putc(buf, *s);
    }
    buf_putc(buf, '"');
}

const char *db_array(struct arena *arena, size_t n, const char *const *items)
{
    struct buf buf;

    buf_init(&buf, arena, 2 + n * 40);
    buf_putc(&buf, '{');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_putc(&buf, ',');
        if (items[i])
            put_array_item(&buf, items[i]);
        else
            buf_puts(&buf, "NULL");
    }
    buf_putc(&buf, '}');
    return buf_cstr(&buf);
}
