// SPDX-License-Identifier: MIT
/* The row writer: what becomes of each type of column, and of the texts that need care. */
#include "http/json_rows.h"
#include "rows.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* last: its fail() is a macro */

#define DB_TEXT 25

static const char *write_rows(struct arena *arena, int n_columns, const struct rows_column *columns,
                              int n_rows, const char *const *cells)
{
    struct db_rows rows = rows_make(n_columns, columns, n_rows, cells);
    struct buf buf;
    json_t *parsed;

    buf_init(&buf, arena, 0);
    json_rows(&buf, &rows);
    rows_free(&rows);
    parsed = json_loadb(buf.data, buf.len, 0, NULL);
    assert_non_null(parsed);
    json_decref(parsed);
    return buf_cstr(&buf);
}

/* One cell of a column "v" of the type. */
static void assert_cell(unsigned type, const char *cell, const char *json)
{
    struct arena *arena = arena_new();
    const struct rows_column column = {"v", type};
    const char *text = write_rows(arena, 1, &column, 1, &cell);

    assert_string_equal(text, arena_printf(arena, "[{\"v\":%s}]", json));
    arena_free(arena);
}

static void test_scalars(void **state)
{
    (void)state;
    assert_cell(DB_INT8, "9223372036854775807", "9223372036854775807");
    assert_cell(DB_INT4, "-5", "-5");
    assert_cell(DB_INT2, "0", "0");
    assert_cell(DB_BOOL, "t", "true");
    assert_cell(DB_BOOL, "f", "false");
    assert_cell(DB_NUMERIC, "12345678901234567890.10", "12345678901234567890.10");
    assert_cell(DB_NUMERIC, "NaN", "null");
    assert_cell(DB_FLOAT8, "1e+300", "1e+300");
    assert_cell(DB_FLOAT8, "-Infinity", "null");
    assert_cell(DB_FLOAT4, "Infinity", "null");
    assert_cell(DB_FLOAT4, "NaN", "null");
    assert_cell(DB_UUID, "018f8e9e-0000-7000-8000-000000000000",
                "\"018f8e9e-0000-7000-8000-000000000000\"");
    assert_cell(DB_DATE, "2026-11-21", "\"2026-11-21\"");
    assert_cell(DB_JSONB, "{\"a\": [1, null]}", "{\"a\": [1, null]}");
    assert_cell(DB_JSON, "[ ]", "[ ]");
    assert_cell(DB_TEXT, NULL, "null");
    assert_cell(DB_BOOL, NULL, "null");
    assert_cell(DB_TEXT_ARRAY, NULL, "null");
    assert_cell(DB_JSONB, NULL, "null");
}

static void test_texts(void **state)
{
    (void)state;
    assert_cell(DB_TEXT, "", "\"\"");
    assert_cell(DB_TEXT, "Қазақша \"тырнақша\"", "\"Қазақша \\\"тырнақша\\\"\"");
    assert_cell(DB_TEXT, "a\\b\nc\td\x01", "\"a\\\\b\\nc\\td\\u0001\"");
    assert_cell(DB_TEXT, "a text of more than sixteen bytes, then a \"",
                "\"a text of more than sixteen bytes, then a \\\"\"");
    assert_cell(99999, "of a type of its own", "\"of a type of its own\"");
}

static void test_times(void **state)
{
    (void)state;
    assert_cell(DB_TIMESTAMPTZ, "2026-11-21 06:05:43.12+00", "\"2026-11-21T06:05:43.120Z\"");
    assert_cell(DB_TIMESTAMPTZ, "2026-11-21 06:05:43+00", "\"2026-11-21T06:05:43.000Z\"");
    assert_cell(DB_TIMESTAMPTZ, "2026-11-21 06:05:43.123999+00", "\"2026-11-21T06:05:43.123Z\"");
    assert_cell(DB_TIMESTAMPTZ, "2026-11-21 06:05:43.1+00", "\"2026-11-21T06:05:43.100Z\"");
    assert_cell(DB_TIMESTAMPTZ, "infinity", "\"infinity\"");
    assert_cell(DB_TIMESTAMPTZ, "2026-11-21 06:05:43+05", "\"2026-11-21 06:05:43+05\"");
    assert_cell(DB_TIMESTAMPTZ, "12026-11-21 06:05:43+00", "\"12026-11-21 06:05:43+00\"");
}

static void test_arrays(void **state)
{
    (void)state;
    assert_cell(DB_TEXT_ARRAY, "{}", "[]");
    assert_cell(DB_TEXT_ARRAY, "{a,b}", "[\"a\",\"b\"]");
    assert_cell(DB_TEXT_ARRAY, "{\"\",\"NULL\",NULL,\"a,{b}\"}", "[\"\",\"NULL\",null,\"a,{b}\"]");
    assert_cell(DB_TEXT_ARRAY, "{\"say \\\"hi\\\"\",\"back\\\\slash\"}",
                "[\"say \\\"hi\\\"\",\"back\\\\slash\"]");
    assert_cell(DB_TEXT_ARRAY, "{\"line\nbreak\"}", "[\"line\\nbreak\"]");
    assert_cell(DB_INT4_ARRAY, "{1,-2,NULL,40}", "[1,-2,null,40]");
    assert_cell(DB_INT4_ARRAY, "{{1,2},{3,4}}", "[[1,2],[3,4]]");
    assert_cell(DB_INT4_ARRAY, "[0:1]={7,8}", "[7,8]");
    assert_cell(DB_BOOL_ARRAY, "{t,f,NULL}", "[true,false,null]");
    assert_cell(DB_FLOAT8_ARRAY, "{0.5,NaN}", "[0.5,null]");
    assert_cell(DB_UUID_ARRAY, "{018f8e9e-0000-7000-8000-000000000000}",
                "[\"018f8e9e-0000-7000-8000-000000000000\"]");
    assert_cell(DB_TIMESTAMPTZ_ARRAY, "{\"2026-11-21 06:05:43+00\"}",
                "[\"2026-11-21T06:05:43.000Z\"]");
}

static void test_rows(void **state)
{
    static const struct rows_column columns[] = {{"id", DB_INT8}, {"a \"name\"", DB_TEXT}};
    static const char *const cells[] = {"1", "x", "2", NULL};
    struct arena *arena = arena_new();
    struct db_rows rows = rows_make(2, columns, 2, cells);
    struct buf buf;

    (void)state;
    assert_string_equal(write_rows(arena, 2, columns, 2, cells),
                        "[{\"id\":1,\"a \\\"name\\\"\":\"x\"},{\"id\":2,\"a \\\"name\\\"\":null}]");
    assert_string_equal(write_rows(arena, 2, columns, 0, cells), "[]");
    buf_init(&buf, arena, 0);
    json_row(&buf, &rows, 1);
    assert_string_equal(buf_cstr(&buf), "{\"id\":2,\"a \\\"name\\\"\":null}");
    rows_free(&rows);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scalars), cmocka_unit_test(test_texts), cmocka_unit_test(test_times),
        cmocka_unit_test(test_arrays),  cmocka_unit_test(test_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
