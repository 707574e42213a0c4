// SPDX-License-Identifier: MIT
/* What people begin and come back to: imports, jobs, operations. They follow the rights of a resource. Where a role has those
 * for rows of its own alone, whoever began it may see it and do more with it; for others of the role it is not there. */
#ifndef SAUDA_HANDLERS_BEGUN_H
#define SAUDA_HANDLERS_BEGUN_H

#include "base/ctx.h"
#include "repo/begun.h"

#include <stdbool.h>

struct begun {
    const char *resource;
    const char *created_by; /* uuid; NULL: the program itself */
};

bool begun_may(const struct ctx *cx, const struct begun *begun, const char *action);
/* ERR_NOT_FOUND unless the caller may read it, ERR_FORBIDDEN unless he may do `action`. Sets cx->own_id where he may touch rows
 * of his own alone. */
enum err begun_permit(struct ctx *cx, const struct begun *begun, const char *action)
    __attribute__((warn_unused_result));

/* What the caller sees in lists, by resource. */
struct begun_filter begun_readable(struct ctx *cx, int64_t page, int64_t page_size);

#endif
