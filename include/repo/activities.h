// SPDX-License-Identifier: MIT
/* Activities of the ctx's organisation; with own_id those he wrote and those of his deals. */
#ifndef SAUDA_REPO_ACTIVITIES_H
#define SAUDA_REPO_ACTIVITIES_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"

#include <stdint.h>

/* NULL or not set: for a new activity the default, for a patch what is there stays. */
struct activity_values {
    const char *type, *text, *happened_at;
    struct opt_int deal_id, client_id, contact_id;
    const char *cleared; /* of a patch: an array literal of the fields that become null */
};

enum err activity_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_VALIDATION_FAILED names what is not there, or says that it is about nothing; so does activity_patch(). */
enum err activity_insert(struct ctx *cx, const struct activity_values *values,
                         struct db_rows *ret_row) __attribute__((warn_unused_result));
/* ERR_ACTIVITY_IS_RECORD where the program wrote it; so does activity_remove(). */
enum err activity_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                        const struct activity_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
enum err activity_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                         struct db_change *ret_change) __attribute__((warn_unused_result));

#endif
