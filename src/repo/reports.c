// SPDX-License-Identifier: MIT
/* The tables of a report, all in one trip. Each is planned for its values: with them the conditions that ask for nothing are
 * gone before it runs. */
#include "repo/reports.h"
#include "gen/sql.h"

#include <string.h>

const char *const report_section_names[REPORT_SECTIONS] = {
    [REPORT_STAGES] = "stages", [REPORT_OWNERS] = "owners",   [REPORT_SOURCES] = "sources",
    [REPORT_MONTHS] = "months", [REPORT_REASONS] = "reasons", [REPORT_FORECAST] = "forecast",
};

/* The statements of all tables have the same parameters, but each its own struct. */
#define ADD_TABLE(name)                                                                            \
    sql_reports_##name##_add(cx, batch,                                                            \
                             &(struct sql_reports_##name){                                         \
                                 .org_id = cx->org_id,                                             \
                                 .own_id = cx->own_id,                                             \
                                 .owner_id = q->owner_id,                                          \
                                 .pipeline_id = q->pipeline_id,                                    \
                                 .from_day = q->from,                                              \
                                 .to_day = q->to,                                                  \
                             })

/* In the order of enum report_section, behind the summary. */
static void add_tables(struct ctx *cx, const struct report_question *q, struct db_batch *batch)
{
    ADD_TABLE(summary);
    ADD_TABLE(stages);
    ADD_TABLE(owners);
    ADD_TABLE(sources);
    ADD_TABLE(months);
    ADD_TABLE(reasons);
    ADD_TABLE(forecast);
}

static enum err check_frame(struct ctx *cx, const struct db_rows *summary)
{
    const char *problem;

    if (summary->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    problem = db_text(summary, 0, "_problem");
    if (!problem)
        return ERR_OK;
    if (strcmp(problem, "order") == 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, "to", "minimum", "must not lie before from");
    return fail_field(cx, ERR_VALIDATION_FAILED, "from", "minimum",
                      "must lie at most five years before to");
}

enum err report_read(struct ctx *cx, const struct report_question *question,
                     struct pipeline_report *ret_report)
{
    struct db_batch batch = {0};
    enum err e;

    sql_plans_custom_add(cx, &batch);
    add_tables(cx, question, &batch);
    e = db_batch_run(cx, &batch);
    if (!e)
        e = check_frame(cx, &batch.rows[1]);
    if (e)
        return e;
    ret_report->summary = batch.rows[1];
    memcpy(ret_report->sections, batch.rows + 2, sizeof ret_report->sections);
    return ERR_OK;
}
