// SPDX-License-Identifier: MIT
/* libxlsxwriter escapes and places cells, and never looks back at a row that is written. What it leaves to us is a full
 * disk: it does not notice when its temporary files are cut short, and keeps them open when packing fails. So there must
 * be room before it packs, and the finished workbook is asked for the size of its sheet. */
#include "files/xlsx_writer.h"

#include "base/file.h"
#include "package.h"
#include "value.h"
#include "xstring.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define MAX_SHEET_BYTES ((uint64_t)2 << 30)
#define CELL_BYTES 48u /* about what the XML of a cell takes besides its text */
#define MAX_DIGITS 15u /* that Excel keeps of a number */
#define SHEET_PART "xl/worksheets/sheet1.xml"

struct xlsx_writer {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *bold, *date, *moment;
    char *path, *temporary_folder;
    lxw_row_t row; /* the next one */
    uint64_t bytes;
    char text[XSTRING_MAX_BYTES + 1];
};

static enum err fail_writing(struct ctx *cx)
{
    return file_fail(cx, "the folder of workbooks", errno);
}

static lxw_format *number_format(lxw_workbook *workbook, const char *code)
{
    lxw_format *format = workbook_add_format(workbook);

    format_set_num_format(format, code);
    return format;
}

/* Makes the file that will be replaced in the end, so that it is known from the beginning that this is possible. */
static bool make_file(const char *path)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    return fd >= 0 && close(fd) == 0;
}

enum err xlsx_create(struct ctx *cx, const char *path, const char *temporary_folder,
                     struct xlsx_writer **ret_writer)
{
    struct xlsx_writer *xlsx;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};

    if (!temporary_folder)
        temporary_folder = "/tmp";
    if (access(temporary_folder, W_OK | X_OK) || !make_file(path))
        return fail_writing(cx);
    xlsx = calloc(1, sizeof *xlsx);
    if (!xlsx)
        abort();
    xlsx->path = strdup(path);
    xlsx->temporary_folder = strdup(temporary_folder);
    options.tmpdir = xlsx->temporary_folder;
    xlsx->workbook = workbook_new_opt(path, &options);
    if (xlsx->workbook)
        xlsx->sheet = workbook_add_worksheet(xlsx->workbook, NULL);
    if (!xlsx->sheet) {
        enum err e = fail_writing(cx);

        xlsx_discard(xlsx);
        return e;
    }
    xlsx->bold = workbook_add_format(xlsx->workbook);
    format_set_bold(xlsx->bold);
    xlsx->date = number_format(xlsx->workbook, "yyyy\\-mm\\-dd");
    xlsx->moment = number_format(xlsx->workbook, "yyyy\\-mm\\-dd\\ hh:mm:ss");
    *ret_writer = xlsx;
    return ERR_OK;
}

enum err xlsx_header(struct ctx *cx, struct xlsx_writer *xlsx, const struct xlsx_column *columns,
                     size_t n)
{
    assert(xlsx->row == 0 && n <= TABLE_MAX_COLUMNS);
    for (size_t i = 0; i < n; i++) {
        const lxw_col_t column = (lxw_col_t)i;

        if (columns[i].width > 0)
            worksheet_set_column(xlsx->sheet, column, column, columns[i].width, NULL);
        xstring_encode(columns[i].title, strlen(columns[i].title), xlsx->text);
        if (worksheet_write_string(xlsx->sheet, 0, column, xlsx->text, xlsx->bold))
            return fail_writing(cx);
    }
    worksheet_freeze_panes(xlsx->sheet, 1, 0);
    xlsx->row = 1;
    return ERR_OK;
}

/* The date as PostgreSQL prints it. False: Excel does not know it. */
static bool read_date(const struct table_value *value, lxw_datetime *ret_date, bool *ret_has_time)
{
    lxw_datetime date = {0};
    char text[40];
    int n;

    if (value->len >= sizeof text)
        return false;
    memcpy(text, value->text, value->len);
    text[value->len] = '\0';
    n = sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d:%lf", &date.year, &date.month, &date.day,
               &date.hour, &date.min, &date.sec);
    if ((n != 3 && n < 5) || date.year < 1900 || strstr(text, "BC"))
        return false;
    *ret_date = date;
    *ret_has_time = n >= 5;
    return true;
}

static lxw_error write_text(struct xlsx_writer *xlsx, lxw_col_t column,
                            const struct table_value *value)
{
    xstring_encode(value->text, value->len, xlsx->text);
    return worksheet_write_string(xlsx->sheet, xlsx->row, column, xlsx->text, NULL);
}

