// SPDX-License-Identifier: MIT
/* Figures about the deals of a pipeline, each table as rows whose columns bear the names of the API. Who sees own deals alone
 * (cx->own_id) gets figures of these. */
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

enum report_section {
    REPORT_STAGES,
    REPORT_OWNERS,
    REPORT_SOURCES,
    REPORT_MONTHS,
    REPORT_REASONS,
    REPORT_FORECAST,
    REPORT_SECTIONS,
};

/* As `section` of the API and the members of its answer have them. */
extern const char *const report_section_names[REPORT_SECTIONS];

struct pipeline_report {
    struct db_rows summary; /* one row: what the report is about, and `summary` as JSON */
    struct db_rows sections[REPORT_SECTIONS];
};

/* In one trip. ERR_NOT_FOUND: there is no such pipeline, or no default one; ERR_VALIDATION_FAILED names `from` or `to`. */
enum err report_read(struct ctx *cx, const struct report_question *question,
                     struct pipeline_report *ret_report) __attribute__((warn_unused_result));

#endif
