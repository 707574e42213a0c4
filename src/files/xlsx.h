// SPDX-License-Identifier: MIT
/* XLSX: the parts of a workbook in the order in which they are needed - first the list of its sheets and the formats of
 * its cells, then all shared strings, then the sheet itself. */
#ifndef SAUDA_SRC_FILES_XLSX_H
#define SAUDA_SRC_FILES_XLSX_H

#include "package.h"
#include "sheet.h"
#include "strings.h"
#include "styles.h"

#include <stdbool.h>
#include <stdint.h>

struct xlsx {
    struct package package;
    struct styles styles;
    struct strings strings;
    struct sheet sheet;
};

/* Of zeroed memory makes one that may be closed; after that xlsx_close() is due in any case. */
void xlsx_init(struct xlsx *xlsx, struct reader *reader);
enum fault xlsx_open(struct xlsx *xlsx, const char *path, const char *spill_folder);
/* Fills the reader's slice; while shared strings are read it stays empty. */
enum fault xlsx_fill(struct xlsx *xlsx, bool *ret_is_end);
void xlsx_progress(const struct xlsx *xlsx, uint64_t *ret_read, uint64_t *ret_total);
void xlsx_close(struct xlsx *xlsx);

#endif
