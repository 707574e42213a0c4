// SPDX-License-Identifier: MIT
/* The look into a file. The row with the names is the one in which the most fields are recognised: lists of 1C and of
 * suppliers begin with their title, a date and a telephone number. */
#include "import_sample.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "import_text.h"

#include <string.h>

#define LOOKED_AT 40u /* rows, or fewer where they are long */
#define LOOKED_AT_BYTES ((size_t)4 << 20)
#define LOOKED_AT_FOR_NAMES 20u
#define SAMPLE_ROWS 10u
#define SAMPLE_CELL_BYTES 200u
#define NAME_BYTES 200u

/* What was read of the file. */
struct head {
    const struct table_row *rows[LOOKED_AT];
    size_t n;
    struct table_info info;
};

static size_t bytes_of(const struct table_row *row)
{
    size_t bytes = 0;

    for (size_t i = 0; i < row->n; i++)
        bytes += row->cells[i].len;
    return bytes;
}

/* The rows live in the arena. */
static enum err head_read(struct ctx *cx, const struct sample_request *request, struct head *head)
{
    struct table_slice slice = {0};
    struct table_reader *reader;
    size_t bytes = 0;
    enum err e = table_open(cx, request->path, &request->options, &reader);

    if (e)
        return e;
    while (!e && !slice.is_end && head->n < LOOKED_AT && bytes < LOOKED_AT_BYTES) {
        e = table_read(cx, reader, cx->arena, LOOKED_AT - head->n, &slice);
        for (size_t i = 0; !e && i < slice.n; i++) {
            head->rows[head->n++] = &slice.rows[i];
            bytes += bytes_of(&slice.rows[i]);
        }
    }
    head->info = table_info(reader);
    table_close(reader);
    if (!e && head->n == 0)
        e = fail(cx, ERR_FILE_UNREADABLE, "The file is empty.");
    return e;
}

static size_t width_of(const struct table_row *row)
{
    size_t n = row->n;

    while (n && text_trim(row->cells[n - 1].text, row->cells[n - 1].len).len == 0)
        n--;
    return n;
}

static enum err find_width(struct ctx *cx, const struct head *head, size_t *ret_n)
{
    size_t n = 0;

    for (size_t i = 0; i < head->n; i++) {
        size_t width = width_of(head->rows[i]);

        n = width > n ? width : n;
    }
    *ret_n = n;
    return n <= IMPORT_MAX_COLUMNS
               ? ERR_OK
               : fail_fmt(cx, ERR_FILE_UNREADABLE, "The file has more than %u columns.",
                          IMPORT_MAX_COLUMNS);
}

/* --- the row with the names ----------------------------------------------------------------------------------------- */

static const char *cell_name(struct arena *arena, const struct table_row *row, size_t i)
{
    struct text text;

    if (i >= row->n)
        return "";
    text = text_trim(row->cells[i].text, row->cells[i].len);
    return arena_strndup(arena, text.s, utf8_cut(text.s, text.len, NAME_BYTES));
}

static const char **cell_names(struct arena *arena, const struct table_row *row, size_t n)
{
    const char **names = arena_zalloc(arena, n, sizeof *names);

    for (size_t i = 0; i < n; i++)
        names[i] = cell_name(arena, row, i);
    return names;
}

static bool has_number(const struct table_row *row)
{
    int64_t v;

    for (size_t i = 0; i < row->n; i++)
        if (number_read((struct text){row->cells[i].text, row->cells[i].len}, DECIMAL_POINT, 2,
                        &v) != NUMBER_NONE)
            return true;
    return false;
}

/* Names in an unknown language: a full first row of words, above rows with numbers. */
static bool looks_like_names(const struct head *head, size_t n_columns)
{
    if (head->n < 2 || width_of(head->rows[0]) < n_columns || has_number(head->rows[0]))
        return false;
    for (size_t i = 0; i < n_columns; i++)
        if (head->rows[0]->cells[i].len == 0)
            return false;
    return has_number(head->rows[1]);
}

/* One name that is known may stand in any row; two make it a row of names. NULL: there is none. */
static const struct table_row *find_names(struct ctx *cx, const struct import_entity *entity,
                                          const struct head *head, size_t n_columns)
{
    const struct import_field **fields = arena_zalloc(cx->arena, n_columns, sizeof *fields);
    const struct table_row *best = NULL;
    size_t most = 1;

    for (size_t i = 0; i < head->n && i < LOOKED_AT_FOR_NAMES; i++) {
        const char **names = cell_names(cx->arena, head->rows[i], n_columns);
        size_t found = import_fields_recognise(entity, names, n_columns, fields);

        if (found > most || (found == 1 && i == 0)) {
            best = head->rows[i];
            most = found;
        }
    }
    if (!best && looks_like_names(head, n_columns))
        best = head->rows[0];
    return best;
}

static const struct table_row *row_numbered(const struct head *head, int64_t number)
{
    for (size_t i = 0; i < head->n; i++)
        if (head->rows[i]->number == (uint64_t)number)
            return head->rows[i];
    return NULL;
}

