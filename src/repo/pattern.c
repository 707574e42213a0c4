// SPDX-License-Identifier: MIT
/* People type % and _ and mean just these. */
#include "repo/pattern.h"
#include "base/buf.h"

#include <string.h>

const char *pattern_contains(struct arena *arena, const char *text)
{
    struct buf buf;

    if (!text)
        return NULL;
    buf_init(&buf, arena, strlen(text) * 2 + 3);
    buf_putc(&buf, '%');
    for (const char *c = text; *c; c++) {
        if (*c == '%' || *c == '_' || *c == '\\')
            buf_putc(&buf, '\\');
        buf_putc(&buf, *c);
    }
    buf_putc(&buf, '%');
    return buf_cstr(&buf);
}
