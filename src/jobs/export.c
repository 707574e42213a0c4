// SPDX-License-Identifier: MIT
/* What both kinds of files have in common is the walk: a slice is read into an arena of its own, put into the file, and
 * forgotten. */
#include "jobs/export.h"

#include "base/buf.h"
#include "base/compute.h"
#include "base/file.h"
#include "db/result.h"
#include "files/csv_writer.h"
#include "files/xlsx_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLICE_ROWS 500 /* most rows have less than 1 KB, but 100 KB are possible */
#define PIECE ((size_t)64 * 1024)

enum export_language export_language_of(const char *text)
{
    static const char *const names[EXPORT_LANGUAGES] = {"ru", "kk", "en"};

    for (unsigned i = 0; i < EXPORT_LANGUAGES; i++)
        if (strcmp(names[i], text) == 0)
            return (enum export_language)i;
    return EXPORT_RU;
}

/* --- rows as cells ------------------------------------------------------------------------------------------------ */

/* Where a column of the file is in a result, and what it is. */
struct place {
    int column;
    enum value_type type;
    bool is_json;
};

static enum value_type value_type_of(enum list_type type)
{
    switch (type) {
    case LIST_INTEGER:
    case LIST_NUMBER:
        return VALUE_NUMBER;
    case LIST_BOOLEAN:
        return VALUE_BOOL;
    case LIST_DATE:
    case LIST_TIME:
        return VALUE_DATE;
    case LIST_TEXT:
    case LIST_UUID:
    case LIST_TAGS:
    case LIST_OTHER:
        break;
    }
    return VALUE_TEXT;
}

static const struct list_field *field_of(const struct export *ex, size_t i)
{
    const struct list_spec *list = ex->query->filter.list;

    for (size_t n = 0; n < list->n_fields; n++)
        if (strcmp(list->fields[n].name, ex->columns[i].field) == 0)
            return &list->fields[n];
    abort(); /* the columns of files are ours */
}

static struct place *find_places(struct ctx *cx, const struct export *ex, const struct db_rows *rows)
{
    struct place *places = arena_zalloc(cx->arena, ex->n_columns, sizeof *places);

    for (size_t i = 0; i < ex->n_columns; i++) {
        enum list_type type = field_of(ex, i)->type;

        places[i] = (struct place){
            .column = db_column_find(rows, ex->columns[i].field),
            .type = value_type_of(type),
            .is_json = type == LIST_OTHER,
        };
    }
    return places;
}

static void read_cells(const struct db_rows *rows, int row, const struct place *places, size_t n,
                       struct table_value *ret_values)
{
    for (size_t i = 0; i < n; i++) {
        struct table_value value = {.type = places[i].type};

        value.text = db_cell(rows, row, places[i].column, &value.len);
        if (!value.text || (places[i].is_json && strcmp(value.text, "{}") == 0))
            value = (struct table_value){.type = VALUE_EMPTY};
        ret_values[i] = value;
    }
}

/* --- the walk ----------------------------------------------------------------------------------------------------- */

/* Puts rows into the file. `cx` is that of the slice. */
typedef enum err put_rows_fn(struct ctx *cx, void *file, const struct db_rows *rows);

struct walk {
    struct list_walk rows;
    put_rows_fn *put;
    void *file;
};

static enum err walk_slice(struct ctx *cx, struct walk *walk)
{
    struct ctx own = *cx;
    struct db_rows rows;
    enum err e;

    own.arena = arena_new();
    own.failure = (struct failure){0};
    e = list_walk_next(&own, &walk->rows, SLICE_ROWS, &rows);
    if (!e && rows.n)
        e = walk->put(&own, walk->file, &rows);
    if (e && own.failure.code)
        fail_from(cx, &own);
    arena_free(own.arena);
    return e;
}

static enum err walk_all(struct ctx *cx, struct export *ex, put_rows_fn *put, void *file)
{
    struct walk walk = {.put = put, .file = file};
    enum err e = ERR_OK;

