// SPDX-License-Identifier: MIT
#include "xlsx.h"

#include "workbook.h"

void xlsx_init(struct xlsx *xlsx, struct reader *reader)
{
    strings_init(&xlsx->strings);
    xlsx->sheet.reader = reader;
    xlsx->sheet.strings = &xlsx->strings;
    xlsx->sheet.styles = &xlsx->styles;
}

enum fault xlsx_open(struct xlsx *xlsx, const char *path, const char *spill_folder)
{
    struct workbook workbook = {0};
    enum fault fault;

    fault = package_open(&xlsx->package, path);
    if (!fault)
        fault = workbook_read(&xlsx->package, &workbook);
    if (!fault && *workbook.styles)
        fault = styles_read(&xlsx->styles, &xlsx->package, workbook.styles);
    if (!fault)
        fault = strings_open(&xlsx->strings, &xlsx->package, workbook.strings, spill_folder);
    xlsx->sheet.is_1904 = workbook.is_1904;
    if (!fault)
        fault = sheet_open(&xlsx->sheet, &xlsx->package, workbook.sheet);
    return fault;
}

enum fault xlsx_fill(struct xlsx *xlsx, bool *ret_is_end)
{
    struct reader *reader = xlsx->sheet.reader;
    enum fault fault = FAULT_NONE;

    while (!fault && !xlsx->strings.xml.is_end && !reader_is_full(reader)) {
        const uint64_t before = xlsx->package.unpacked;

        fault = strings_step(&xlsx->strings);
        reader->slice.unpacked += xlsx->package.unpacked - before;
    }
    while (!fault && !xlsx->sheet.xml.is_end && !reader_is_full(reader))
        fault = sheet_step(&xlsx->sheet);
    *ret_is_end = xlsx->sheet.xml.is_end;
    return fault;
}

void xlsx_progress(const struct xlsx *xlsx, uint64_t *ret_read, uint64_t *ret_total)
{
    const struct part *strings = &xlsx->strings.xml.part, *sheet = &xlsx->sheet.xml.part;

    *ret_total = strings->bytes_total + sheet->bytes_total;
    *ret_read = strings->bytes_read + sheet->bytes_read;
    if (*ret_read > *ret_total ||
        xlsx->sheet.xml.is_end) /* files may lie about the size of their parts */
        *ret_read = *ret_total;
}

void xlsx_close(struct xlsx *xlsx)
{
    sheet_close(&xlsx->sheet);
    strings_close(&xlsx->strings);
    package_close(&xlsx->package);
}
