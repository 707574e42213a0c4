// SPDX-License-Identifier: MIT
/* One cell of a row, on its way into JSON. */
#ifndef SAUDA_SRC_JOBS_IMPORT_CELLS_H
#define SAUDA_SRC_JOBS_IMPORT_CELLS_H

#include "import_rows.h"

struct import_writing {
    const struct import_plan *plan;
    const struct table_row *row;
    struct buf *json;
    struct import_faults *faults;
    const struct import_column *column; /* whose cell it is at */
    struct text stored;                 /* the text of the last cell, as it is stored */
    bool has_members, is_faulty;
};

void import_cell_at_fault(struct import_writing *w, struct text value, const char *code,
                          const char *message);
/* Appends the value, or tells what is wrong with it. The text is not empty. */
void import_cell_put(struct import_writing *w, struct text text);

#endif
