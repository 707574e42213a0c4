// SPDX-License-Identifier: MIT
/* Workbooks that are written: what stands in their XML, what our own reader makes of them, and what is refused. */
#include "../../src/files/package.h"
#include "../support/tables.h"
#include "files/xlsx_writer.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>

#include <cmocka.h>

static char folder[] = "/tmp/sauda-test-XXXXXX", path[64];

static int set_up(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/sauda-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/table.xlsx", folder);
    return tables_set_up(state);
}

static int tear_down(void **state)
{
    unlink(path);
    assert_int_equal(rmdir(folder), 0); /* no temporary file stays behind */
    return tables_tear_down(state);
}

static struct table_value value(enum value_type type, const char *text)
{
    return (struct table_value){type, text, text ? strlen(text) : 0};
}

static struct xlsx_writer *begin(const struct xlsx_column *columns, size_t n)
{
    struct ctx cx = tables_ctx();
    struct xlsx_writer *writer;

    assert_int_equal(xlsx_create(&cx, path, folder, &writer), ERR_OK);
    assert_int_equal(xlsx_header(&cx, writer, columns, n), ERR_OK);
    return writer;
}

static void write_table(const struct xlsx_column *columns, size_t n,
                        const struct table_value *values, size_t rows)
{
    struct ctx cx = tables_ctx();
    struct xlsx_writer *writer = begin(columns, n);

    for (size_t i = 0; i < rows; i++)
        assert_int_equal(xlsx_row(&cx, writer, values + i * n, n), ERR_OK);
    assert_int_equal(xlsx_finish(&cx, writer), ERR_OK);
}

static const char *read_back(void)
{
    const struct table_options options = {.format = TABLE_XLSX};

    return table_text_by(path, &options, 100);
}

/* A part of the workbook as text. */
static const char *part_text(const char *name)
{
    struct package package = {0};
    struct part part = {0};
    struct buf text;
    size_t len;

    buf_init(&text, tables_arena, 0);
    assert_int_equal(package_open(&package, path), FAULT_NONE);
    assert_int_equal(part_open(&part, &package, name), FAULT_NONE);
    do {
        assert_int_equal(part_read(&part, buf_reserve(&text, 4096), 4096, &len), FAULT_NONE);
        text.len += len;
    } while (len > 0);
    part_close(&part);
    package_close(&package);
    return buf_cstr(&text);
}

static void test_types(void **state)
{
    static const struct xlsx_column columns[] = {{"sku", 20}, {"цена", 0}, {"c", 0}, {"d", 10},
                                                 {"e", 0},    {"f", 0},    {"g", 0}};
    const struct table_value values[] = {
        value(VALUE_TEXT, "0012"),
        value(VALUE_NUMBER, "12.50"),
        value(VALUE_BOOL, "t"),
        value(VALUE_DATE, "2026-01-31"),
        value(VALUE_DATE, "2026-01-31 10:20:30.25+05"),
        value(VALUE_TEXT, "=1+1"),
        value(VALUE_EMPTY, NULL),
        value(VALUE_NUMBER, "4607112345678"),
        value(VALUE_NUMBER, "12345678901234567.25"),
        value(VALUE_BOOL, "f"),
        value(VALUE_DATE, "1899-12-31"),
        value(VALUE_DATE, "2026-01-31T00:00Z"),
        value(VALUE_NUMBER, "NaN"),
        value(VALUE_DATE, "infinity"),
    };
    const char *sheet;

    (void)state;
    write_table(columns, 7, values, 2);
    assert_string_equal(read_back(),
                        "1: sku | цена | c | d | e | f | g\n"
                        "2: 0012 | 12.5 | true | 2026-01-31 | 2026-01-31T10:20:30 | =1+1\n"
                        "3: 4607112345678 | 12345678901234567.25 | false | 1899-12-31 | "
                        "2026-01-31T00:00:00 | NaN | infinity\n");
    sheet = part_text("xl/worksheets/sheet1.xml");
    assert_non_null(strstr(sheet, "state=\"frozen\""));
    assert_non_null(strstr(sheet, "<col min=\"1\" max=\"1\" width=\"20"));
    assert_non_null(strstr(sheet, "<c r=\"A2\" t=\"inlineStr\"><is><t>0012</t>"));
    assert_non_null(strstr(sheet, "<c r=\"B2\"><v>12.5</v></c>"));
    assert_non_null(strstr(sheet, "<c r=\"C2\" t=\"b\"><v>1</v></c>"));
    assert_non_null(strstr(sheet, "<c r=\"F2\" t=\"inlineStr\"><is><t>=1+1</t>"));
    assert_null(strstr(sheet, "<f>"));
    assert_non_null(strstr(part_text("xl/styles.xml"), "<b/>"));
}

/* Texts that XML does not carry as they are, or that look like its escapes. */
static void test_texts(void **state)
{
    static const char *const texts[] = {
        "a\r\nb\rc\nd\te",
        " leading and trailing ",
        "<&>\"'",
        "_x000D_",
        "_x005F_x000D_ __x0041_",
        "\x01\x1f",
        "\xef\xbf\xbf\xef\xbf\xbe",
        "emoji \xf0\x9f\x98\x80",
        "Қазақша ₸",
        "http://example.com/",
    };
    const struct xlsx_column column = {"text", 0};
    struct table_value values[sizeof texts / sizeof *texts];
    struct buf expected;

    (void)state;
    buf_init(&expected, tables_arena, 0);
    buf_puts(&expected, "1: text\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        values[i] = value(VALUE_TEXT, texts[i]);
        buf_printf(&expected, "%zu: %s\n", i + 2, texts[i]);
    }
    write_table(&column, 1, values, sizeof texts / sizeof *texts);
    assert_string_equal(read_back(), buf_cstr(&expected));
}

