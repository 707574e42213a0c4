// SPDX-License-Identifier: MIT
/* Pipelines, each with its stages. Whoever changes them holds the lock of the organisation, so that one of them is always
 * the default and their places are 0, 1, 2 … */
#ifndef SAUDA_REPO_PIPELINES_H
#define SAUDA_REPO_PIPELINES_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"
#include "repo/stages.h"

#include <stddef.h>
#include <stdint.h>

#define PIPELINES_MAX 100 /* of an organisation */

/* NULL or not set: for a new pipeline the default, for a patch what is there stays. */
struct pipeline_values {
    const char *name;
    struct opt_bool is_default;
    struct opt_int place;
    const struct stage_values *stages; /* of a new one */
    size_t n_stages;                   /* 0: the standard ones */
};

enum err pipelines_find_all(struct ctx *cx, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
enum err pipeline_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_TOO_MANY_PIPELINES. */
enum err pipeline_insert(struct ctx *cx, const struct pipeline_values *values,
                         struct db_rows *ret_row) __attribute__((warn_unused_result));
/* ERR_DEFAULT_PIPELINE where no pipeline would be the default any more. */
enum err pipeline_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                        const struct pipeline_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
/* ERR_DEFAULT_PIPELINE, ERR_PIPELINE_IN_USE. */
enum err pipeline_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                         struct db_change *ret_change) __attribute__((warn_unused_result));

#endif
