// SPDX-License-Identifier: MIT
/* CSV as RFC 4180 has it, and as people's programs write it. */
#include "../support/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *csv(const char *text)
{
    const struct table_options options = {.format = TABLE_CSV};

    return table_text(text, strlen(text), &options);
}

static void test_rfc_4180(void **state)
{
    (void)state;
    assert_string_equal(csv("a,b\r\n1,2\r\n"), "1: a | b\n2: 1 | 2\n");
    assert_string_equal(csv("a,b\r\n1,2"), "1: a | b\n2: 1 | 2\n"); /* no last line end */
    assert_string_equal(csv("\"a\",\"b\"\r\n"), "1: a | b\n");
    assert_string_equal(csv("\"a,1\",\"b\"\"2\"\"\"\r\n"), "1: a,1 | b\"2\"\n");
    assert_string_equal(csv("a,\"x\r\ny\nz\"\r\nb,1\r\n"), "1: a | x\r\ny\nz\n4: b | 1\n");
    assert_string_equal(csv("a,\"\",\r\n"), "1: a |  | \n");
    assert_string_equal(csv(""), "");
}

static void test_line_ends(void **state)
{
    (void)state;
    assert_string_equal(csv("a,b\nc,d\n"), "1: a | b\n2: c | d\n");
    assert_string_equal(csv("a,b\rc,d\r"), "1: a | b\n2: c | d\n");
    assert_string_equal(csv("a,b\n\r\n\r\r\nc,d"), "1: a | b\n5: c | d\n");
    assert_string_equal(csv("a,b\n\n , \n,\n\"\",\"\"\nc,d"), "1: a | b\n6: c | d\n");
    assert_string_equal(csv("a,\"1\r2\r\n3\n4\"\nb,5"), "1: a | 1\r2\r\n3\n4\n5: b | 5\n");
}

static void test_tolerance(void **state)
{
    (void)state;
    assert_string_equal(csv("a,b\n12\" screen,5'\n"), "1: a | b\n2: 12\" screen | 5'\n");
    assert_string_equal(csv("a,b\n\"x\"y,\"z\" \n"), "1: a | b\n2: xy | z \n");
    assert_string_equal(csv("a,b\n x , \"y\"\n"), "1: a | b\n2:  x  |  \"y\"\n");
    assert_string_equal(csv("a,b,c\n1\n1,2,3,4\n"), "1: a | b | c\n2: 1\n3: 1 | 2 | 3 | 4\n");
}

static void test_separators(void **state)
{
    (void)state;
    assert_string_equal(csv("a;b\n1,5;2,5\n"), "1: a | b\n2: 1,5 | 2,5\n");
    assert_string_equal(csv("a\tb\n1,5\t2;5\n"), "1: a | b\n2: 1,5 | 2;5\n");
    assert_string_equal(csv("a|b\n1|2\n"), "1: a | b\n2: 1 | 2\n");
    assert_string_equal(csv("a,b\n1;2;3;4,x\n"), "1: a | b\n2: 1;2;3;4 | x\n");
    assert_string_equal(csv("\"a;b;c;d\",b\n1,2\n"), "1: a;b;c;d | b\n2: 1 | 2\n");
    assert_string_equal(csv("\n\n1,5;2,5\n"), "3: 1,5 | 2,5\n");
    assert_string_equal(csv("alone\nx\n"), "1: alone\n2: x\n");
    assert_string_equal(csv("\"a\"\"b\";c\n\"1\n;2\";3\n"), "1: a\"b | c\n2: 1\n;2 | 3\n");
}

static void test_separator_is_told(void **state)
{
    const struct table_options options = {.format = TABLE_CSV, .separator = ','};
    static const char bar[] = "sep=;\na,b;c\n";

    (void)state;
    assert_string_equal(csv("sep=;\r\na,b;c,d\r\n"), "2: a,b | c,d\n");
    assert_string_equal(csv("SEP=|\na,b|c,d\n"), "2: a,b | c,d\n");
    assert_string_equal(csv("\xef\xbb\xbfsep=\t\na,b\tc\n"), "2: a,b | c\n");
    assert_string_equal(csv("sep=;"), "");
    assert_string_equal(csv("sep=;a\nb;c\n"), "1: sep= | a\n2: b | c\n"); /* a row as any other */
    assert_string_equal(table_text(bar, strlen(bar), &options), "2: a | b;c\n");
}

