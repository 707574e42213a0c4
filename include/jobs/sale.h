// SPDX-License-Identifier: MIT
/* Putting products on sale or taking them off it, so many that a request would not live to see the end. */
#ifndef SAUDA_JOBS_SALE_H
#define SAUDA_JOBS_SALE_H

#include "base/ctx.h"
#include "db/query.h"
#include "repo/filter.h"

#include <stdbool.h>

/* Begins the operation and enqueues the job, in the open transaction. */
enum err sale_enqueue(struct ctx *cx, const char *operation_id, const struct filter *filter,
                      bool is_active, struct db_rows *ret_job) __attribute__((warn_unused_result));

#endif
