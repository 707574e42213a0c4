// SPDX-License-Identifier: MIT
/* A text is quoted not only where it holds the separator in use, but any that might be taken for one: so every program
 * that has to guess finds the same. */
#include "files/csv_writer.h"

#include "formula.h"
#include "value.h"

#define MUST_BE_QUOTED "\",;|\t\r\n"

void csv_start(struct csv_writer *csv, struct buf *out, enum csv_dialect dialect)
{
    *csv = (struct csv_writer){out, dialect};
    buf_puts(out, "\xef\xbb\xbf");
}

static bool must_be_quoted(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (memchr(MUST_BE_QUOTED, text[i], sizeof MUST_BE_QUOTED - 1))
            return true;
    }
    return false;
}

static void put_quoted(struct buf *out, const char *text, size_t len)
{
    buf_reserve(out, len * 2 + 2); /* were it all quotes */
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, text[i]);
    }
}

static void put_text(struct buf *out, const char *text, size_t len)
{
    const bool is_quoted = must_be_quoted(text, len);

    if (is_quoted)
        buf_putc(out, '"');
    if (formula_begins(text, len))
        buf_putc(out, '\'');
    put_quoted(out, text, len);
    if (is_quoted)
        buf_putc(out, '"');
}

static void put_number(struct csv_writer *csv, const struct table_value *value)
{
    const size_t at = csv->out->len;
    char *point;

    buf_put(csv->out, value->text, value->len);
    point = memchr(csv->out->data + at, '.', value->len);
    if (point && csv->dialect == CSV_SEMICOLON)
        *point = ',';
}

static void put_value(struct csv_writer *csv, const struct table_value *value)
{
    switch (value->type) {
    case VALUE_EMPTY:
        return;
    case VALUE_NUMBER:
        if (value_is_number(value)) {
            put_number(csv, value);
            return;
        }
        break;
    case VALUE_BOOL:
        buf_puts(csv->out, value_is_true(value) ? "true" : "false");
        return;
    case VALUE_TEXT:
    case VALUE_DATE:
        break;
    }
    put_text(csv->out, value->text, value->len);
}

void csv_row(struct csv_writer *csv, const struct table_value *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(csv->out, csv->dialect == CSV_SEMICOLON ? ';' : ',');
        put_value(csv, &values[i]);
    }
    buf_puts(csv->out, "\r\n");
}
