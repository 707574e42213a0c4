// SPDX-License-Identifier: MIT
/* The ctx's own organisation. */
#ifndef SAUDA_REPO_ORGANIZATIONS_H
#define SAUDA_REPO_ORGANIZATIONS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"

enum err organization_find(struct ctx *cx, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* NULL: stays as it is. */
struct organization_values {
    const char *name, *currency, *time_zone, *language;
};

/* ERR_VALIDATION_FAILED on time_zone for one that is not in the IANA database. */
enum err organization_patch(struct ctx *cx, struct opt_int revision,
                            const struct organization_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));

#endif
