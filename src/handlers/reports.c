// SPDX-License-Identifier: MIT
/* The report on a pipeline. */
#include "repo/reports.h"
#include "gen/api.h"
#include "http/reply.h"

enum err reports_pipeline(struct ctx *cx, const struct reports_pipeline_in *in,
                          struct reply *ret_reply)
{
    const struct report_question question = {
        .pipeline_id = in->pipeline_id,
        .from = in->from.v,
        .to = in->to.v,
        .owner_id = in->owner_id.v,
    };
    struct db_rows report;
    enum err e = report_read(cx, &question, &report);

    if (e)
        return e;
    return reply_row(cx, ret_reply, 200, &report);
}
