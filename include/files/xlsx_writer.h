// SPDX-License-Identifier: MIT
/* A workbook of one sheet, written row by row in constant memory (libxlsxwriter). The rows wait in a temporary file of
 * the size of the unpacked sheet; xlsx_finish() packs them into the file, which takes seconds for a million rows. All
 * calls write files: call them from a compute thread, never from a loop. Between calls a writer belongs to no thread.
 *
 * Text stays text (a barcode "0012" keeps its zeros, "=1+1" is no formula), up to the 32,767 UTF-16 units that a cell
 * of Excel takes: what is longer is cut at a whole character and ends with an ellipsis. Numbers of more than 15 digits,
 * which Excel would round, and dates before 1900 are written as text. */
#ifndef SAUDA_FILES_XLSX_WRITER_H
#define SAUDA_FILES_XLSX_WRITER_H

#include "base/ctx.h"
#include "files/table_value.h"

#include <stddef.h>

#define XLSX_MAX_ROWS 1048575u /* below the header: Excel's 1,048,576 */

struct xlsx_writer;

struct xlsx_column {
    const char *title; /* valid UTF-8, at most 255 bytes */
    double width;      /* in characters; 0: Excel's own */
};

/* Begins a workbook in the file `path`, which is made or replaced, and should lie in a folder of the program's own.
 * `temporary_folder` NULL: /tmp. The caller ends the writer by xlsx_finish() or xlsx_discard(). */
enum err xlsx_create(struct ctx *cx, const char *path, const char *temporary_folder,
                     struct xlsx_writer **ret_writer) __attribute__((warn_unused_result));
/* The header row, once, before all others: bold, and staying in place while people scroll. At most TABLE_MAX_COLUMNS
 * columns. */
enum err xlsx_header(struct ctx *cx, struct xlsx_writer *writer, const struct xlsx_column *columns,
                     size_t n) __attribute__((warn_unused_result));
/* ERR_TABLE_TOO_LARGE beyond XLSX_MAX_ROWS rows or 2 GiB of sheet, ERR_INTERNAL where the disk is full. */
enum err xlsx_row(struct ctx *cx, struct xlsx_writer *writer, const struct table_value *values,
                  size_t n) __attribute__((warn_unused_result));
/* Completes the file, which the caller sends and removes. The writer is gone afterwards; on failure the file is too. */
enum err xlsx_finish(struct ctx *cx, struct xlsx_writer *writer) __attribute__((warn_unused_result));
/* Gives the writer up and removes its file. NULL is allowed. */
void xlsx_discard(struct xlsx_writer *writer);

#endif
