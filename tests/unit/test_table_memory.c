// SPDX-License-Identifier: MIT
/* Tables of many rows take no more memory than those of few, read or written. Each job is a process of its own - this
 * program with arguments - so that its peak can be told. */
#include "../../src/base/sanitizers.h"
#include "../support/tables.h"
#include "files/csv_writer.h"
#include "files/xlsx_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#define COLUMNS 8u
#define FEW "2000"
#define MANY "50000"
#define MAX_GROWTH_KIB                                                                             \
    (16l << 10) /* the caches of put-aside texts take 8 MiB, once they are full */

/* Texts that are long, and no two of them alike. */
static void fill_row(struct arena *arena, struct table_value *values, unsigned row)
{
    for (unsigned c = 0; c < COLUMNS; c++) {
        const char *text = arena_printf(arena, "%0150u %u", row, c);

        values[c] = (struct table_value){VALUE_TEXT, text, strlen(text)};
    }
}

static void must(bool is_so)
{
    if (!is_so)
        exit(2);
}

static void write_csv(const char *path, unsigned rows)
{
    FILE *file = fopen(path, "w");

    must(file != NULL);
    for (unsigned row = 0; row < rows; row++) {
        struct arena *arena = arena_new();
        struct table_value values[COLUMNS];
        struct csv_writer csv;
        struct buf out;

        buf_init(&out, arena, 0);
        csv_start(&csv, &out, CSV_COMMA);
        if (row > 0)
            out.len = 0; /* the mark stands once */
        fill_row(arena, values, row);
        csv_row(&csv, values, COLUMNS);
        must(fwrite(out.data, 1, out.len, file) == out.len);
        arena_free(arena);
    }
    must(fclose(file) == 0);
}

static void write_xlsx(const char *path, unsigned rows)
{
    struct ctx cx = {.arena = arena_new()};
    const struct xlsx_column columns[COLUMNS] = {{"a", 0}, {"b", 0}, {"c", 0}, {"d", 0},
                                                 {"e", 0}, {"f", 0}, {"g", 0}, {"h", 0}};
    struct xlsx_writer *writer;

    must(!xlsx_create(&cx, path, NULL, &writer));
    must(!xlsx_header(&cx, writer, columns, COLUMNS));
    for (unsigned row = 1; row < rows; row++) {
        struct arena *arena = arena_new();
        struct table_value values[COLUMNS];

        fill_row(arena, values, row);
        must(!xlsx_row(&cx, writer, values, COLUMNS));
        arena_free(arena);
    }
    must(!xlsx_finish(&cx, writer));
    arena_free(cx.arena);
}

static void read_table(const char *path, enum table_format format, unsigned rows)
{
    struct ctx cx = {.arena = arena_new()};
    const struct table_options options = {.format = format};
    struct table_reader *reader;
    struct table_slice slice = {0};
    unsigned seen = 0;

    must(!table_open(&cx, path, &options, &reader));
    while (!slice.is_end) {
        struct arena *arena = arena_new();

        must(!table_read(&cx, reader, arena, 1000, &slice));
        for (size_t i = 0; i < slice.n; i++)
            must(slice.rows[i].n == COLUMNS);
        seen += (unsigned)slice.n;
        arena_free(arena);
    }
    table_close(reader);
    arena_free(cx.arena);
    must(seen == rows);
}

