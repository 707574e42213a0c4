// SPDX-License-Identifier: MIT
/* UTF-8 (RFC 3629), as far as what comes from outside needs it. */
#ifndef SAUDA_BASE_UTF8_H
#define SAUDA_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* No overlong forms, no surrogates, nothing above U+10FFFF. NUL is a character as any other. */
bool utf8_is_valid(const char *s, size_t len);
/* How many bytes from the beginning are valid: `len` where all are, else up to the first that is not. A code point cut
 * off at the end does not count. */
size_t utf8_valid_length(const char *s, size_t len);
/* Code points of a valid text. */
size_t utf8_length(const char *s, size_t len);
/* The most bytes, at most `max`, that end with a whole code point. */
size_t utf8_cut(const char *s, size_t len, size_t max);

/* How many bytes the blank takes that the text begins with, 0: it begins with none. Blanks are those of ASCII with its control
 * characters, and of Unicode the no-break, figure, thin, narrow, ideographic and zero-width ones and the byte order mark. */
size_t utf8_blank_length(const char *s, size_t len);
/* Narrows the text to what is between the blanks around it. */
void utf8_trim(const char **s, size_t *len);

/* Whether the byte goes on with a code point that began before it. */
static inline bool utf8_is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

#endif
