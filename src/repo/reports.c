// SPDX-License-Identifier: MIT
/* A report in one trip, and by one statement: what all of its tables are made of is counted once. It is planned for its
 * values: with them the conditions that ask for nothing are gone before it runs. */
#include "repo/reports.h"
#include "gen/sql.h"

#include <string.h>

static enum err check_frame(struct ctx *cx, const struct db_rows *report)
{
    const char *problem;

    if (report->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    problem = db_text(report, 0, "_problem");
    if (!problem)
        return ERR_OK;
    if (strcmp(problem, "order") == 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, "to", "minimum", "must not lie before from");
    return fail_field(cx, ERR_VALIDATION_FAILED, "from", "minimum",
                      "must lie at most five years before to");
}

enum err report_read(struct ctx *cx, const struct report_question *question,
                     struct db_rows *ret_report)
{
    struct db_batch batch = {0};
    enum err e;

    sql_plans_custom_add(cx, &batch);
    sql_reports_pipeline_add(cx, &batch,
                             &(struct sql_reports_pipeline){
                                 .org_id = cx->org_id,
                                 .own_id = cx->own_id,
                                 .owner_id = question->owner_id,
                                 .pipeline_id = question->pipeline_id,
                                 .from_day = question->from,
                                 .to_day = question->to,
                             });
    e = db_batch_run(cx, &batch);
    if (!e)
        e = check_frame(cx, &batch.rows[1]);
    if (e)
        return e;
    *ret_report = batch.rows[1];
    return ERR_OK;
}

enum err report_read_table(struct ctx *cx, const struct report_question *question, const char *name,
                           struct db_rows *ret_rows)
{
    struct db_rows report;
    enum err e = report_read(cx, question, &report);

    if (e)
        return e;
    return sql_reports_table(cx, &(struct sql_reports_table){.rows = db_text(&report, 0, name)},
                             ret_rows);
}
