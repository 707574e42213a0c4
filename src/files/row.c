// SPDX-License-Identifier: MIT
#include "row.h"

#include <string.h>

void row_clear(struct row *row)
{
    row->len = row->start = row->n = 0;
}

enum fault row_put(struct row *row, const char *text, size_t len)
{
    if (len > TABLE_MAX_CELL_BYTES - (row->len - row->start))
        return FAULT_CELL_SIZE;
    if (len > sizeof row->text - row->len)
        return FAULT_ROW_SIZE;
    memcpy(row->text + row->len, text, len);
    row->len += len;
    return FAULT_NONE;
}

enum fault row_set(struct row *row, size_t column)
{
    const struct row_cell cell = {row->start, row->len - row->start};

    row->start = row->len;
    if (column >= TABLE_MAX_COLUMNS)
        return cell.len ? FAULT_COLUMNS : FAULT_NONE; /* a format up to the last column is no text */
    while (row->n <= column)
        row->cells[row->n++] = (struct row_cell){0};
    row->cells[column] = cell;
    return FAULT_NONE;
}

bool row_is_blank(const struct row *row)
{
    for (size_t i = 0; i < row->len; i++) {
        if (row->text[i] != ' ' && row->text[i] != '\t')
            return false;
    }
    return true;
}

const struct table_cell *row_copy(const struct row *row, struct arena *arena, size_t *ret_bytes)
{
    const size_t bytes = row->n * (sizeof(struct table_cell) + 1) + row->len;
    struct table_cell *cells = arena_alloc(arena, bytes);
    char *text = (char *)(cells + row->n);

    for (size_t i = 0; i < row->n; i++) {
        const struct row_cell *cell = &row->cells[i];

        cells[i] = (struct table_cell){text, cell->len};
        memcpy(text, row->text + cell->at, cell->len);
        text[cell->len] = '\0';
        text += cell->len + 1;
    }
    *ret_bytes = bytes;
    return cells;
}
