// SPDX-License-Identifier: MIT
/* Fields that only the server writes: a client that sends a whole object back may leave them in as they stand; sent
 * with another value they are refused, not dropped. */
#ifndef SAUDA_HTTP_READ_ONLY_H
#define SAUDA_HTTP_READ_ONLY_H

#include "base/ctx.h"
#include "db/query.h"
#include "http/schema.h"

#include <stdbool.h>

/* Whether the body holds any of them; only then is the present row of interest. */
bool read_only_is_given(const struct schema *schema, const void *body);
/* Compares them with the row's columns. ERR_VALIDATION_FAILED names each that differs. */
enum err read_only_check(struct ctx *cx, const struct schema *schema, const void *body,
                         const struct db_rows *row) __attribute__((warn_unused_result));

#endif