static void test_apostrophes(void **state)
{
    (void)state;
    assert_string_equal(csv("a,b\n'=1+1,'-5\n"), "1: a | b\n2: =1+1 | -5\n");
    assert_string_equal(csv("a,b\n\"'+7 701\",'@x\n"), "1: a | b\n2: +7 701 | @x\n");
    assert_string_equal(csv("a,b\n''=x,'\n"), "1: a | b\n2: '=x | '\n");
    assert_string_equal(csv("a,b\n'90s,''\n"), "1: a | b\n2: '90s | ''\n");
}

static void test_faults(void **state)
{
    static const char nul[] = "a,b\n1,2\nx\0y,3\n";
    const struct table_options options = {.format = TABLE_CSV};

    (void)state;
    assert_string_equal(csv("a,b\n1,2\n\n\"x,3\n4,5\n"),
                        "1: a | b\n2: 1 | 2\n! \"reason\":\"quote\",\"row\":4\n");
    assert_string_equal(table_text(nul, sizeof nul - 1, &options),
                        "1: a | b\n2: 1 | 2\n! \"reason\":\"nul\",\"row\":3\n");
    assert_string_equal(csv("PK\3\4 and so on"), "! \"reason\":\"is_workbook\"\n");
    assert_string_equal(csv("\xd0\xcf\x11\xe0\xa1\xb1"), "! \"reason\":\"old_workbook\"\n");
}

static void test_fault_in_words(void **state)
{
    struct ctx cx = tables_ctx();
    const struct table_options options = {.format = TABLE_CSV};
    struct table_reader *reader;
    struct table_slice slice;
    const int fd = file_of("a,b\n\"c", 6);
    char path[64];

    (void)state;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(table_open(&cx, path, &options, &reader), ERR_OK);
    assert_int_equal(table_read(&cx, reader, tables_arena, 10, &slice), ERR_OK);
    assert_int_equal(slice.n, 1);
    assert_false(slice.is_end);
    for (unsigned i = 0; i < 2; i++) { /* it does not go away */
        assert_int_equal(table_read(&cx, reader, tables_arena, 10, &slice), ERR_FILE_UNREADABLE);
        assert_string_equal(cx.failure.message, "Row 2: a quote does not end.");
        assert_int_equal(table_info(reader).row, 2);
    }
    table_close(reader);
    close(fd);
}

/* One more of everything than is allowed, and exactly what is. */
static void test_limits(void **state)
{
    const struct table_options options = {.format = TABLE_CSV};
    static char text[(TABLE_MAX_ROW_BYTES + TABLE_MAX_COLUMNS) * 2];
    const char *read;

    (void)state;
    memset(text, 'x', TABLE_MAX_CELL_BYTES + 1);
    read = table_text(text, TABLE_MAX_CELL_BYTES, &options);
    assert_int_equal(strlen(read), TABLE_MAX_CELL_BYTES + 4);
    assert_string_equal(table_text(text, TABLE_MAX_CELL_BYTES + 1, &options),
                        "! \"reason\":\"cell_size\",\"row\":1\n");
    memset(text, ',', TABLE_MAX_COLUMNS + 1);
    text[0] = text[TABLE_MAX_COLUMNS + 1] = 'x';
    assert_int_equal(*table_text(text, TABLE_MAX_COLUMNS, &options), '1');
    assert_int_equal(*table_text(text, TABLE_MAX_COLUMNS + 1, &options), '1');
    assert_string_equal(table_text(text, TABLE_MAX_COLUMNS + 2, &options),
                        "! \"reason\":\"columns\",\"row\":1\n");
    memset(text, 'x', sizeof text);
    for (size_t i = 32768; i < TABLE_MAX_ROW_BYTES; i += 32769)
        text[i] = ',';
    assert_int_equal(strlen(table_text(text, TABLE_MAX_ROW_BYTES + 31, &options)),
                     TABLE_MAX_ROW_BYTES + 31 * 3 + 4);
    assert_string_equal(table_text(text, TABLE_MAX_ROW_BYTES + 32, &options),
                        "! \"reason\":\"row_size\",\"row\":1\n");
}

