// SPDX-License-Identifier: MIT
/* UTF-8, byte by byte: what is checked here is short. */
#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the sequence that `s` begins with, 0 when it is none (RFC 3629 section 4). */
static size_t sequence_length(const unsigned char *s, size_t left)
{
    unsigned char low = 0x80, high = 0xbf; /* of the second byte */
    size_t n;

    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (n > left)
        return 0;
    if (s[0] == 0xe0)
        low = 0xa0;
    else if (s[0] == 0xed)
        high = 0x9f;
    else if (s[0] == 0xf0)
        low = 0x90;
    else if (s[0] == 0xf4)
        high = 0x8f;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    }
    return n;
}

/* Bytes of ASCII that `s` begins with, rounded down to whole words: files are mostly that. */
static size_t ascii_length(const char *s, size_t len)
{
    size_t i = 0;
    uint64_t word;

    for (; len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s + i, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    return i;
}

size_t utf8_valid_length(const char *s, size_t len)
{
    size_t i = 0, n;

    for (; i < len; i += n) {
        if ((unsigned char)s[i] < 0x80) {
            n = ascii_length(s + i, len - i);
            n += n == 0;
            continue;
        }
        n = sequence_length((const unsigned char *)s + i, len - i);
        if (n == 0)
            break;
    }
    return i;
}

bool utf8_is_valid(const char *s, size_t len)
{
    return utf8_valid_length(s, len) == len;
}

size_t utf8_length(const char *s, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += !utf8_is_continuation(s[i]);
    return n;
}

size_t utf8_cut(const char *s, size_t len, size_t max)
{
    if (len <= max)
        return len;
    while (max > 0 && utf8_is_continuation(s[max]))
        max--;
    return max;
}

struct blank {
    const char *s;
    size_t len;
};

#define BLANK(text)                                                                                \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const struct blank blanks[] = {
    BLANK("\u00a0"), BLANK("\u2002"), BLANK("\u2003"), BLANK("\u2004"), BLANK("\u2005"),
    BLANK("\u2006"), BLANK("\u2007"), BLANK("\u2008"), BLANK("\u2009"), BLANK("\u200a"),
    BLANK("\u200b"), BLANK("\u202f"), BLANK("\u205f"), BLANK("\u3000"), BLANK("\ufeff"),
};

size_t utf8_blank_length(const char *s, size_t len)
{
    if (len && (unsigned char)s[0] <= ' ')
        return 1;
    if (len < 2 || (unsigned char)s[0] < 0xc2)
        return 0;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (len >= blanks[i].len && memcmp(s, blanks[i].s, blanks[i].len) == 0)
            return blanks[i].len;
    return 0;
}

void utf8_trim(const char **s, size_t *len)
{
    size_t blank, end = 0;

    while ((blank = utf8_blank_length(*s, *len))) {
        *s += blank;
        *len -= blank;
    }
    for (size_t i = 0; i < *len;) {
        blank = utf8_blank_length(*s + i, *len - i);
        i += blank ? blank : 1;
        if (!blank)
            end = i;
    }
    *len = end;
}