/* At most 32,767 UTF-16 units, at a whole character, with an ellipsis for the rest. */
static void test_long_texts(void **state)
{
    static const struct {
        const char *unit;
        size_t n, kept;
        bool is_cut;
    } cases[] = {
        {"x", 32767, 32767, false},
        {"x", 32768, 32766, true},
        {"я", 32767, 32767, false},
        {"я", 40000, 32766, true},
        {"\xf0\x9f\x98\x80", 16383, 16383, false},
        {"\xf0\x9f\x98\x80", 16384, 16383, true}, /* two units each: one is left for the ellipsis */
        {"\x01", 4682, 4680, true},               /* seven as _x0001_ */
    };
    const struct xlsx_column column = {"text", 0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct table_value v = {.type = VALUE_TEXT};
        struct buf text, expected;

        buf_init(&text, tables_arena, 0);
        buf_init(&expected, tables_arena, 0);
        buf_puts(&expected, "1: text\n2: ");
        for (size_t c = 0; c < cases[i].n; c++)
            buf_puts(&text, cases[i].unit);
        for (size_t c = 0; c < cases[i].kept; c++)
            buf_puts(&expected, cases[i].unit);
        buf_puts(&expected, cases[i].is_cut ? "…\n" : "\n");
        v.text = text.data;
        v.len = text.len;
        write_table(&column, 1, &v, 1);
        assert_string_equal(read_back(), buf_cstr(&expected));
    }
}

static void test_too_many_rows(void **state)
{
    struct ctx cx = tables_ctx();
    const struct table_value v = value(VALUE_NUMBER, "1");
    const struct xlsx_column column = {"n", 0};
    struct xlsx_writer *writer = begin(&column, 1);

    (void)state;
    for (unsigned i = 0; i < XLSX_MAX_ROWS; i++) {
        if (xlsx_row(&cx, writer, &v, 1))
            fail_msg("row %u", i);
    }
    assert_int_equal(xlsx_row(&cx, writer, &v, 1), ERR_TABLE_TOO_LARGE);
    xlsx_discard(writer);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void test_too_many_bytes(void **state)
{
    struct ctx cx = tables_ctx();
    struct table_value values[TABLE_MAX_COLUMNS];
    const struct xlsx_column column = {"n", 0};
    struct xlsx_writer *writer = begin(&column, 1);
    static char text[1 << 20];
    enum err e = ERR_OK;
    unsigned rows = 0;

    (void)state; /* what is cut counts with all its length, so this does not fill the disk */
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < TABLE_MAX_COLUMNS; i++)
        values[i] = (struct table_value){VALUE_TEXT, text, sizeof text};
    while (!e && rows < 5) {
        e = xlsx_row(&cx, writer, values, TABLE_MAX_COLUMNS);
        rows++;
    }
    assert_int_equal(e, ERR_TABLE_TOO_LARGE);
    assert_int_equal(rows, 3);
    xlsx_discard(writer);
}

static unsigned count_open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    unsigned n = 0;

    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

/* Neither way of ending leaves files open or lying about. */
static void test_ends(void **state)
{
    struct ctx cx = tables_ctx();
    const struct xlsx_column column = {"n", 0};
    const struct table_value v = value(VALUE_TEXT, "x");
    const unsigned before = count_open_files();

    (void)state;
    for (unsigned i = 0; i < 3; i++)
        write_table(&column, 1, &v, 1);
    for (unsigned i = 0; i < 3; i++) {
        struct xlsx_writer *writer = begin(&column, 1);

        assert_int_equal(xlsx_row(&cx, writer, &v, 1), ERR_OK);
        xlsx_discard(writer);
    }
    xlsx_discard(NULL);
    assert_int_equal(count_open_files(), before);
    write_table(&column, 1, NULL, 0);
    assert_string_equal(read_back(), "1: n\n");
}

static void test_no_folder(void **state)
{
    struct ctx cx = tables_ctx();
    struct xlsx_writer *writer = NULL;

    (void)state;
    assert_int_equal(xlsx_create(&cx, path, "/nowhere/at/all", &writer), ERR_STORAGE_UNAVAILABLE);
    assert_int_equal(xlsx_create(&cx, "/nowhere/at/all.xlsx", folder, &writer),
                     ERR_STORAGE_UNAVAILABLE);
    assert_null(writer);
}

/* A disk that is full where the rows wait, and one that is full where they are packed. */
static void test_full_disk(void **state)
{
    struct ctx cx = tables_ctx();
    const struct xlsx_column column = {"n", 0};
    const struct table_value v = value(VALUE_TEXT, "some text for each of many rows");
    struct rlimit before, limit;
    static const rlim_t limits[] = {100000, 1 << 20, 5 << 20};
    unsigned whole = 0;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
        struct xlsx_writer *writer = begin(&column, 1);
        enum err e = ERR_OK;

        limit = (struct rlimit){limits[l], before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        for (unsigned i = 0; i < 20000 && !e; i++)
            e = xlsx_row(&cx, writer, &v, 1);
        if (e)
            xlsx_discard(writer);
        else
            e = xlsx_finish(&cx, writer);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_true(e == ERR_OK || e == ERR_INSUFFICIENT_STORAGE);
        assert_int_equal(access(path, F_OK) == 0, e == ERR_OK);
        whole += e == ERR_OK;
    }
    assert_int_equal(whole, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_folder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full_disk, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
