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

/* The same for the body of the ctx's request. `find` reads the row it patches, and is called only where the body holds
 * such fields; ERR_NOT_FOUND where there is none. */
typedef enum err read_only_find_fn(struct ctx *cx, const char *id, struct db_rows *ret_row);
enum err read_only_check_patch(struct ctx *cx, const void *body, read_only_find_fn *find,
                               const char *id) __attribute__((warn_unused_result));

#endif
