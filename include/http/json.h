// SPDX-License-Identifier: MIT
/* JSON texts of requests: into jansson's tree, and from there as compact text. Only bodies and
 * small values go this way; rows become JSON without a tree (json_rows.h). */
#ifndef SAUDA_HTTP_JSON_H
#define SAUDA_HTTP_JSON_H

#include "base/buf.h"
#include "base/ctx.h"

#include <jansson.h>
#include <stddef.h>

#define JSON_MAX_DEPTH 32
#define JSON_MAX_VALUES 100000 /* of a tree: a few MB of the smallest would take hundreds */

/* Parses an object or array; `ret_json` lives as long as the arena. ERR_INVALID_JSON with line and
 * column in words for what is no JSON (RFC 8259), is nested deeper than JSON_MAX_DEPTH, has more
 * than JSON_MAX_VALUES values, a key twice in an object, a NUL in a text or a number that fits
 * neither 64 bits nor a double. */
enum err json_parse(struct ctx *cx, const void *data, size_t len, json_t **ret_json)
    __attribute__((warn_unused_result));

/* Gives the reference to the arena: it is dropped when the arena is freed. */
void json_keep(struct arena *arena, json_t *json);

/* Any value as compact text, keys in their order; a real number with as few digits as bring it
 * back. */
void json_put(struct buf *buf, const json_t *json);
void json_put_real(struct buf *buf, double v);

#endif
