// SPDX-License-Identifier: MIT
/* CSV that Excel opens right and runs nothing of. */
#include "files/csv_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MARK "\xef\xbb\xbf"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct table_value value(enum value_type type, const char *text)
{
    return (struct table_value){type, text, text ? strlen(text) : 0};
}

static const char *row(enum csv_dialect dialect, const struct table_value *values, size_t n)
{
    struct csv_writer csv;
    struct buf out;

    buf_init(&out, arena, 0);
    csv_start(&csv, &out, dialect);
    csv_row(&csv, values, n);
    assert_memory_equal(out.data, MARK, strlen(MARK));
    return buf_cstr(&out) + strlen(MARK);
}

static const char *text_row(const char *text)
{
    const struct table_value v = value(VALUE_TEXT, text);

    return row(CSV_SEMICOLON, &v, 1);
}

static void test_types(void **state)
{
    const struct table_value values[] = {
        value(VALUE_TEXT, "Чехол"), value(VALUE_NUMBER, "-12.50"),    value(VALUE_EMPTY, NULL),
        value(VALUE_BOOL, "t"),     value(VALUE_BOOL, "false"),       value(VALUE_NUMBER, "7"),
        value(VALUE_NUMBER, "NaN"), value(VALUE_DATE, "2026-01-31"),  value(VALUE_TEXT, "0012"),
        value(VALUE_TEXT, "-5.5"),  value(VALUE_NUMBER, "-Infinity"), value(VALUE_NUMBER, "-5+A1"),
    };

    (void)state;
    assert_string_equal(
        row(CSV_SEMICOLON, values, sizeof values / sizeof *values),
        "Чехол;-12,50;;true;false;7;NaN;2026-01-31;0012;'-5.5;'-Infinity;'-5+A1\r\n");
    assert_string_equal(row(CSV_COMMA, values, 3), "Чехол,-12.50,\r\n");
    assert_string_equal(row(CSV_COMMA, values, 0), "\r\n");
}

static void test_quoting(void **state)
{
    (void)state;
    assert_string_equal(text_row("plain text"), "plain text\r\n");
    assert_string_equal(text_row("a \"b\""), "\"a \"\"b\"\"\"\r\n");
    assert_string_equal(text_row("\""), "\"\"\"\"\r\n");
    assert_string_equal(text_row("a;b"), "\"a;b\"\r\n");
    assert_string_equal(text_row("a,b"), "\"a,b\"\r\n"); /* so that no one takes it for the separator */
    assert_string_equal(text_row("a|b\tc"), "\"a|b\tc\"\r\n");
    assert_string_equal(text_row("a\nb\r\n"), "\"a\nb\r\n\"\r\n");
}

static void test_formulas(void **state)
{
    (void)state;
    assert_string_equal(text_row("=1+1"), "'=1+1\r\n");
    assert_string_equal(text_row("+7 701"), "'+7 701\r\n");
    assert_string_equal(text_row("-"), "'-\r\n");
    assert_string_equal(text_row("@SUM(A1)"), "'@SUM(A1)\r\n");
    assert_string_equal(text_row("\t=1"), "\"'\t=1\"\r\n");
    assert_string_equal(text_row("\r=1"), "\"'\r=1\"\r\n");
    assert_string_equal(text_row("\n=1"), "\"'\n=1\"\r\n");
    assert_string_equal(text_row("＝1"), "'＝1\r\n");
    assert_string_equal(text_row("'=1"), "''=1\r\n");
    assert_string_equal(text_row("'90s"), "'90s\r\n");
    assert_string_equal(text_row("'"), "'\r\n");
    assert_string_equal(text_row("a=1"), "a=1\r\n");
    assert_string_equal(text_row("=cmd|' /C calc'!A0;\"x\""),
                        "\"'=cmd|' /C calc'!A0;\"\"x\"\"\"\r\n");
}

/* The buffer may be emptied between rows: that is how a large table leaves in pieces. */
static void test_pieces(void **state)
{
    const struct table_value v = value(VALUE_TEXT, "x");
    struct csv_writer csv;
    struct buf out;

    (void)state;
    buf_init(&out, arena, 16);
    csv_start(&csv, &out, CSV_COMMA);
    for (unsigned i = 0; i < 100; i++) {
        out.len = 0;
        csv_row(&csv, &v, 1);
        assert_string_equal(buf_cstr(&out), "x\r\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_formulas),
        cmocka_unit_test(test_pieces),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
