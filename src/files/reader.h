// SPDX-License-Identifier: MIT
/* What the readers of both formats share: the row in progress and the slice that full rows go into. */
#ifndef SAUDA_SRC_FILES_READER_H
#define SAUDA_SRC_FILES_READER_H

#include "fault.h"
#include "files/table_reader.h"
#include "row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The slice that table_read() is filling. */
struct slice {
    struct arena *arena;
    struct table_row *rows;
    size_t n, max;
    size_t bytes;      /* that the rows take in the arena */
    uint64_t unpacked; /* bytes of the file that went into it */
};

struct reader {
    struct row row;
    uint64_t row_number; /* of `row`, or of the last one */
    uint64_t after_row;
    struct slice slice;
};

/* Whether the slice has had enough. */
bool reader_is_full(const struct reader *reader);
/* `row` is complete: it goes into the slice where it is wanted, and is cleared. */
void reader_end_row(struct reader *reader);

#endif
