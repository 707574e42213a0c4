// SPDX-License-Identifier: MIT
/* One cell of a table that is written, the same for CSV and XLSX: its text as PostgreSQL prints it, and what it is, so
 * that an exporter hands over columns of a result as they are. */
#ifndef SAUDA_FILES_TABLE_VALUE_H
#define SAUDA_FILES_TABLE_VALUE_H

#include <stddef.h>

#define TABLE_MAX_COLUMNS 1000u

enum value_type {
    VALUE_EMPTY = 0, /* `text` is not looked at */
    VALUE_TEXT,
    VALUE_NUMBER, /* "-12.50"; what is no decimal number ("NaN") is written as text */
    VALUE_BOOL,   /* begins with t or f */
    VALUE_DATE, /* "2026-01-31", "2026-01-31 10:20:30.5+00" or with a T; a zone is not converted */
};

/* `text` is valid UTF-8 without NUL bytes, not necessarily NUL-terminated. */
struct table_value {
    enum value_type type;
    const char *text;
    size_t len;
};

#endif
