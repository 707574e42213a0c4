// SPDX-License-Identifier: MIT
/* The shared strings of a workbook: its cells carry numbers for texts that stand once in a part of their own. There may
 * be a million of them, so they are put aside in files. */
#ifndef SAUDA_SRC_FILES_STRINGS_H
#define SAUDA_SRC_FILES_STRINGS_H

#include "row.h"
#include "spill.h"
#include "xml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The text of one cell as it is gathered from XML: its first bytes, of which one more is kept than a cell may have, so
 * that row_put() refuses what was too long. */
struct gathering {
    bool is_on;       /* the element whose text counts has begun */
    bool is_phonetic; /* inside of <rPh>: how to pronounce it, which people do not see */
    size_t len;
    char text[TABLE_MAX_CELL_BYTES + 1];
};

/* Elements of a text, the same in both places: <t>, in runs (<r>) or not. */
void gathering_begin(struct gathering *gathering, const char *name);
void gathering_end(struct gathering *gathering, const char *name);
void gathering_put(struct gathering *gathering, const char *text, size_t len);
/* The text is complete: its escapes are resolved. */
void gathering_decode(struct gathering *gathering);

struct strings {
    struct xml xml;
    struct gathering gathering;
    uint32_t n;
    struct spill texts, ends; /* `ends`: where each text ends, as uint32_t */
};

/* Of zeroed memory makes one that may be closed; after that strings_close() is due in any case. */
void strings_init(struct strings *strings);
enum fault strings_open(struct strings *strings, struct package *package, const char *part_name,
                        const char *folder);
/* Takes in some more of them until `xml.is_end`. */
enum fault strings_step(struct strings *strings);
/* Puts the text with this number into the row; FAULT_XML where there is none. */
enum fault strings_put(struct strings *strings, uint32_t number, struct row *row);
void strings_close(struct strings *strings);

#endif
