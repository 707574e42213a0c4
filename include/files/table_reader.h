// SPDX-License-Identifier: MIT
/* Tables in files that people send: CSV in the spellings and encodings that are about, and the first sheet of an XLSX
 * workbook. Rows are pulled slice by slice in constant memory, whatever the file's size. All calls read files and may
 * take long: call them from a compute thread, never from a loop. Between calls a reader belongs to no thread.
 *
 * A file that cannot be read as a table fails with ERR_FILE_UNREADABLE: the message is in words for the person who sent
 * it, details.reason is the word for programs (src/files/fault.h has them all), details.row the number of the row where
 * there is one. What the temporary folder refuses is ERR_INTERNAL. */
#ifndef SAUDA_FILES_TABLE_READER_H
#define SAUDA_FILES_TABLE_READER_H

#include "base/ctx.h"
#include "files/table_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_MAX_CELL_BYTES (64u << 10)
#define TABLE_MAX_ROW_BYTES (1u << 20)
#define TABLE_MAX_UNPACKED_BYTES (2ull << 30) /* of all parts of a workbook together */

struct table_reader;

enum table_format { TABLE_CSV, TABLE_XLSX };

struct table_options {
    enum table_format format; /* a file of the other format is refused with words that say so */
    /* Of CSV: "utf-8", "utf-16le", "utf-16be" or "windows-1251"; NULL: recognised. A byte order mark always wins. */
    const char *encoding;
    /* Of CSV: ',', ';', '\t' or '|'; 0: what a first line "sep=;" says, or recognised. */
    char separator;
    /* Where an XLSX file's texts are put aside, in files without a name, up to 2 GiB; NULL: /tmp. */
    const char *spill_folder;
    /* Rows up to this number are passed over: where to go on after an interruption. 0: from the beginning. */
    uint64_t after_row;
};

/* NUL-terminated UTF-8 without NUL bytes inside; an empty cell is "" with length 0, never NULL. */
struct table_cell {
    const char *text;
    size_t len;
};

struct table_row {
    uint64_t number; /* as people find it: the row of XLSX in Excel, the line of CSV on which it begins, from 1 */
    size_t n; /* differs from row to row: cells behind the last one are empty */
    const struct table_cell *cells;
};

struct table_slice {
    const struct table_row *rows;
    size_t n; /* 0 does not mean the end: see is_end */
    bool is_end;
};

/* Opens the file and recognises what it is. `encoding` or `separator` that do not exist: ERR_VALIDATION_FAILED with the
 * field. The reader's memory is its own; the caller closes it. */
enum err table_open(struct ctx *cx, const char *path, const struct table_options *options,
                    struct table_reader **ret_reader) __attribute__((warn_unused_result));

/* The next rows, the first row of the file (often the names of the columns) among them; rows without any text are left
 * out. A slice holds at most `max_rows` rows (and at most 10,000) and ends after about 4 MiB of text or 16 MiB of unpacked file, so it is
 * short, or even empty, long before the end: the caller goes on until is_end. Everything in it lives in `arena`, which
 * may be one that is freed after each slice. Rows before a fault are given first; the fault is told by the next call,
 * and by each one after it. */
enum err table_read(struct ctx *cx, struct table_reader *reader, struct arena *arena, size_t max_rows,
                    struct table_slice *ret_slice) __attribute__((warn_unused_result));

struct table_info {
    enum table_format format;
    const char *encoding; /* "utf-8"; one of those of the options */
    char separator;       /* 0 for XLSX */
    /* Of the file (CSV), or of its parts unpacked (XLSX): how far it is. read never exceeds total. */
    uint64_t bytes_read, bytes_total;
    uint64_t row; /* the number of the last row read, or of the one with the fault; 0: none yet */
};

struct table_info table_info(const struct table_reader *reader);

/* NULL is allowed. */
void table_close(struct table_reader *reader);

#endif
