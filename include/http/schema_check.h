// SPDX-License-Identifier: MIT
/* The one validator: it reads the contract's tables (schema.h), fills the C structs they describe
 * and records each field that is wrong. Nothing checks a body by hand. */
#ifndef SAUDA_HTTP_SCHEMA_CHECK_H
#define SAUDA_HTTP_SCHEMA_CHECK_H

#include "base/ctx.h"
#include "http/param.h"
#include "http/schema.h"

#include <jansson.h>
#include <stddef.h>

#define SCHEMA_MAX_ERRORS 20 /* more wrong fields than that are not listed */

/* Codes of details.fields: required, type, minimum, maximum, min_length, max_length, enum, format,
 * unknown_field, min_items, max_items, min_properties, max_properties, too_large, duplicate.
 *
 * Both functions fill `ret_struct`, which must be zeroed and is of no use after
 * ERR_VALIDATION_FAILED. Texts in it point into `json` or `params`, or are in the arena; all of
 * that must live as long as the request. Absent fields with a default have it. A null sets
 * OPT_NULL. */

/* A body. `json` NULL: there was none, so all fields are absent. */
enum err schema_from_json(struct ctx *cx, const struct schema *schema, const json_t *json,
                          void *ret_struct) __attribute__((warn_unused_result));

/* Path, query and headers. A query word that the schema lacks is an error, a header is not; names
 * of headers go in any case. `If-Match: *` counts as absent. */
enum err schema_from_params(struct ctx *cx, const struct schema *schema, const struct param *params,
                            size_t n, void *ret_struct) __attribute__((warn_unused_result));

#endif