static void test_options(void **state)
{
    struct ctx cx = tables_ctx();
    const struct table_options encoding = {.format = TABLE_CSV, .encoding = "koi8-r"};
    const struct table_options separator = {.format = TABLE_CSV, .separator = '"'};
    const struct table_options fine = {.format = TABLE_CSV};
    struct table_reader *reader = NULL;

    (void)state;
    assert_int_equal(table_open(&cx, "/dev/null", &encoding, &reader), ERR_VALIDATION_FAILED);
    assert_string_equal(cx.failure.fields->field, "encoding");
    cx = tables_ctx();
    assert_int_equal(table_open(&cx, "/dev/null", &separator, &reader), ERR_VALIDATION_FAILED);
    assert_string_equal(cx.failure.fields->field, "separator");
    assert_int_equal(table_open(&cx, "/nowhere/at/all", &fine, &reader), ERR_STORAGE_UNAVAILABLE);
    assert_null(reader);
    table_close(reader);
}

/* Going on behind a row gives exactly what follows it. */
static void test_going_on(void **state)
{
    static const char text[] = "a,b\n1,\"x\ny\"\n\n2,z\n3,w\n";
    struct table_options options = {.format = TABLE_CSV};

    (void)state;
    options.after_row = 1;
    assert_string_equal(table_text(text, strlen(text), &options),
                        "2: 1 | x\ny\n5: 2 | z\n6: 3 | w\n");
    options.after_row = 2;
    assert_string_equal(table_text(text, strlen(text), &options), "5: 2 | z\n6: 3 | w\n");
    options.after_row = 6;
    assert_string_equal(table_text(text, strlen(text), &options), "");
}

static void test_progress(void **state)
{
    enum { ROWS = 100000 };
    struct ctx cx = tables_ctx();
    const struct table_options options = {.format = TABLE_CSV};
    struct table_reader *reader;
    struct table_slice slice = {0};
    struct buf text;
    char path[64];
    uint64_t before = 0;
    size_t rows = 0;
    int fd;

    (void)state;
    buf_init(&text, tables_arena, 0);
    for (int i = 0; i < ROWS; i++)
        buf_printf(&text, "sku-%d;name\n", i);
    fd = file_of(text.data, text.len);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(table_open(&cx, path, &options, &reader), ERR_OK);
    assert_string_equal(table_info(reader).encoding, "utf-8");
    assert_int_equal(table_info(reader).separator, ';');
    assert_int_equal(table_info(reader).bytes_total, text.len);
    while (!slice.is_end) {
        assert_int_equal(table_read(&cx, reader, tables_arena, 20000, &slice), ERR_OK);
        assert_true(slice.n <= 10000);
        rows += slice.n;
        assert_true(table_info(reader).bytes_read >= before);
        before = table_info(reader).bytes_read;
        assert_true(before <= text.len);
    }
    assert_int_equal(rows, ROWS);
    assert_int_equal(before, text.len);
    assert_int_equal(table_info(reader).row, ROWS);
    assert_int_equal(table_read(&cx, reader, tables_arena, 10, &slice), ERR_OK); /* and again */
    assert_true(slice.is_end && slice.n == 0);
    table_close(reader);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_4180),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_tolerance),
        cmocka_unit_test(test_separators),
        cmocka_unit_test(test_separator_is_told),
        cmocka_unit_test(test_apostrophes),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_fault_in_words),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_going_on),
        cmocka_unit_test(test_progress),
    };

    return cmocka_run_group_tests(tests, tables_set_up, tables_tear_down);
}
