// SPDX-License-Identifier: MIT
#include "formula.h"

#include <string.h>

/* = + - @ in their full-width forms, which Excel takes for the same under Asian settings: U+FF1D, U+FF0B, U+FF0D, U+FF20. */
static const char *const full_width[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
                                         "\xef\xbc\xa0"};

bool formula_begins(const char *text, size_t len)
{
    while (len > 0 && *text == '\'') {
        text++;
        len--;
    }
    if (len == 0)
        return false;
    if (memchr("=+-@\t\r\n", *text, 7))
        return true;
    for (size_t i = 0; len >= 3 && i < sizeof full_width / sizeof *full_width; i++) {
        if (memcmp(text, full_width[i], 3) == 0)
            return true;
    }
    return false;
}
