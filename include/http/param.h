// SPDX-License-Identifier: MIT
/* What a request carries beside its body, as named texts: path segments, query words, headers. The
 * router and the query parser make them, the validator (schema_check.h) reads them. */
#ifndef SAUDA_HTTP_PARAM_H
#define SAUDA_HTTP_PARAM_H

#include "base/ctx.h"
#include "http/schema.h"

#include <stdbool.h>
#include <stddef.h>

struct param {
    enum schema_in in;
    const char *name;
    const char *value; /* decoded, NUL-terminated; may hold a NUL inside, so `len` counts */
    size_t len;
};

#define QUERY_MAX_PARAMS 100

/* Decodes the part of an address behind `?` (application/x-www-form-urlencoded, WHATWG URL
 * section 5.1), raw as it came; NULL is empty. ERR_BAD_REQUEST on a broken %XX, on what is not
 * UTF-8 and on more than QUERY_MAX_PARAMS. */
enum err query_parse(struct ctx *cx, const char *raw, const struct param **ret_params, size_t *ret_n)
    __attribute__((warn_unused_result));
/* The same for the fields of a form in a body: parameters IN_BODY. */
enum err form_parse(struct ctx *cx, const char *body, size_t len, const struct param **ret_params,
                    size_t *ret_n) __attribute__((warn_unused_result));

/* Decodes %XX in raw[0..len) strictly; with `plus_is_space` also `+`. The text is NUL-terminated,
 * in `arena`; NULL when a % is not followed by two hexadecimal digits. */
char *percent_decode(struct arena *arena, const char *raw, size_t len, bool plus_is_space,
                     size_t *ret_len);

#endif
