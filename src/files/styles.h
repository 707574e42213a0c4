// SPDX-License-Identifier: MIT
/* Which cells of a workbook hold dates: to Excel a date is a number, and only its format tells. */
#ifndef SAUDA_SRC_FILES_STYLES_H
#define SAUDA_SRC_FILES_STYLES_H

#include "package.h"

#include <stdint.h>

#define STYLES_MAX 65536u /* Excel's own limit is a little below (formats of cells in a workbook) */

enum number_kind { KIND_NUMBER = 0, KIND_DATE, KIND_DATE_TIME, KIND_TIME, KIND_DURATION };

struct styles {
    uint8_t formats[STYLES_MAX]; /* enum number_kind by the number format's id */
    uint8_t cells[STYLES_MAX];   /* the same by a cell's s="…" */
};

/* `styles` is zeroed memory. */
enum fault styles_read(struct styles *styles, struct package *package, const char *part_name);
/* What a number format like "dd.mm.yyyy hh:mm" shows. */
enum number_kind number_format_kind(const char *format);

#endif
