// SPDX-License-Identifier: MIT
/* The row that is being read: its cells are put together here, within the limits of a table, before the whole row is
 * copied into the slice. */
#ifndef SAUDA_SRC_FILES_ROW_H
#define SAUDA_SRC_FILES_ROW_H

#include "fault.h"
#include "files/table_reader.h"

#include <stdbool.h>
#include <stddef.h>

/* The text has its place once and for all, at the largest size that it may have; untouched pages of it cost nothing. */
struct row {
    size_t len;   /* of `text` */
    size_t start; /* of the cell that is being put together */
    size_t n;     /* cells, up to the last one that was set */
    struct row_cell {
        size_t at, len;
    } cells[TABLE_MAX_COLUMNS];
    char text[TABLE_MAX_ROW_BYTES];
};

/* Forgets the cells. */
void row_clear(struct row *row);
/* More text of the cell. */
enum fault row_put(struct row *row, const char *text, size_t len);
/* The cell ends, and it is the one of this column; the columns before it that were not set are empty. */
enum fault row_set(struct row *row, size_t column);
/* Whether nothing stands in the row but blanks. */
bool row_is_blank(const struct row *row);
/* The row's cells in the arena; `ret_bytes` is what they take there. */
const struct table_cell *row_copy(const struct row *row, struct arena *arena, size_t *ret_bytes);

#endif
