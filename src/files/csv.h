// SPDX-License-Identifier: MIT
/* CSV: what is one row and one cell in a text. RFC 4180, and what people's programs make of it. */
#ifndef SAUDA_SRC_FILES_CSV_H
#define SAUDA_SRC_FILES_CSV_H

#include "reader.h"
#include "text_source.h"

#include <stdbool.h>
#include <stddef.h>

struct csv {
    struct text_source source;
    struct reader *reader;
    const char *at, *end; /* what is left of the source's piece */
    char separator;
    bool stops[256]; /* what ends a run of plain text: the separator, line ends, NUL */
    uint64_t line;   /* that is being read */
    enum csv_state {
        CSV_CELL_START,
        CSV_PLAIN,
        CSV_QUOTED,
        CSV_QUOTE_IN_QUOTED, /* the end of the quotes, or the first of two that stand for one */
    } state;
    bool is_after_cr; /* a line feed now belongs to the line end before it */
};

/* Of zeroed memory makes one that may be closed; after that csv_close() is due in any case. */
void csv_init(struct csv *csv, struct reader *reader);
/* Owns `fd` from now on, also on failure. `separator` 0: recognised. */
enum fault csv_open(struct csv *csv, int fd, enum text_encoding encoding, char separator);
/* Fills the reader's slice. */
enum fault csv_fill(struct csv *csv, bool *ret_is_end);
void csv_close(struct csv *csv);

/* csv_separator.c: what separates the cells of a text that begins like this; the text may be cut off anywhere. */
char csv_recognise_separator(const char *text, size_t len);
/* Whether the text begins with a line "sep=;", Excel's own way of telling; `ret_len` is the line's length without its
 * end. */
bool csv_separator_line(const char *text, size_t len, char *ret_separator, size_t *ret_len);

#endif