    list_walk_init(&walk.rows, cx->arena, ex->query);
    while (!e && !walk.rows.is_done)
        e = walk_slice(cx, &walk);
    return e;
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

struct csv_file {
    struct export *ex;
    enum csv_dialect dialect;
};

static enum err csv_put_rows(struct ctx *cx, void *file, const struct db_rows *rows)
{
    struct csv_file *csv_file = file;
    struct export *ex = csv_file->ex;
    struct place *places = find_places(cx, ex, rows);
    struct table_value *values = arena_zalloc(cx->arena, ex->n_columns, sizeof *values);
    struct buf text;
    struct csv_writer csv = {.out = &text, .dialect = csv_file->dialect};
    enum err e = ERR_OK;

    buf_init(&text, cx->arena, 2 * PIECE);
    for (int row = 0; !e && row < rows->n; row++) {
        read_cells(rows, row, places, ex->n_columns, values);
        csv_row(&csv, values, ex->n_columns);
        ex->n_rows++;
        if (text.len < PIECE && row < rows->n - 1)
            continue;
        e = ex->write(ex->arg, text.data, text.len);
        text.len = 0;
    }
    return e;
}

static enum csv_dialect dialect_of(bool has_semicolons)
{
    return has_semicolons ? CSV_SEMICOLON : CSV_COMMA;
}

static void csv_put_titles(struct ctx *cx, struct csv_writer *csv, const struct export_table *table)
{
    struct table_value *titles = arena_zalloc(cx->arena, table->n_columns, sizeof *titles);

    for (size_t i = 0; i < table->n_columns; i++) {
        const char *title = table->columns[i].titles[table->language];

        titles[i] = (struct table_value){VALUE_TEXT, title, strlen(title)};
    }
    csv_row(csv, titles, table->n_columns);
}

enum err export_csv(struct ctx *cx, struct export *ex, bool has_semicolons)
{
    struct csv_file file = {ex, dialect_of(has_semicolons)};
    const struct export_table titles = {NULL, ex->columns, ex->n_columns, ex->language};
    struct csv_writer csv;
    struct buf text;
    enum err e;

    buf_init(&text, cx->arena, 1024);
    csv_start(&csv, &text, file.dialect);
    csv_put_titles(cx, &csv, &titles);
    e = ex->write(ex->arg, text.data, text.len);
    return e ? e : walk_all(cx, ex, csv_put_rows, &file);
}

/* Of a column as the database has it. */
static enum value_type value_type_in(const struct db_rows *rows, int column)
{
    switch (db_column_type(rows, column)) {
    case DB_INT2:
    case DB_INT4:
    case DB_INT8:
    case DB_NUMERIC:
        return VALUE_NUMBER;
    case DB_BOOL:
        return VALUE_BOOL;
    case DB_DATE:
    case DB_TIMESTAMPTZ:
        return VALUE_DATE;
    default:
        return VALUE_TEXT;
    }
}

void export_table_csv(struct ctx *cx, const struct export_table *table, bool has_semicolons,
                      struct buf *out)
{
    size_t n = table->n_columns;
    struct place *places = arena_zalloc(cx->arena, n, sizeof *places);
    struct table_value *values = arena_zalloc(cx->arena, n, sizeof *values);
    struct csv_writer csv;

