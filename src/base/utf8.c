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
