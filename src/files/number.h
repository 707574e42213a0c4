// SPDX-License-Identifier: MIT
/* Numbers of a workbook as people wrote and see them. */
#ifndef SAUDA_SRC_FILES_NUMBER_H
#define SAUDA_SRC_FILES_NUMBER_H

#include "styles.h"

#include <stdbool.h>
#include <stddef.h>

#define NUMBER_TEXT_BYTES 64u

/* How the value of a cell, as XML has it, reads. A workbook keeps binary fractions, often with 17 digits
 * (12.500000000000002); Excel shows and takes at most 15, and so does this: 12.5. Whole numbers stay as they are,
 * barcodes among them; 1E+3 becomes 1000. Dates become YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS or HH:MM:SS, as their format
 * shows them. False: it is no number, and stays as it is. */
bool number_text(const char *value, size_t len, enum number_kind kind, bool is_1904,
                 char out[NUMBER_TEXT_BYTES]);

#endif