static lxw_error write_number(struct xlsx_writer *xlsx, lxw_col_t column,
                              const struct table_value *value)
{
    char text[64];

    if (!value_is_number(value) || value_digits(value) > MAX_DIGITS || value->len >= sizeof text)
        return write_text(xlsx, column, value);
    memcpy(text, value->text, value->len);
    text[value->len] = '\0';
    return worksheet_write_number(xlsx->sheet, xlsx->row, column, strtod(text, NULL), NULL);
}

static lxw_error write_date(struct xlsx_writer *xlsx, lxw_col_t column,
                            const struct table_value *value)
{
    lxw_datetime date;
    bool has_time;

    if (!read_date(value, &date, &has_time))
        return write_text(xlsx, column, value);
    return worksheet_write_datetime(xlsx->sheet, xlsx->row, column, &date,
                                    has_time ? xlsx->moment : xlsx->date);
}

static lxw_error write_value(struct xlsx_writer *xlsx, lxw_col_t column,
                             const struct table_value *value)
{
    switch (value->type) {
    case VALUE_EMPTY:
        return LXW_NO_ERROR;
    case VALUE_TEXT:
        return write_text(xlsx, column, value);
    case VALUE_NUMBER:
        return write_number(xlsx, column, value);
    case VALUE_BOOL:
        return worksheet_write_boolean(xlsx->sheet, xlsx->row, column, value_is_true(value), NULL);
    case VALUE_DATE:
        return write_date(xlsx, column, value);
    }
    return LXW_NO_ERROR;
}

enum err xlsx_row(struct ctx *cx, struct xlsx_writer *xlsx, const struct table_value *values, size_t n)
{
    assert(xlsx->row > 0 && n <= TABLE_MAX_COLUMNS);
    for (size_t i = 0; i < n; i++)
        xlsx->bytes += CELL_BYTES + (values[i].type == VALUE_EMPTY ? 0 : values[i].len);
    if (xlsx->row > XLSX_MAX_ROWS || xlsx->bytes > MAX_SHEET_BYTES)
        return fail(cx, ERR_TABLE_TOO_LARGE, NULL);
    for (size_t i = 0; i < n; i++) {
        if (write_value(xlsx, (lxw_col_t)i, &values[i]))
            return fail_writing(cx);
    }
    xlsx->row++;
    return ferror(xlsx->sheet->optimize_tmpfile) ? fail_writing(cx) : ERR_OK;
}

static void release(struct xlsx_writer *xlsx)
{
    free(xlsx->path);
    free(xlsx->temporary_folder);
    free(xlsx);
}

void xlsx_discard(struct xlsx_writer *xlsx)
{
    if (!xlsx)
        return;
    if (xlsx->sheet)
        fclose(xlsx->sheet->optimize_tmpfile);
    if (xlsx->workbook)
        lxw_workbook_free(xlsx->workbook);
    unlink(xlsx->path);
    release(xlsx);
}

/* Whether the rows may be copied once more, and packed: at worst that makes them no smaller. */
static bool has_room(const struct xlsx_writer *xlsx, uint64_t bytes)
{
    struct statvfs temporary, own;

    if (statvfs(xlsx->temporary_folder, &temporary) || statvfs(xlsx->path, &own))
        return false;
    if (temporary.f_bavail * temporary.f_frsize >= 2 * bytes && own.f_bavail * own.f_frsize >= bytes)
        return true;
    errno = ENOSPC;
    return false;
}

/* Whether the workbook's sheet holds at least so many bytes. */
static bool has_sheet(const char *path, uint64_t bytes)
{
    struct package package = {0};
    struct part part = {0};
    bool is_whole = false;

    if (!package_open(&package, path) && !part_open(&part, &package, SHEET_PART))
        is_whole = part.bytes_total >= bytes;
    part_close(&part);
    package_close(&package);
    return is_whole;
}

enum err xlsx_finish(struct ctx *cx, struct xlsx_writer *xlsx)
{
    FILE *rows = xlsx->sheet->optimize_tmpfile;
    enum err e = ERR_OK;
    off_t size;

    if (fflush(rows) || ferror(rows) || (size = ftello(rows)) < 0 || !has_room(xlsx, (uint64_t)size)) {
        e = fail_writing(cx);
        xlsx_discard(xlsx);
        return e;
    }
    if (workbook_close(xlsx->workbook))
        e = fail_writing(cx);
    else if (!has_sheet(xlsx->path, (uint64_t)size))
        e = file_fail(cx, "the folder of workbooks", ENOSPC);
    if (e)
        unlink(xlsx->path);
    release(xlsx);
    return e;
}
