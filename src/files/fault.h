// SPDX-License-Identifier: MIT
/* What may be wrong with a file that people send. Inside of this room functions return one of these; table_read() and
 * table_open() alone make errors of them, with the words that stand in fault.c. */
#ifndef SAUDA_SRC_FILES_FAULT_H
#define SAUDA_SRC_FILES_FAULT_H

#include "base/ctx.h"

#include <stdint.h>

enum fault {
    FAULT_NONE = 0,
    FAULT_SYSTEM, /* the fault is ours: errno tells */
    /* of the file as a whole */
    FAULT_IS_WORKBOOK,
    FAULT_NOT_WORKBOOK,
    FAULT_OLD_WORKBOOK,
    FAULT_WEB_PAGE,
    FAULT_DAMAGED,
    FAULT_PROTECTED,
    FAULT_NO_SHEET,
    FAULT_UNPACKED_SIZE,
    FAULT_XML,
    FAULT_XML_DTD,
    /* of a row */
    FAULT_ENCODING,
    FAULT_NUL,
    FAULT_QUOTE,
    FAULT_CELL_SIZE,
    FAULT_ROW_SIZE,
    FAULT_COLUMNS,
    FAULT_ROW_ORDER,
};

/* Records the fault as ERR_FILE_UNREADABLE, or as file_fail() says where it is ours. `row` is named where the
 * fault is one of a row. */
enum err fault_fail(struct ctx *cx, enum fault fault, uint64_t row);

#endif
