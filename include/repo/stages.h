// SPDX-License-Identifier: MIT
/* The stages of pipelines. Whoever changes them holds the lock of their pipeline, so their places are always 0, 1, 2 …; what
 * moves or closes deals holds the locks of the stages too, as moves of deals do. deals_count is of those that cx->own_id may
 * see. */
#ifndef SAUDA_REPO_STAGES_H
#define SAUDA_REPO_STAGES_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"

#include <stddef.h>
#include <stdint.h>

#define STAGES_MAX 50 /* of a pipeline */

/* NULL or not set: for a new stage the default, for a patch what is there stays. */
struct stage_values {
    const char *name, *color, *kind;
    struct opt_int probability, place;
};

/* In their order; none: there is no such pipeline, as each has a stage. */
enum err stages_find_all(struct ctx *cx, int64_t pipeline_id, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
enum err stage_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* Into a pipeline that this transaction made, or locked: `n` stages from `place` on, or behind the last open one; `n` 0: the
 * standard ones. `ret_ids`: rows of `id`. */
enum err stages_add(struct ctx *cx, int64_t pipeline_id, const struct stage_values *values,
                    size_t n, struct db_rows *ret_ids) __attribute__((warn_unused_result));

/* ERR_NOT_FOUND: no such pipeline; ERR_TOO_MANY_STAGES. */
enum err stage_insert(struct ctx *cx, int64_t pipeline_id, const struct stage_values *values,
                      struct db_rows *ret_row) __attribute__((warn_unused_result));
/* ERR_STAGE_TOO_FULL where too many deals would be closed or opened again. */
enum err stage_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                     const struct stage_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
/* ERR_LAST_STAGE, ERR_STAGE_IN_USE, ERR_STAGE_TOO_FULL; ERR_VALIDATION_FAILED names `move_to`. */
enum err stage_remove(struct ctx *cx, int64_t id, struct opt_int revision, struct opt_int move_to,
                      struct db_change *ret_change) __attribute__((warn_unused_result));

#endif
