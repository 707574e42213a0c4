// SPDX-License-Identifier: MIT
/* The rows of a sheet. */
#ifndef SAUDA_SRC_FILES_SHEET_H
#define SAUDA_SRC_FILES_SHEET_H

#include "reader.h"
#include "strings.h"
#include "styles.h"
#include "xml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sheet {
    struct xml xml;
    struct reader *reader;
    struct strings *strings;
    const struct styles *styles;
    bool is_1904;
    bool is_in_data;  /* inside of <sheetData> */
    bool is_skipping; /* in a row that nobody wants */
    size_t column;    /* of the next cell, unless it tells its own */
    size_t style;     /* of the cell that is being read */
    enum cell_type {
        CELL_NUMBER,
        CELL_SHARED,
        CELL_TEXT,
        CELL_BOOL,
        CELL_ERROR,
        CELL_AS_IS,
    } type;
    struct gathering gathering;
};

/* `sheet` is zeroed memory but for what it points to; sheet_close() is due in any case. */
enum fault sheet_open(struct sheet *sheet, struct package *package, const char *part_name);
/* Reads some more of it into the reader's slice, until that is full or `xml.is_end`. */
enum fault sheet_step(struct sheet *sheet);
void sheet_close(struct sheet *sheet);

#endif
