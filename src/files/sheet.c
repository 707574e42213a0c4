// SPDX-License-Identifier: MIT
/* Sheets (ECMA-376-1, 18.3.1): <worksheet><sheetData><row r="5"><c r="C5" s="1" t="s"><v>17</v></c>. Rows and cells
 * without anything in them are left out there, so each tells its place, though it need not. */
#include "sheet.h"

#include "number.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ROWS 1048576u /* of Excel, as the columns (XFD) */
#define MAX_COLUMNS 16384u

static const struct {
    const char *name;
    enum cell_type type;
} cell_types[] = {
    {"s", CELL_SHARED}, {"inlineStr", CELL_TEXT}, {"str", CELL_TEXT},
    {"b", CELL_BOOL},   {"e", CELL_ERROR},        {"d", CELL_AS_IS},
};

static void begin_row(struct sheet *sheet, const char **attributes)
{
    struct reader *reader = sheet->reader;
    const char *r = xml_attribute(attributes, "r");
    const uint64_t number = r ? strtoull(r, NULL, 10) : reader->row_number + 1;

    if (number <= reader->row_number) {
        xml_fail(&sheet->xml, FAULT_ROW_ORDER);
        return;
    }
    if (number > MAX_ROWS) {
        xml_fail(&sheet->xml, FAULT_XML);
        return;
    }
    reader->row_number = number;
    row_clear(&reader->row);
    sheet->column = 0;
    sheet->is_skipping = number <= reader->after_row;
}

/* The column of a reference like "AB17", from 0. MAX_COLUMNS where it is none. */
static size_t reference_column(const char *reference)
{
    size_t column = 0;

    for (; *reference >= 'A' && *reference <= 'Z' && column <= MAX_COLUMNS; reference++)
        column = column * 26 + (size_t)(*reference - 'A') + 1;
    return column == 0 || column > MAX_COLUMNS ? MAX_COLUMNS : column - 1;
}

static enum cell_type type_of(const char *name)
{
    for (size_t i = 0; name && i < sizeof cell_types / sizeof *cell_types; i++) {
        if (strcmp(name, cell_types[i].name) == 0)
            return cell_types[i].type;
    }
    return CELL_NUMBER;
}

static void begin_cell(struct sheet *sheet, const char **attributes)
{
    const char *r = xml_attribute(attributes, "r"), *s = xml_attribute(attributes, "s");

    if (r)
        sheet->column = reference_column(r);
    if (sheet->column >= MAX_COLUMNS)
        xml_fail(&sheet->xml, FAULT_XML);
    sheet->type = type_of(xml_attribute(attributes, "t"));
    sheet->style = s ? strtoul(s, NULL, 10) : 0;
    sheet->gathering.len = 0;
}

static void begin(void *arg, const char *name, const char **attributes)
{
    struct sheet *sheet = arg;
    const unsigned depth = sheet->xml.depth;

    if (depth == 2) {
        sheet->is_in_data = strcmp(name, "sheetData") == 0;
    } else if (!sheet->is_in_data || depth == 1) {
        return;
    } else if (depth == 3) {
        if (strcmp(name, "row") == 0)
            begin_row(sheet, attributes);
    } else if (sheet->is_skipping) {
        return;
    } else if (depth == 4) {
        if (strcmp(name, "c") == 0)
            begin_cell(sheet, attributes);
    } else if (depth == 5 && strcmp(name, "v") == 0) {
        sheet->gathering.is_on = true;
    } else if (depth > 5) { /* <is><t>, <is><r><t> */
        gathering_begin(&sheet->gathering, name);
    }
}

static enum fault put_shared(struct sheet *sheet)
{
    const struct gathering *gathering = &sheet->gathering;
    uint64_t number = 0;

    if (gathering->len == 0)
        return FAULT_NONE;
    for (size_t i = 0; i < gathering->len; i++) {
        const char c = gathering->text[i];

        if (c < '0' || c > '9' || number > UINT32_MAX / 10)
            return FAULT_XML;
        number = number * 10 + (uint64_t)(c - '0');
    }
    return number > UINT32_MAX ? FAULT_XML
                               : strings_put(sheet->strings, (uint32_t)number, &sheet->reader->row);
}

static enum fault put_number(struct sheet *sheet)
{
    const struct gathering *gathering = &sheet->gathering;
    const enum number_kind kind =
        sheet->style < STYLES_MAX ? sheet->styles->cells[sheet->style] : KIND_NUMBER;
    char text[NUMBER_TEXT_BYTES];

    if (!number_text(gathering->text, gathering->len, kind, sheet->is_1904, text))
        return row_put(&sheet->reader->row, gathering->text, gathering->len);
    return row_put(&sheet->reader->row, text, strlen(text));
}

static enum fault put_cell(struct sheet *sheet)
{
    struct gathering *gathering = &sheet->gathering;
    struct row *row = &sheet->reader->row;

    switch (sheet->type) {
    case CELL_NUMBER:
        return put_number(sheet);
    case CELL_SHARED:
        return put_shared(sheet);
    case CELL_TEXT:
        gathering_decode(gathering);
        return row_put(row, gathering->text, gathering->len);
    case CELL_BOOL:
        if (gathering->len == 0)
            return FAULT_NONE;
        return *gathering->text == '1' ? row_put(row, "true", 4) : row_put(row, "false", 5);
    case CELL_ERROR: /* #N/A: there is no value */
        return FAULT_NONE;
    case CELL_AS_IS:
        return row_put(row, gathering->text, gathering->len);
    }
    return FAULT_NONE;
}

static void end_cell(struct sheet *sheet)
{
    enum fault fault = put_cell(sheet);

    if (!fault && sheet->reader->row.len > sheet->reader->row.start)
        fault = row_set(&sheet->reader->row, sheet->column);
    sheet->column++;
    if (fault)
        xml_fail(&sheet->xml, fault);
}

static void end_row(struct sheet *sheet)
{
    if (sheet->is_skipping)
        return;
    reader_end_row(sheet->reader);
    if (reader_is_full(sheet->reader))
        xml_pause(&sheet->xml);
}

static void end(void *arg, const char *name)
{
    struct sheet *sheet = arg;
    const unsigned depth = sheet->xml.depth;

    if (!sheet->is_in_data || depth == 1)
        return;
    if (depth == 2) /* what follows are formats, filters and the like */
        xml_finish(&sheet->xml);
    else if (depth == 3 && strcmp(name, "row") == 0)
        end_row(sheet);
    else if (sheet->is_skipping)
        return;
    else if (depth == 4 && strcmp(name, "c") == 0)
        end_cell(sheet);
    else if (depth == 5)
        sheet->gathering.is_on = false;
    else if (depth > 5)
        gathering_end(&sheet->gathering, name);
}

static void text(void *arg, const char *s, size_t len)
{
    struct sheet *sheet = arg;

    gathering_put(&sheet->gathering, s, len);
}

enum fault sheet_open(struct sheet *sheet, struct package *package, const char *part_name)
{
    static const struct xml_events events = {begin, end, text};

    return xml_open(&sheet->xml, package, part_name, &events, sheet);
}

enum fault sheet_step(struct sheet *sheet)
{
    const uint64_t before = sheet->xml.part.bytes_read;
    const enum fault fault = xml_step(&sheet->xml);

    sheet->reader->slice.unpacked += sheet->xml.part.bytes_read - before;
    return fault;
}

void sheet_close(struct sheet *sheet)
{
    xml_close(&sheet->xml);
}
