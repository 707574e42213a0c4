// SPDX-License-Identifier: MIT
/* What the formats of the contract mean, exactly. */
#ifndef SAUDA_HTTP_FORMATS_H
#define SAUDA_HTTP_FORMATS_H

#include "http/schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the text has the format; FORMAT_NONE: always. */
bool format_matches(enum schema_format format, const char *s, size_t len);
/* What to tell whom it does not: "must be a UUID". */
const char *format_words(enum schema_format format);

/* A whole number in decimal digits, with an optional minus, that fits into 64 bits. */
bool format_parse_int(const char *s, size_t len, int64_t *ret_v);
/* A revision as If-Match carries it: `"7"`, `W/"7"`, `7`. */
bool format_parse_etag(const char *s, size_t len, int64_t *ret_v);

#endif
