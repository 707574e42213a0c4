// SPDX-License-Identifier: MIT
#include "reader.h"

/* What bounds the memory and the time of one slice. */
#define MAX_SLICE_BYTES ((size_t)4 << 20)
#define MAX_SLICE_UNPACKED ((uint64_t)16 << 20)

bool reader_is_full(const struct reader *reader)
{
    const struct slice *slice = &reader->slice;

    return slice->n == slice->max || slice->bytes >= MAX_SLICE_BYTES ||
           slice->unpacked >= MAX_SLICE_UNPACKED;
}

void reader_end_row(struct reader *reader)
{
    struct slice *slice = &reader->slice;
    size_t bytes;

    if (reader->row_number > reader->after_row && !row_is_blank(&reader->row)) {
        slice->rows[slice->n++] = (struct table_row){
            .number = reader->row_number,
            .n = reader->row.n,
            .cells = row_copy(&reader->row, slice->arena, &bytes),
        };
        slice->bytes += bytes;
    }
    row_clear(&reader->row);
}
