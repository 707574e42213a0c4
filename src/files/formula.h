// SPDX-License-Identifier: MIT
/* Which texts a spreadsheet would run as formulas when it opens a CSV file. */
#ifndef SAUDA_SRC_FILES_FORMULA_H
#define SAUDA_SRC_FILES_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the text begins, behind any apostrophes, with one of the signs that OWASP's page on CSV injection names. The
 * writer puts an apostrophe before such a text and the reader takes one off, so each text comes back as it was. */
bool formula_begins(const char *text, size_t len);

#endif
