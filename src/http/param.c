// SPDX-License-Identifier: MIT
/* Decoding addresses. libmicrohttpd's own decoding is switched off: it turns %2F into a slash
 * before the path is split and cuts the text at %00, so both would mean something else here than to
 * a proxy in front. */
#include "http/param.h"

#include "base/utf8.h"

#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char *percent_decode(struct arena *arena, const char *raw, size_t len, bool plus_is_space,
                     size_t *ret_len)
{
    char *text = arena_alloc(arena, len + 1);
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        if (raw[i] == '%') {
            int high = i + 2 < len ? hex_value(raw[i + 1]) : -1;
            int low = i + 2 < len ? hex_value(raw[i + 2]) : -1;

            if (high < 0 || low < 0)
                return NULL;
            text[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            text[n++] = raw[i] == '+' && plus_is_space ? ' ' : raw[i];
        }
    }
    text[n] = '\0';
    *ret_len = n;
    return text;
}

static enum err decode_word(struct ctx *cx, const char *raw, size_t len, const char **ret_text,
                            size_t *ret_len)
{
    char *text = percent_decode(cx->arena, raw, len, true, ret_len);

    if (!text)
        return fail(cx, ERR_BAD_REQUEST,
                    "The query or form has a % that two hexadecimal digits do not follow.");
    if (!utf8_is_valid(text, *ret_len))
        return fail(cx, ERR_BAD_REQUEST, "The query or form is not UTF-8.");
    *ret_text = text;
    return ERR_OK;
}

static enum err parse_pair(struct ctx *cx, const char *raw, size_t len, struct param *ret_param)
{
    const char *equals = memchr(raw, '=', len);
    size_t name_len = equals ? (size_t)(equals - raw) : len;
    enum err e;

    ret_param->in = IN_QUERY;
    e = decode_word(cx, raw, name_len, &ret_param->name, &ret_param->len);
    if (e)
        return e;
    if (strlen(ret_param->name) != ret_param->len)
        return fail(cx, ERR_BAD_REQUEST, "The query or form has a NUL in a name.");
    if (!equals)
        return decode_word(cx, "", 0, &ret_param->value, &ret_param->len);
    return decode_word(cx, equals + 1, len - name_len - 1, &ret_param->value, &ret_param->len);
}

static size_t count_pairs(const char *raw)
{
    size_t n = 1;

    for (; *raw; raw++)
        n += *raw == '&';
    return n;
}

enum err query_parse(struct ctx *cx, const char *raw, const struct param **ret_params, size_t *ret_n)
{
    struct param *params;
    size_t n_pairs, n = 0;

    if (!raw || !*raw) {
        *ret_params = NULL;
        *ret_n = 0;
        return ERR_OK;
    }
    n_pairs = count_pairs(raw);
    if (n_pairs > QUERY_MAX_PARAMS)
        return fail_fmt(cx, ERR_BAD_REQUEST, "The query or form has more than %d words.",
                        QUERY_MAX_PARAMS);
    params = arena_zalloc(cx->arena, n_pairs, sizeof *params);
    while (*raw) {
        size_t len = strcspn(raw, "&");

        if (len) {
            enum err e = parse_pair(cx, raw, len, &params[n]);

            if (e)
                return e;
            n++;
        }
        raw += len;
        raw += *raw == '&';
    }
    *ret_params = params;
    *ret_n = n;
    return ERR_OK;
}

enum err form_parse(struct ctx *cx, const char *body, size_t len, const struct param **ret_params,
                    size_t *ret_n)
{
    const struct param *words;
    struct param *fields;
    enum err e;

    if (memchr(body, '\0', len))
        return fail(cx, ERR_BAD_REQUEST, "The form has a NUL in it.");
    e = query_parse(cx, arena_strndup(cx->arena, body, len), &words, ret_n);
    if (e)
        return e;
    fields = arena_zalloc(cx->arena, *ret_n + 1, sizeof *fields);
    for (size_t i = 0; i < *ret_n; i++) {
        fields[i] = words[i];
        fields[i].in = IN_BODY;
    }
    *ret_params = fields;
    return ERR_OK;
}
