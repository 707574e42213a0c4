// SPDX-License-Identifier: MIT
/* Texts of a workbook: what XML cannot carry stands there as _x000D_ (ST_Xstring, ECMA-376-1, 22.9.2.19). */
#ifndef SAUDA_SRC_FILES_XSTRING_H
#define SAUDA_SRC_FILES_XSTRING_H

#include <stddef.h>

/* Makes characters of such escapes where they stand and returns the length, which does not grow. What is no character
 * (half a surrogate pair, NUL) becomes U+FFFD. */
size_t xstring_decode(char *text, size_t len);

#define XSTRING_MAX_UNITS                                                                          \
    32767u /* of UTF-16: what a cell of Excel takes (specifications and limits) */
#define XSTRING_MAX_BYTES (XSTRING_MAX_UNITS * 3u)

/* Writes the text, valid UTF-8, with its escapes and a NUL to `out`, at most XSTRING_MAX_UNITS units: what is longer
 * ends with an ellipsis. */
void xstring_encode(const char *text, size_t len, char out[XSTRING_MAX_BYTES + 1]);

#endif
