// SPDX-License-Identifier: MIT
/* The text of a file as UTF-8, piece by piece, whatever its encoding. */
#ifndef SAUDA_SRC_FILES_TEXT_SOURCE_H
#define SAUDA_SRC_FILES_TEXT_SOURCE_H

#include "fault.h"

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOURCE_PIECE_BYTES ((size_t)64 << 10)

enum text_encoding {
    ENCODING_UNKNOWN = 0,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS_1251,
};

const char *text_encoding_name(enum text_encoding encoding);
/* ENCODING_UNKNOWN for a name that is none. */
enum text_encoding text_encoding_by_name(const char *name);

struct text_source {
    int fd; /* -1: closed */
    enum text_encoding encoding;
    iconv_t converter; /* (iconv_t)-1: the file is UTF-8 */
    uint64_t bytes_read, bytes_total;
    size_t given, held; /* bytes at the beginning of `raw`: handed out, and those behind them */
    bool is_broken;     /* behind what was handed out stands what the encoding does not have */
    char raw[SOURCE_PIECE_BYTES];
    char text[SOURCE_PIECE_BYTES * 3]; /* no character grows further in UTF-8 */
};

/* Of zeroed memory makes a source that may be closed; after that text_source_close() is due in any case. */
void text_source_init(struct text_source *source);
/* Begins with the open file, which the source owns from now on, also on failure; ENCODING_UNKNOWN: recognised. A byte
 * order mark wins over `encoding` and is no part of the text. */
enum fault text_source_open(struct text_source *source, int fd, enum text_encoding encoding);
/* The next piece, of whole characters, valid until the next call; empty at the end. */
enum fault text_source_next(struct text_source *source, const char **ret_text, size_t *ret_len);
void text_source_close(struct text_source *source);

#endif