/* A workbook whose texts are shared, which our own writer does not make. */
static void write_shared(const char *path, unsigned rows)
{
    struct arena *arena = arena_new();
    struct workbook_part parts[] = {
        {"_rels/.rels", ROOT_RELATIONSHIPS, 0},
        {"xl/workbook.xml", WORKBOOK("", "<sheet r:id=\"rId1\"/>"), 0},
        {"xl/_rels/workbook.xml.rels",
         RELATIONSHIPS(RELATIONSHIP("rId1", "worksheet", "sheet.xml")
                           RELATIONSHIP("rId2", "sharedStrings", "strings.xml")),
         0},
        {"xl/sheet.xml", NULL, 0},
        {"xl/strings.xml", NULL, 0},
    };
    struct buf sheet, strings;
    FILE *file = fopen(path, "w");
    size_t len;
    char *bytes;

    buf_init(&sheet, arena, 0);
    buf_init(&strings, arena, 0);
    buf_puts(&sheet, "<worksheet><sheetData>");
    buf_puts(&strings, "<sst>");
    for (unsigned row = 0; row < rows; row++) {
        buf_puts(&sheet, "<row>");
        for (unsigned c = 0; c < COLUMNS; c++) {
            buf_printf(&sheet, "<c t=\"s\"><v>%u</v></c>", row * COLUMNS + c);
            buf_printf(&strings, "<si><t>%0150u %u</t></si>", row, c);
        }
        buf_puts(&sheet, "</row>");
    }
    buf_puts(&sheet, "</sheetData></worksheet>");
    buf_puts(&strings, "</sst>");
    parts[3].text = buf_cstr(&sheet);
    parts[4].text = buf_cstr(&strings);
    bytes = workbook_bytes(parts, sizeof parts / sizeof *parts, &len);
    must(file && fwrite(bytes, 1, len, file) == len && fclose(file) == 0);
    free(bytes);
    arena_free(arena);
}

static int work(const char *job, const char *path, unsigned rows)
{
    if (strcmp(job, "write_csv") == 0)
        write_csv(path, rows);
    else if (strcmp(job, "write_xlsx") == 0)
        write_xlsx(path, rows);
    else if (strcmp(job, "write_shared") == 0)
        write_shared(path, rows);
    else
        read_table(path, strcmp(job, "read_csv") == 0 ? TABLE_CSV : TABLE_XLSX, rows);
    return 0;
}

/* Does the job in a process of its own, and returns its peak. */
static long peak_kib(const char *job, const char *path, const char *rows)
{
    struct rusage usage;
    int status;
    const pid_t pid = fork();

    if (pid == 0) {
        execl("/proc/self/exe", "test_table_memory", job, path, rows, (char *)NULL);
        _exit(3);
    }
    assert_true(pid > 0);
    assert_int_equal(wait4(pid, &status, 0, &usage), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return usage.ru_maxrss;
}

static void assert_no_growth(const char *write_job, const char *read_job)
{
    char path[] = "/tmp/sauda-test-XXXXXX";
    const int fd = mkstemp(path);
    long few_written, few_read, many_written, many_read;

    assert_true(fd >= 0);
    close(fd);
    few_written = peak_kib(write_job, path, FEW);
    few_read = peak_kib(read_job, path, FEW);
    many_written = peak_kib(write_job, path, MANY);
    many_read = peak_kib(read_job, path, MANY);
    unlink(path);
    print_message("%s %ld -> %ld KiB, %s %ld -> %ld KiB\n", write_job, few_written, many_written,
                  read_job, few_read, many_read);
#ifdef HAS_ASAN
    skip(); /* whose own books grow with each block */
#endif
    if (strcmp(write_job, "write_shared") != 0) /* which is no part of the program */
        assert_true(many_written - few_written < MAX_GROWTH_KIB);
    assert_true(many_read - few_read < MAX_GROWTH_KIB);
    assert_true(many_read < 40l << 10);
}

static void test_csv(void **state)
{
    (void)state;
    assert_no_growth("write_csv", "read_csv");
}

static void test_xlsx(void **state)
{
    (void)state;
    assert_no_growth("write_xlsx", "read_xlsx");
}

/* 60 MB of texts, all different. */
static void test_shared_strings(void **state)
{
    (void)state;
    assert_no_growth("write_shared", "read_xlsx");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_xlsx),
        cmocka_unit_test(test_shared_strings),
    };

    if (argc == 4)
        return work(argv[1], argv[2], (unsigned)strtoul(argv[3], NULL, 10));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
