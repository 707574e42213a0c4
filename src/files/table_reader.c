// SPDX-License-Identifier: MIT
/* What a file is, and the slices of it. What is in the file decides, not what it is called: whoever sends a workbook as
 * CSV is told so. */
#include "files/table_reader.h"

#include "csv.h"
#include "xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_SLICE_ROWS ((size_t)10000)

struct table_reader {
    enum table_format format;
    struct reader reader;
    bool is_end;
    enum fault fault;
    int system_error; /* errno where the fault is FAULT_SYSTEM */
    union {
        struct csv csv;
        struct xlsx xlsx;
    };
};

/* Whether the file looks like one of the format. */
static enum fault check_content(int fd, enum table_format format)
{
    char head[64];
    const ssize_t got = pread(fd, head, sizeof head, 0);
    size_t len, at = 0;

    if (got < 0)
        return FAULT_SYSTEM;
    len = (size_t)got;
    if (len >= 4 && memcmp(head, "\xd0\xcf\x11\xe0", 4) == 0)
        return FAULT_OLD_WORKBOOK; /* the container of .xls, and of what is encrypted */
    if (len >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0))
        return format == TABLE_XLSX ? FAULT_NONE : FAULT_IS_WORKBOOK;
    if (format == TABLE_CSV)
        return FAULT_NONE;
    while (at < len && memchr("\xef\xbb\xbf \t\r\n", head[at], 7))
        at++;
    return at < len && head[at] == '<' ? FAULT_WEB_PAGE : FAULT_NOT_WORKBOOK;
}

static enum fault open_file(struct table_reader *table, const char *path,
                            const struct table_options *options)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum text_encoding encoding = ENCODING_UNKNOWN;
    enum fault fault;

    if (fd < 0)
        return FAULT_SYSTEM;
    fault = check_content(fd, options->format);
    if (!fault && options->format == TABLE_CSV) {
        if (options->encoding)
            encoding = text_encoding_by_name(options->encoding);
        return csv_open(&table->csv, fd, encoding, options->separator);
    }
    close(fd);
    if (fault)
        return fault;
    return xlsx_open(&table->xlsx, path, options->spill_folder ? options->spill_folder : "/tmp");
}

static enum err check_options(struct ctx *cx, const struct table_options *options)
{
    if (options->encoding && !text_encoding_by_name(options->encoding))
        return fail_field(cx, ERR_VALIDATION_FAILED, "encoding", "enum",
                          "must be utf-8, utf-16le, utf-16be or windows-1251");
    if (options->separator && !memchr(",;\t|", options->separator, 4))
        return fail_field(cx, ERR_VALIDATION_FAILED, "separator", "enum",
                          "must be a comma, a semicolon, a tab or a vertical bar");
    return ERR_OK;
}

enum err table_open(struct ctx *cx, const char *path, const struct table_options *options,
                    struct table_reader **ret_reader)
{
    struct table_reader *table;
    enum fault fault;
    enum err e = check_options(cx, options);

    if (e)
        return e;
    table = calloc(1, sizeof *table);
    if (!table)
        abort();
    table->format = options->format;
    table->reader.after_row = options->after_row;
    if (table->format == TABLE_CSV)
        csv_init(&table->csv, &table->reader);
    else
        xlsx_init(&table->xlsx, &table->reader);
    fault = open_file(table, path, options);
    if (fault) {
        e = fault_fail(cx, fault, 1);
        table_close(table);
        return e;
    }
    *ret_reader = table;
    return ERR_OK;
}

static enum fault fill(struct table_reader *table)
{
    return table->format == TABLE_CSV ? csv_fill(&table->csv, &table->is_end)
                                      : xlsx_fill(&table->xlsx, &table->is_end);
}

enum err table_read(struct ctx *cx, struct table_reader *table, struct arena *arena,
                    size_t max_rows, struct table_slice *ret_slice)
{
    struct slice *slice = &table->reader.slice;

    if (max_rows > MAX_SLICE_ROWS)
        max_rows = MAX_SLICE_ROWS;
    *slice = (struct slice){.arena = arena, .max = max_rows};
    if (!table->fault && !table->is_end) {
        slice->rows = arena_zalloc(arena, max_rows, sizeof *slice->rows);
        table->fault = fill(table);
        table->system_error = errno;
    }
    if (table->fault && slice->n == 0) {
        errno = table->system_error;
        return fault_fail(cx, table->fault, table->reader.row_number);
    }
    *ret_slice = (struct table_slice){
        .rows = slice->rows,
        .n = slice->n,
        .is_end = table->is_end && !table->fault,
    };
    return ERR_OK;
}

struct table_info table_info(const struct table_reader *table)
{
    struct table_info info = {.format = table->format, .row = table->reader.row_number};

    if (table->format == TABLE_CSV) {
        info.encoding = text_encoding_name(table->csv.source.encoding);
        info.separator = table->csv.separator;
        info.bytes_read = table->csv.source.bytes_read;
        info.bytes_total = table->csv.source.bytes_total;
    } else {
        info.encoding = text_encoding_name(ENCODING_UTF8);
        xlsx_progress(&table->xlsx, &info.bytes_read, &info.bytes_total);
    }
    return info;
}

void table_close(struct table_reader *table)
{
    if (!table)
        return;
    if (table->format == TABLE_CSV)
        csv_close(&table->csv);
    else
        xlsx_close(&table->xlsx);
    free(table);
}