static enum err choose_names(struct ctx *cx, const struct sample_request *request,
                             const struct head *head, size_t n_columns,
                             const struct table_row **ret_row)
{
    *ret_row = NULL;
    if (!request->is_header_given) {
        *ret_row = find_names(cx, request->entity, head, n_columns);
    } else if (request->header_row.state == OPT_SET) {
        *ret_row = row_numbered(head, request->header_row.v);
        if (!*ret_row)
            return fail_field(cx, ERR_VALIDATION_FAILED, "header_row", "not_found",
                              "must be one of the first rows that are not empty");
    }
    return ERR_OK;
}

/* --- what is told of it --------------------------------------------------------------------------------------------- */

/* As Excel names a column that has no name: A to Z, then AA. */
static const char *letter_name(struct arena *arena, size_t i)
{
    if (i < 26)
        return arena_printf(arena, "%c", 'A' + (char)i);
    return arena_printf(arena, "%c%c", 'A' + (char)(i / 26 - 1), 'A' + (char)(i % 26));
}

static const char *columns_json(struct arena *arena, const char *const *names, size_t n)
{
    struct buf json;

    buf_init(&json, arena, n * 48 + 2);
    buf_putc(&json, '[');
    for (size_t i = 0; i < n; i++) {
        const char *name = names && names[i][0] ? names[i] : letter_name(arena, i);

        buf_printf(&json, "%s{\"index\":%zu,\"name\":", i ? "," : "", i);
        buf_json_str(&json, name, strlen(name));
        buf_putc(&json, '}');
    }
    buf_putc(&json, ']');
    return buf_cstr(&json);
}

/* Descriptions in words stand under the same names as attributes in JSON. */
static bool holds_objects(const struct head *head, const struct table_row *names, size_t column)
{
    for (size_t i = 0; i < head->n; i++) {
        const struct table_row *row = head->rows[i];

        if (row->number > names->number && column < row->n && row->cells[column].len &&
            row->cells[column].text[0] != '{')
            return false;
    }
    return true;
}

static const char *mapping_json(struct arena *arena, const struct import_entity *entity,
                                const struct head *head, const struct table_row *names_row, size_t n)
{
    const struct import_field **fields = arena_zalloc(arena, n, sizeof *fields);
    const char *between = "";
    struct buf json;

    buf_init(&json, arena, 512);
    buf_putc(&json, '[');
    if (names_row)
        import_fields_recognise(entity, cell_names(arena, names_row, n), n, fields);
    for (size_t i = 0; i < n; i++) {
        if (!fields[i] || (fields[i]->kind == KIND_OBJECT && !holds_objects(head, names_row, i)))
            continue;
        buf_printf(&json, "%s{\"column\":%zu,\"field\":\"%s\"}", between, i, fields[i]->name);
        between = ",";
    }
    buf_putc(&json, ']');
    return buf_cstr(&json);
}

static void put_sample_cell(struct buf *json, const struct table_row *row, size_t i)
{
    struct text text = {"", 0};
    size_t len;

    if (i < row->n)
        text = text_trim(row->cells[i].text, row->cells[i].len);
    len = utf8_cut(text.s, text.len, SAMPLE_CELL_BYTES);
    buf_json_str(json, text.s, len);
    if (len < text.len) {
        json->len--;
        buf_puts(json, "…\"");
    }
}

static const char *sample_json(struct arena *arena, const struct head *head,
                               const struct table_row *names, size_t n_columns)
{
    size_t shown = 0;
    struct buf json;

    buf_init(&json, arena, 4096);
    buf_putc(&json, '[');
    for (size_t i = 0; i < head->n && shown < SAMPLE_ROWS; i++) {
        if (names && head->rows[i]->number <= names->number)
            continue;
        buf_puts(&json, shown++ ? ",[" : "[");
        for (size_t c = 0; c < n_columns; c++) {
            if (c)
                buf_putc(&json, ',');
            put_sample_cell(&json, head->rows[i], c);
        }
        buf_putc(&json, ']');
    }
    buf_putc(&json, ']');
    return buf_cstr(&json);
}

enum err sample_take(struct ctx *cx, const struct sample_request *request, struct sample *ret_sample)
{
    const struct table_row *names_row = NULL;
    const char **names = NULL;
    struct head head = {0};
    size_t n = 0;
    enum err e = head_read(cx, request, &head);

    if (!e)
        e = find_width(cx, &head, &n);
    if (!e)
        e = choose_names(cx, request, &head, n, &names_row);
    if (e)
        return e;
    if (names_row)
        names = cell_names(cx->arena, names_row, n);
    ret_sample->n_columns = n;
    ret_sample->reading = (struct import_reading){
        .encoding = head.info.format == TABLE_CSV ? arena_strdup(cx->arena, head.info.encoding) : NULL,
        .separator = head.info.separator ? arena_printf(cx->arena, "%c", head.info.separator) : NULL,
        .header_row = names_row ? opt_int((int64_t)names_row->number) : (struct opt_int){0},
        .columns = columns_json(cx->arena, names, n),
        .sample = sample_json(cx->arena, &head, names_row, n),
        .mapping = mapping_json(cx->arena, request->entity, &head, names_row, n),
    };
    return ERR_OK;
}
