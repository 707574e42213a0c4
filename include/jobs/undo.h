// SPDX-License-Identifier: MIT
/* Taking an operation of many rows back, behind the request that asked for it. */
#ifndef SAUDA_JOBS_UNDO_H
#define SAUDA_JOBS_UNDO_H

#include "base/ctx.h"
#include "db/query.h"

#include <stdbool.h>

struct undo_kind;

/* Enqueues it, in the open transaction; where it is queued or running already `ret_job` is that one. */
enum err undo_enqueue(struct ctx *cx, const char *operation_id, const struct undo_kind *kind,
                      bool restores_changed, struct db_rows *ret_job)
    __attribute__((warn_unused_result));

#endif
