// SPDX-License-Identifier: MIT
/* Where the parts of a workbook are: which one is the first sheet is told by the workbook, not by their names. */
#ifndef SAUDA_SRC_FILES_WORKBOOK_H
#define SAUDA_SRC_FILES_WORKBOOK_H

#include "package.h"

#include <stdbool.h>

#define PART_NAME_BYTES 512u

struct workbook {
    char sheet[PART_NAME_BYTES];                            /* the first one that people see */
    char strings[PART_NAME_BYTES], styles[PART_NAME_BYTES]; /* empty: the workbook has none */
    bool is_1904; /* dates count from 1904, as old Excels on Macs did */
};

enum fault workbook_read(struct package *package, struct workbook *ret_workbook);

#endif
