// SPDX-License-Identifier: MIT
/* Figures about the deals of a pipeline. Who sees own deals alone (cx->own_id) gets figures of these. */
#ifndef SAUDA_REPO_REPORTS_H
#define SAUDA_REPO_REPORTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"

struct report_question {
    struct opt_int pipeline_id; /* not set: the default one */
    const char *from, *to;      /* days: "2026-11-21"; NULL: the last twelve months */
    const char *owner_id;       /* uuid; NULL: the deals of all */
};

/* One row by the names of the API; its tables are JSON. ERR_NOT_FOUND: there is no such pipeline, or no default one;
 * ERR_VALIDATION_FAILED names `from` or `to`. */
enum err report_read(struct ctx *cx, const struct report_question *question,
                     struct db_rows *ret_report) __attribute__((warn_unused_result));

/* The table `name` of it, as rows with the columns of all tables. */
enum err report_read_table(struct ctx *cx, const struct report_question *question, const char *name,
                           struct db_rows *ret_rows) __attribute__((warn_unused_result));

#endif
