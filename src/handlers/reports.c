// SPDX-License-Identifier: MIT
/* The report on a pipeline. */
#include "repo/reports.h"
#include "gen/api.h"
#include "http/json_rows.h"
#include "http/reply.h"

#define REPORT_BYTES 8192

enum err reports_pipeline(struct ctx *cx, const struct reports_pipeline_in *in,
                          struct reply *ret_reply)
{
    const struct report_question question = {
        .pipeline_id = in->pipeline_id,
        .from = in->from.v,
        .to = in->to.v,
        .owner_id = in->owner_id.v,
    };
    struct pipeline_report report;
    struct buf json;
    enum err e = report_read(cx, &question, &report);

    if (e)
        return e;
    buf_init(&json, cx->arena, REPORT_BYTES);
    json_row(&json, &report.summary, 0);
    json.len--; /* the brace: the tables are members of the same object */
    for (unsigned i = 0; i < REPORT_SECTIONS; i++) {
        buf_printf(&json, ",\"%s\":", report_section_names[i]);
        json_rows(&json, &report.sections[i]);
    }
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, 200, &json);
}
