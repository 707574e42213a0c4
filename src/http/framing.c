// SPDX-License-Identifier: MIT
/* Heads of requests. A list of headers goes through these checks once a request, so they only look and copy nothing. */
#include "http/framing.h"

#include "http/formats.h"
#include "http/websocket.h"
#include "list.h"

#include <string.h>
#include <strings.h>

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* ---- the length ---- */

/* A token (RFC 9110 section 5.6.2); a space before the colon would be part of the name. */
static bool is_name(const char *s)
{
    if (!*s)
        return false;
    for (; *s; s++) {
        if (!is_word_char(*s) && !strchr("!#$%&'*+-.^_`|~", *s))
            return false;
    }
    return true;
}

/* No control characters but the tab: what was folded or smuggled in has some. */
static bool is_value(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (((unsigned char)s[i] < ' ' && s[i] != '\t') || s[i] == 0x7f)
            return false;
    }
    return true;
}

bool framing_content_length(const char *value, uint64_t *ret_length)
{
    struct slice digits;
    int64_t length = 0;

    if (value) {
        digits = slice_trim(value, strlen(value));
        if (!digits.len || *digits.s == '-' || !format_parse_int(digits.s, digits.len, &length))
            return false;
    }
    *ret_length = (uint64_t)length;
    return true;
}

struct seen {
    unsigned lengths, codings, hosts;
};

static enum err look_at(struct ctx *cx, const struct param *header, struct seen *seen)
{
    uint64_t length;

    if (!is_name(header->name) || !is_value(header->value, header->len))
        return fail(cx, ERR_BAD_FRAMING, "A header has characters that have no place there.");
    if (strcasecmp(header->name, "Content-Length") == 0) {
        seen->lengths++;
        if (!framing_content_length(header->value, &length))
            return fail(cx, ERR_BAD_FRAMING, "Content-Length is not a number.");
    } else if (strcasecmp(header->name, "Transfer-Encoding") == 0) {
        seen->codings++;
        if (!slice_is(slice_trim(header->value, header->len), "chunked"))
            return fail(cx, ERR_BAD_FRAMING, "The only transfer coding taken is chunked.");
    } else if (strcasecmp(header->name, "Host") == 0) {
        seen->hosts++;
    }
    return ERR_OK;
}

enum err framing_check(struct ctx *cx, const struct param *headers, size_t n)
{
    struct seen seen = {0};

    for (size_t i = 0; i < n; i++) {
        enum err e = look_at(cx, &headers[i], &seen);

        if (e)
            return e;
    }
    if (seen.lengths > 1 || seen.codings > 1 || (seen.lengths && seen.codings))
        return fail(cx, ERR_BAD_FRAMING, NULL);
    if (seen.hosts > 1)
        return fail(cx, ERR_BAD_FRAMING, "The request names more than one host.");
    return ERR_OK;
}

bool framing_is_request_id(const char *value)
{
    size_t len = 0;

    for (; value[len]; len++) {
        if (len == 64 || (!is_word_char(value[len]) && !strchr("._-", value[len])))
            return false;
    }
    return len > 0;
}

/* ---- host and origin ---- */

/* The host of "host", "host:80", "[::1]:80". */
static struct slice host_of(const char *authority, size_t len)
{
    const char *bracket = len && *authority == '[' ? memchr(authority, ']', len) : NULL;
    const char *colon = bracket ? NULL : memchr(authority, ':', len);

    if (bracket)
        return (struct slice){authority, (size_t)(bracket - authority) + 1};
    return (struct slice){authority, colon ? (size_t)(colon - authority) : len};
}

/* What stands between the scheme and the path of an http address; empty when it is none. */
static struct slice authority_of(const char *url)
{
    size_t scheme = 0;

    if (url && strncasecmp(url, "http://", 7) == 0)
        scheme = 7;
    else if (url && strncasecmp(url, "https://", 8) == 0)
        scheme = 8;
    if (!scheme)
        return (struct slice){"", 0};
    return (struct slice){url + scheme, strcspn(url + scheme, "/?#")};
}

static bool is_same(struct slice a, struct slice b)
{
    return a.len && a.len == b.len && strncasecmp(a.s, b.s, a.len) == 0;
}

static bool is_own_host(const char *host, const char *public_url)
{
    struct slice name = host_of(host, strlen(host));
    struct slice own = authority_of(public_url);

    return slice_is(name, "localhost") || slice_is(name, "127.0.0.1") || slice_is(name, "[::1]") ||
           is_same(name, host_of(own.s, own.len));
}

/* An origin as browsers send it: scheme, host and port, nothing behind. */
static bool is_origin_of_url(const char *origin, const char *url)
{
    struct slice authority = authority_of(url);
    size_t len = authority.len ? (size_t)(authority.s - url) + authority.len : 0;

    return len && strlen(origin) == len && strncasecmp(origin, url, len) == 0;
}

bool framing_is_cors_origin(const char *cors_origins, const char *origin)
{
    struct slice item;

    while (list_next(&cors_origins, &item)) {
        if (item.len && item.s[item.len - 1] == '/') /* as people copy it from the browser */
            item.len--;
        if (item.len && slice_is(item, origin))
            return true;
    }
    return false;
}

bool framing_is_own_origin(const char *host, const char *origin, const struct framing_origins *origins)
{
    return is_same(authority_of(origin), (struct slice){host, strlen(host)}) ||
           is_origin_of_url(origin, origins->public_url) ||
           framing_is_cors_origin(origins->cors_origins, origin);
}

enum err framing_check_origin(struct ctx *cx, const char *host, const char *origin,
                              const struct framing_origins *origins)
{
    if (!origins->is_open)
        return ERR_OK;
    if (!host || !is_own_host(host, origins->public_url))
        return fail(cx, ERR_FOREIGN_HOST, NULL);
    if (origin && !framing_is_own_origin(host, origin, origins))
        return fail(cx, ERR_FOREIGN_ORIGIN, NULL);
    return ERR_OK;
}

/* ---- WebSocket ---- */

/* Whether a header of that name, a list with commas, has the word. */
static bool has_word(const struct param *headers, size_t n, const char *name, const char *word)
{
    for (size_t i = 0; i < n; i++) {
        const char *list = headers[i].value;
        struct slice item;

        if (strcasecmp(headers[i].name, name) != 0)
            continue;
        while (list_next(&list, &item)) {
            if (slice_is(item, word))
                return true;
        }
    }
    return false;
}

/* The value of a header that stands exactly once, or NULL. */
static const char *single(const struct param *headers, size_t n, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(headers[i].name, name) != 0)
            continue;
        if (value)
            return NULL;
        value = headers[i].value;
    }
    return value;
}

enum err framing_check_upgrade(struct ctx *cx, const char *method, const struct param *headers,
                               size_t n)
{
    const char *key = single(headers, n, "Sec-WebSocket-Key");
    const char *version = single(headers, n, "Sec-WebSocket-Version");
    char accept[29];

    if (strcmp(method, "GET") != 0 || !has_word(headers, n, "Upgrade", "websocket") ||
        !has_word(headers, n, "Connection", "upgrade") || !version || strcmp(version, "13") != 0)
        return fail(cx, ERR_UPGRADE_REQUIRED, NULL);
    if (!key || !ws_accept_key(key, accept))
        return fail(cx, ERR_BAD_REQUEST, "Sec-WebSocket-Key must be the base64 of 16 bytes.");
    return ERR_OK;
}
