// SPDX-License-Identifier: MIT
#include "xstring.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ESCAPE_LEN 7u /* _xHHHH_ */
#define REPLACEMENT 0xfffdu
#define ELLIPSIS "\xe2\x80\xa6"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Whether an escape stands at `s`, and the UTF-16 unit that it means. */
static bool read_escape(const char *s, size_t len, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    if (len < ESCAPE_LEN || s[0] != '_' || s[1] != 'x' || s[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++) {
        const int value = hex_value(s[i]);

        if (value < 0)
            return false;
        unit = unit << 4 | (uint32_t)value;
    }
    *ret_unit = unit;
    return true;
}

static bool is_high(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xe0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3f));
    to[2] = (char)(0x80 | (c >> 6 & 0x3f));
    to[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

size_t xstring_decode(char *text, size_t len)
{
    size_t to = 0;
    uint32_t unit, low;

    if (!memmem(text, len, "_x", 2))
        return len;
    for (size_t from = 0; from < len;) {
        if (!read_escape(text + from, len - from, &unit)) {
            text[to++] = text[from++];
            continue;
        }
        from += ESCAPE_LEN;
        if (is_high(unit) && read_escape(text + from, len - from, &low) && is_low(low)) {
            from += ESCAPE_LEN;
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        } else if (unit == 0 || is_high(unit) || is_low(unit)) {
            unit = REPLACEMENT;
        }
        to += put_utf8(text + to, unit);
    }
    return to;
}

/* One character of the text on its way into the cell. */
struct piece {
    size_t from_len; /* bytes of the text that it takes */
    size_t len, units;
    char bytes[16];
};

static size_t sequence_length(char c)
{
    const unsigned char byte = (unsigned char)c;

    return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/* What XML 1.0 does not carry, or changes on reading (production 2; section 2.11 for CR), and what would be taken for an
 * escape itself. */
static bool needs_escape(const char *s, size_t len, uint32_t *ret_unit)
{
    const unsigned char c = (unsigned char)*s;
    uint32_t unit;

    *ret_unit = c;
    if (c < 0x20 && c != '\t' && c != '\n')
        return true;
    if (c == '_')
        return read_escape(s, len, &unit);
    if (len < 3 || memcmp(s, "\xef\xbf", 2) != 0 || (unsigned char)s[2] < 0xbe)
        return false;
    *ret_unit = 0xffc0u | ((unsigned char)s[2] & 0x3fu); /* U+FFFE, U+FFFF */
    return true;
}

static struct piece next_piece(const char *s, size_t len)
{
    struct piece piece = {.from_len = sequence_length(*s)};
    uint32_t unit;

    if (needs_escape(s, len, &unit)) {
        piece.len = piece.units = ESCAPE_LEN;
        snprintf(piece.bytes, sizeof piece.bytes, "_x%04X_", (unsigned)unit);
        return piece;
    }
    piece.len = piece.from_len;
    piece.units = piece.len == 4 ? 2 : 1;
    memcpy(piece.bytes, s, piece.len);
    return piece;
}

void xstring_encode(const char *text, size_t len, char out[XSTRING_MAX_BYTES + 1])
{
    size_t at = 0, units = 0;
    size_t cut = 0; /* where the ellipsis fits, should the text turn out too long */

    for (size_t i = 0; i < len;) {
        const struct piece piece = next_piece(text + i, len - i);

        if (units < XSTRING_MAX_UNITS)
            cut = at;
        if (units + piece.units > XSTRING_MAX_UNITS) {
            memcpy(out + cut, ELLIPSIS, sizeof ELLIPSIS);
            return;
        }
        memcpy(out + at, piece.bytes, piece.len);
        at += piece.len;
        units += piece.units;
        i += piece.from_len;
    }
    out[at] = '\0';
}
