// SPDX-License-Identifier: MIT
/* Cursors of the event feed: what is taken for one is written back as the same text, or as another spelling of the
 * same place. */
#include "events/cursor.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct event_cursor cursor, again;
    char text[256], written[CURSOR_SIZE];

    if (size >= sizeof text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (!cursor_parse(text, &cursor))
        return 0;
    cursor_write(cursor, written);
    if (!cursor_parse(written, &again) || again.id != cursor.id || again.at_s != cursor.at_s)
        abort();
    return 0;
}
