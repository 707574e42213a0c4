// SPDX-License-Identifier: MIT
/* Which encoding a file has is told from its bytes. Letters of Windows-1251 next to each other are never valid UTF-8, so
 * what is valid is UTF-8. A file may be long before its first letter that is not ASCII, so the search goes on until it
 * has seen enough of those. UTF-8 that breaks after that is a fault, and not Windows-1251. */
#include "text_source.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many valid characters beyond ASCII are no coincidence. */
#define ENOUGH_CHARACTERS 16u
#define UTF8_MAX_BYTES 4u

static const struct {
    const char *name, *iconv_name;
} encodings[] = {
    [ENCODING_UTF8] = {"utf-8", NULL},
    [ENCODING_UTF16LE] = {"utf-16le", "UTF-16LE"},
    [ENCODING_UTF16BE] = {"utf-16be", "UTF-16BE"},
    [ENCODING_WINDOWS_1251] = {"windows-1251", "CP1251"},
};

static const struct {
    enum text_encoding encoding;
    size_t len;
    const char *bytes;
} marks[] = {
    {ENCODING_UTF8, 3, "\xef\xbb\xbf"},
    {ENCODING_UTF16LE, 2, "\xff\xfe"},
    {ENCODING_UTF16BE, 2, "\xfe\xff"},
};

const char *text_encoding_name(enum text_encoding encoding)
{
    return encodings[encoding].name;
}

enum text_encoding text_encoding_by_name(const char *name)
{
    for (size_t i = ENCODING_UTF8; i < sizeof encodings / sizeof *encodings; i++) {
        if (strcmp(name, encodings[i].name) == 0)
            return (enum text_encoding)i;
    }
    return ENCODING_UNKNOWN;
}

/* Fills `raw` behind what it holds; `held` stays where it is at the end of the file. */
static enum fault fill(struct text_source *source)
{
    while (source->held < sizeof source->raw) {
        ssize_t got = read(source->fd, source->raw + source->held, sizeof source->raw - source->held);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAULT_SYSTEM;
        if (got == 0)
            break;
        source->held += (size_t)got;
        source->bytes_read += (size_t)got;
    }
    return FAULT_NONE;
}

/* Drops what was handed out, so that what follows stands at the beginning. */
static void shift(struct text_source *source)
{
    source->held -= source->given;
    memmove(source->raw, source->raw + source->given, source->held);
    source->given = 0;
}

static size_t count_characters_beyond_ascii(const char *s, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += (unsigned char)s[i] >= 0xc0;
    return n;
}

/* Reads from where the file stands until it is known. */
static enum fault recognise(struct text_source *source)
{
    size_t seen = 0;
    enum fault fault;

    for (;;) {
        fault = fill(source);
        if (fault)
            return fault;
        if (source->held == 0)
            break;
        source->given = utf8_valid_length(source->raw, source->held);
        seen += count_characters_beyond_ascii(source->raw, source->given);
        if (seen >= ENOUGH_CHARACTERS)
            break;
        /* less than a character at the end of a piece may go on in the next one, but not at the end of the file */
        if (source->held - source->given >= UTF8_MAX_BYTES || source->given == 0) {
            source->encoding = ENCODING_WINDOWS_1251;
            return FAULT_NONE;
        }
        shift(source);
    }
    source->encoding = ENCODING_UTF8;
    return FAULT_NONE;
}

static enum fault read_mark(struct text_source *source)
{
    char head[3];
    const ssize_t got = pread(source->fd, head, sizeof head, 0);

    if (got < 0)
        return FAULT_SYSTEM;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if ((size_t)got >= marks[i].len && memcmp(head, marks[i].bytes, marks[i].len) == 0) {
            source->encoding = marks[i].encoding;
            source->bytes_read = marks[i].len;
        }
    }
    return lseek(source->fd, (off_t)source->bytes_read, SEEK_SET) < 0 ? FAULT_SYSTEM : FAULT_NONE;
}

void text_source_init(struct text_source *source)
{
    source->fd = -1;
    source->converter = (iconv_t)-1;
}

enum fault text_source_open(struct text_source *source, int fd, enum text_encoding encoding)
{
    enum fault fault;
    struct stat st;

    source->fd = fd;
    source->encoding = encoding;
    if (fstat(fd, &st))
        return FAULT_SYSTEM;
    source->bytes_total = (uint64_t)st.st_size;
    fault = read_mark(source);
    if (fault)
        return fault;
    if (source->encoding == ENCODING_UNKNOWN) {
        fault = recognise(source);
        if (fault)
            return fault;
        source->given = source->held = 0;
        source->bytes_read = 0;
        if (lseek(fd, 0, SEEK_SET) < 0)
            return FAULT_SYSTEM;
    }
    if (source->encoding != ENCODING_UTF8) {
        source->converter = iconv_open("UTF-8", encodings[source->encoding].iconv_name);
        if (source->converter == (iconv_t)-1)
            return FAULT_SYSTEM;
    }
    return FAULT_NONE;
}

/* Hands out the valid text that `raw` begins with, where it stands. */
static size_t take_utf8(struct text_source *source, const char **ret_text)
{
    const size_t len = utf8_valid_length(source->raw, source->held);

    *ret_text = source->raw;
    source->given = len;
    source->is_broken = source->held - len >= UTF8_MAX_BYTES;
    return len;
}

static size_t convert(struct text_source *source, const char **ret_text)
{
    char *in = source->raw, *out = source->text;
    size_t in_left = source->held, out_left = sizeof source->text;

    if (iconv(source->converter, &in, &in_left, &out, &out_left) == (size_t)-1)
        source->is_broken = errno != EINVAL; /* which is a character that goes on in the next piece */
    *ret_text = source->text;
    source->given = source->held - in_left;
    return sizeof source->text - out_left;
}

enum fault text_source_next(struct text_source *source, const char **ret_text, size_t *ret_len)
{
    enum fault fault;
    size_t len;

    if (source->is_broken)
        return FAULT_ENCODING;
    shift(source);
    fault = fill(source);
    if (fault)
        return fault;
    if (source->held == 0) {
        *ret_text = source->raw;
        *ret_len = 0;
        return FAULT_NONE;
    }
    len = source->converter == (iconv_t)-1 ? take_utf8(source, ret_text) : convert(source, ret_text);
    if (len == 0) /* the rest of the file is less than a character, or none */
        return FAULT_ENCODING;
    *ret_len = len;
    return FAULT_NONE;
}

void text_source_close(struct text_source *source)
{
    if (source->converter != (iconv_t)-1)
        iconv_close(source->converter);
    source->converter = (iconv_t)-1;
    if (source->fd >= 0)
        close(source->fd);
    source->fd = -1;
}
