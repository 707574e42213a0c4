// SPDX-License-Identifier: MIT
/* Parameters are read leniently, as nothing depends on them but what people see; names of files are written by the book. */
#include "disposition.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "http/param.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* --- reading ---------------------------------------------------------------------------------------------------- */

/* A quoted text without its quotes and backslashes (RFC 9110 section 5.6.4). `*at` is behind the first quote, and then
 * behind the last. */
static const char *unquote(struct arena *arena, const char **at)
{
    char *text = arena_alloc(arena, strlen(*at) + 1), *end = text;

    while (**at && **at != '"') {
        *at += **at == '\\' && (*at)[1];
        *end++ = *(*at)++;
    }
    *at += **at == '"';
    *end = '\0';
    return text;
}

const char *header_param(struct arena *arena, const char *value, const char *name)
{
    const char *at = value + strcspn(value, ";");

    while (*at) {
        const char *text;
        size_t len;
        bool is_it;

        at += strspn(at, "; \t");
        len = strcspn(at, "=;");
        is_it = len == strlen(name) && strncasecmp(at, name, len) == 0;
        at += len;
        if (*at != '=')
            continue;
        at++;
        if (*at == '"') {
            at++;
            text = unquote(arena, &at);
        } else {
            len = strcspn(at, "; \t");
            text = arena_strndup(arena, at, len);
            at += len;
        }
        if (is_it)
            return text;
    }
    return NULL;
}

/* UTF-8'language'%D0%A6 (RFC 8187 section 3.2); NULL where it is none. */
static const char *decode_extended(struct arena *arena, const char *value)
{
    const char *language = strchr(value, '\''), *text = language ? strchr(language + 1, '\'') : NULL;
    const char *decoded;
    size_t len;

    if (!text || strncasecmp(value, "UTF-8'", strlen("UTF-8'")) != 0)
        return NULL;
    text++;
    decoded = percent_decode(arena, text, strlen(text), false, &len);
    return decoded && strlen(decoded) == len ? decoded : NULL;
}

const char *disposition_filename(struct arena *arena, const char *value)
{
    const char *extended = header_param(arena, value, "filename*");
    const char *name = extended ? decode_extended(arena, extended) : NULL;

    return name ? name : header_param(arena, value, "filename");
}

static bool has_controls(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7f)
            return true;
    return false;
}

const char *filename_clean(struct arena *arena, const char *name)
{
    size_t len;

    for (const char *at = name; *at; at++) /* some clients send the whole path */
        if (*at == '/' || *at == '\\')
            name = at + 1;
    len = strlen(name);
    if (len == 0 || !utf8_is_valid(name, len) || has_controls(name) || strcmp(name, ".") == 0 ||
        strcmp(name, "..") == 0)
        return NULL;
    return arena_strndup(arena, name, utf8_cut(name, len, FILENAME_MAX_BYTES));
}

/* --- writing ---------------------------------------------------------------------------------------------------- */

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* What may stand between quotes and is read alike by all. */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && !strchr("\"\\%", c);
}

/* One underscore for each character that has no place there. */
static void put_fallback(struct buf *value, const char *filename)
{
    for (; *filename; filename++) {
        if (is_plain(*filename))
            buf_putc(value, *filename);
        else if (!utf8_is_continuation(*filename))
            buf_putc(value, '_');
    }
}

static void put_extended(struct buf *value, const char *filename)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *filename; filename++) {
        unsigned char c = (unsigned char)*filename;

        if (is_letter_or_digit(*filename) || strchr("!#$&+-.^_`|~", *filename)) {
            buf_putc(value, *filename);
        } else {
            buf_putc(value, '%');
            buf_putc(value, digits[c >> 4]);
            buf_putc(value, digits[c & 15]);
        }
    }
}

const char *disposition_write(struct arena *arena, const char *filename)
{
    bool needs_more = false;
    struct buf value;

    for (const char *at = filename; *at; at++)
        needs_more |= !is_plain(*at);
    buf_init(&value, arena, 64 + 4 * strlen(filename));
    buf_puts(&value, "attachment; filename=\"");
    put_fallback(&value, filename);
    buf_putc(&value, '"');
    if (needs_more) {
        buf_puts(&value, "; filename*=UTF-8''");
        put_extended(&value, filename);
    }
    return buf_cstr(&value);
}