    for (size_t i = 0; i < n; i++) {
        places[i].column = db_column_find(table->rows, table->columns[i].field);
        places[i].type = value_type_in(table->rows, places[i].column);
    }
    csv_start(&csv, out, dialect_of(has_semicolons));
    csv_put_titles(cx, &csv, table);
    for (int row = 0; row < table->rows->n; row++) {
        read_cells(table->rows, row, places, n, values);
        csv_row(&csv, values, n);
    }
}

/* --- XLSX --------------------------------------------------------------------------------------------------------- */

struct xlsx_file {
    struct export *ex;
    const struct export_workshop *workshop;
    struct xlsx_writer *writer;
    int fd; /* of the file, which has no name */
    /* one step on another thread */
    enum err (*step)(struct xlsx_file *file);
    struct ctx *cx;
    const struct db_rows *rows;
    enum err e;
    int64_t n_rows;
};

static void run_step(void *arg)
{
    struct xlsx_file *file = arg;

    file->e = file->step(file);
}

static enum err take_step(struct ctx *cx, struct xlsx_file *file,
                          enum err (*step)(struct xlsx_file *file))
{
    file->step = step;
    file->cx = cx;
    if (!compute_run(file->workshop->compute, run_step, file))
        return fail(cx, ERR_OVERLOADED, NULL);
    return file->e;
}

static enum err xlsx_begin(struct xlsx_file *file)
{
    struct ctx *cx = file->cx;
    const struct export *ex = file->ex;
    const char *folder = file->workshop->folder;
    struct xlsx_column *columns = arena_zalloc(cx->arena, ex->n_columns, sizeof *columns);
    enum err e;

    file->fd = file_open_unnamed(folder);
    if (file->fd < 0)
        return file_fail(cx, folder, errno);
    for (size_t i = 0; i < ex->n_columns; i++)
        columns[i] = (struct xlsx_column){ex->columns[i].titles[ex->language], ex->columns[i].width};
    e = xlsx_create(cx, arena_printf(cx->arena, "/proc/self/fd/%d", file->fd), folder, &file->writer);
    return e ? e : xlsx_header(cx, file->writer, columns, ex->n_columns);
}

static enum err xlsx_add(struct xlsx_file *file)
{
    struct ctx *cx = file->cx;
    const struct export *ex = file->ex;
    struct place *places = find_places(cx, ex, file->rows);
    struct table_value *values = arena_zalloc(cx->arena, ex->n_columns, sizeof *values);
    enum err e = ERR_OK;

    for (int row = 0; !e && row < file->rows->n; row++) {
        read_cells(file->rows, row, places, ex->n_columns, values);
        e = xlsx_row(cx, file->writer, values, ex->n_columns);
    }
    file->n_rows += file->rows->n;
    return e;
}

static enum err xlsx_end(struct xlsx_file *file)
{
    struct xlsx_writer *writer = file->writer;

    file->writer = NULL;
    return xlsx_finish(file->cx, writer);
}

/* What is large takes a while to be thrown away, too. */
static enum err xlsx_clear(struct xlsx_file *file)
{
    xlsx_discard(file->writer);
    if (file->fd >= 0)
        close(file->fd);
    return ERR_OK;
}

static enum err xlsx_put_rows(struct ctx *cx, void *arg, const struct db_rows *rows)
{
    struct xlsx_file *file = arg;
    enum err e;

    file->rows = rows;
    e = take_step(cx, file, xlsx_add);
    return e ? e : file->ex->write(file->ex->arg, "", 0);
}

static enum err xlsx_send(struct ctx *cx, struct xlsx_file *file)
{
    struct export *ex = file->ex;
    char *piece = arena_alloc(cx->arena, PIECE);
    off_t at = 0;
    ssize_t n;

    ex->n_rows = file->n_rows;
    while ((n = pread(file->fd, piece, PIECE, at)) > 0 || (n < 0 && errno == EINTR)) {
        enum err e = n > 0 ? ex->write(ex->arg, piece, (size_t)n) : ERR_OK;

        if (e)
            return e;
        at += n > 0 ? n : 0;
    }
    return n == 0 ? ERR_OK : file_fail(cx, file->workshop->folder, errno);
}

enum err export_xlsx(struct ctx *cx, struct export *ex, const struct export_workshop *workshop)
{
    struct xlsx_file file = {.ex = ex, .workshop = workshop, .fd = -1};
    enum err e = take_step(cx, &file, xlsx_begin);

    if (!e)
        e = walk_all(cx, ex, xlsx_put_rows, &file);
    if (!e)
        e = take_step(cx, &file, xlsx_end);
    if (!e)
        e = xlsx_send(cx, &file);
    file.step = xlsx_clear;
    if (!compute_run(workshop->compute, run_step, &file))
        run_step(&file);
    return e;
}
