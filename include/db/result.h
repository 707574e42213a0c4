// SPDX-License-Identifier: MIT
/* Rows by number of column, for who writes them all (the JSON row writer) and must not look up
 * names a cell at a time. Everybody else reads by name, with the functions of db/query.h. */
#ifndef SAUDA_DB_RESULT_H
#define SAUDA_DB_RESULT_H

#include "db/query.h"

#include <stddef.h>

/* Types of columns by their object identifiers, which PostgreSQL never changes
 * (src/include/catalog/pg_type.dat). */
enum db_type {
    DB_BOOL = 16,
    DB_INT8 = 20,
    DB_INT2 = 21,
    DB_INT4 = 23,
    DB_JSON = 114,
    DB_FLOAT4 = 700,
    DB_FLOAT8 = 701,
    DB_BOOL_ARRAY = 1000,
    DB_INT2_ARRAY = 1005,
    DB_INT4_ARRAY = 1007,
    DB_TEXT_ARRAY = 1009,
    DB_VARCHAR_ARRAY = 1015,
    DB_INT8_ARRAY = 1016,
    DB_FLOAT4_ARRAY = 1021,
    DB_FLOAT8_ARRAY = 1022,
    DB_DATE = 1082,
    DB_DATE_ARRAY = 1182,
    DB_TIMESTAMPTZ = 1184,
    DB_TIMESTAMPTZ_ARRAY = 1185,
    DB_NUMERIC_ARRAY = 1231,
    DB_NUMERIC = 1700,
    DB_UUID = 2950,
    DB_UUID_ARRAY = 2951,
    DB_JSONB = 3802,
};

int db_columns(const struct db_rows *rows);
const char *db_column_name(const struct db_rows *rows, int col);
/* One of enum db_type, or another object identifier. */
unsigned db_column_type(const struct db_rows *rows, int col);
/* The number of the column, or -1. */
int db_column_find(const struct db_rows *rows, const char *name);
/* The cell's text, NUL-terminated, with its length; NULL for null. */
const char *db_cell(const struct db_rows *rows, int row, int col, size_t *ret_len);

#endif
