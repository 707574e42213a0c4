// SPDX-License-Identifier: MIT
/* Fields that only the server writes: a client that sends a whole object back may leave them in as they stand; sent
 * with another value they are refused, not dropped. */
#ifndef SAUDA_HTTP_READ_ONLY_H
#define SAUDA_HTTP_READ_ONLY_H

#include "base/ctx.h"
#include "db/query.h"

#include <stdint.h>

/* Compares those in the body of the ctx's request with the row it patches. ERR_VALIDATION_FAILED names each that differs.
 * `find` reads the row, and is called only where the body holds such fields; ERR_NOT_FOUND where there is none. */
typedef enum err read_only_find_fn(struct ctx *cx, int64_t id, struct db_rows *ret_row);
enum err read_only_check_patch(struct ctx *cx, const void *body, read_only_find_fn *find, int64_t id)
    __attribute__((warn_unused_result));

/* The same of rows whose id is a uuid. */
typedef enum err read_only_find_uuid_fn(struct ctx *cx, const char *id, struct db_rows *ret_row);
enum err read_only_check_uuid_patch(struct ctx *cx, const void *body, read_only_find_uuid_fn *find,
                                    const char *id) __attribute__((warn_unused_result));

#endif
