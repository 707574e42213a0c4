// SPDX-License-Identifier: MIT
/* What is exported and imported again is the same, whatever people wrote. */
#include "../support/tables.h"
#include "files/csv_writer.h"
#include "files/xlsx_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROWS 300u
#define COLUMNS 6u

/* What texts are made of: all that means something to one of the formats, and some that does not. */
static const char *const pieces[] = {
    "a",
    "Я",
    "0",
    "-5",
    " ",
    ";",
    ",",
    "|",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\"",
    "\"\"",
    "'",
    "=",
    "+",
    "@",
    "＝",
    "_x000D_",
    "_x005F_",
    "<b>",
    "&amp;",
    "]]>",
    "\x01",
    "\xf0\x9f\x98\x80",
    "\xef\xbf\xbf",
    "sep=;",
    "PK\3\4",
    "TRUE",
    "1E+3",
    "2026-01-31",
};

/* Marsaglia's xorshift: the same texts in each run. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static struct table_value random_text(uint32_t *seed)
{
    struct buf text;

    buf_init(&text, tables_arena, 0);
    for (uint32_t n = next_random(seed) % 6; n > 0; n--)
        buf_puts(&text, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    return (struct table_value){VALUE_TEXT, buf_cstr(&text), text.len};
}

/* A header and rows of texts, the first of which is never empty. */
static struct table_value *random_table(uint32_t seed)
{
    struct table_value *values = arena_zalloc(tables_arena, ROWS * COLUMNS, sizeof *values);

    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        if (i < COLUMNS || i % COLUMNS == 0)
            values[i] = (struct table_value){VALUE_TEXT, "id", 2};
        else
            values[i] = random_text(&seed);
    }
    return values;
}

static void assert_same(const char *path, enum table_format format, const struct table_value *values)
{
    struct ctx cx = tables_ctx();
    const struct table_options options = {.format = format};
    struct table_reader *reader;
    struct table_slice slice = {0};
    size_t row = 0;

    assert_int_equal(table_open(&cx, path, &options, &reader), ERR_OK);
    while (!slice.is_end) {
        assert_int_equal(table_read(&cx, reader, tables_arena, 7, &slice), ERR_OK);
        for (size_t i = 0; i < slice.n; i++, row++) {
            for (size_t c = 0; c < COLUMNS; c++) {
                const struct table_value *wanted = &values[row * COLUMNS + c];
                const struct table_cell none = {"", 0};
                const struct table_cell got = c < slice.rows[i].n ? slice.rows[i].cells[c] : none;

                assert_int_equal(got.len, wanted->len);
                assert_memory_equal(got.text, wanted->text, got.len);
            }
        }
    }
    assert_int_equal(row, ROWS);
    table_close(reader);
}

static void test_csv(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        const struct table_value *values = random_table(seed);
        struct csv_writer csv;
        struct buf out;
        char path[64];
        int fd;

        buf_init(&out, tables_arena, 0);
        csv_start(&csv, &out, seed % 2 ? CSV_SEMICOLON : CSV_COMMA);
        for (size_t i = 0; i < ROWS; i++)
            csv_row(&csv, values + i * COLUMNS, COLUMNS);
        fd = file_of(out.data, out.len);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        assert_same(path, TABLE_CSV, values);
        close(fd);
    }
}

static void test_xlsx(void **state)
{
    char path[] = "/tmp/sauda-test-XXXXXX";
    const int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    for (uint32_t seed = 1; seed <= 10; seed++) {
        const struct table_value *values = random_table(seed);
        const struct xlsx_column columns[COLUMNS] = {{"id", 0}, {"id", 0}, {"id", 0},
                                                     {"id", 0}, {"id", 0}, {"id", 0}};
        struct ctx cx = tables_ctx();
        struct xlsx_writer *writer;

        assert_int_equal(xlsx_create(&cx, path, NULL, &writer), ERR_OK);
        assert_int_equal(xlsx_header(&cx, writer, columns, COLUMNS), ERR_OK);
        for (size_t i = 1; i < ROWS; i++)
            assert_int_equal(xlsx_row(&cx, writer, values + i * COLUMNS, COLUMNS), ERR_OK);
        assert_int_equal(xlsx_finish(&cx, writer), ERR_OK);
        assert_same(path, TABLE_XLSX, values);
    }
    unlink(path);
}

/* Decimal numbers of up to 15 digits pass through Excel's binary fractions unharmed. */
static void test_numbers(void **state)
{
    char path[] = "/tmp/sauda-test-XXXXXX";
    const int fd = mkstemp(path);
    const struct xlsx_column column = {"n", 0};
    const struct table_options options = {.format = TABLE_XLSX};
    struct ctx cx = tables_ctx();
    struct xlsx_writer *writer;
    struct buf expected;
    uint32_t seed = 7;

    (void)state;
    assert_true(fd >= 0);
    close(fd);
    buf_init(&expected, tables_arena, 0);
    buf_puts(&expected, "1: n\n");
    assert_int_equal(xlsx_create(&cx, path, NULL, &writer), ERR_OK);
    assert_int_equal(xlsx_header(&cx, writer, &column, 1), ERR_OK);
    for (unsigned i = 0; i < 2000; i++) {
        const int digits = (int)(next_random(&seed) % 9), places = (int)(next_random(&seed) % 5);
        const unsigned whole = next_random(&seed) % 1000000000, part = next_random(&seed) % 10000;
        char *text = arena_printf(tables_arena, "%s%.*u.%.*u1", i % 3 ? "" : "-", digits + 1, whole,
                                  places, part);
        const struct table_value value = {VALUE_NUMBER, text, strlen(text)};
        const char *zeros = text + (*text == '-');

        assert_int_equal(xlsx_row(&cx, writer, &value, 1), ERR_OK);
        while (*zeros == '0' && zeros[1] != '.')
            zeros++;
        buf_printf(&expected, "%u: %s%s\n", i + 2, *text == '-' ? "-" : "", zeros);
    }
    assert_int_equal(xlsx_finish(&cx, writer), ERR_OK);
    assert_string_equal(table_text_by(path, &options, 100), buf_cstr(&expected));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_xlsx),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, tables_set_up, tables_tear_down);
}
