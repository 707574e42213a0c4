// SPDX-License-Identifier: MIT
/* Reports. */
#include "gen/api.h"
#include "http/reply.h"

enum err reports_pipeline(struct ctx *cx, const struct reports_pipeline_in *in,
                          struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err reports_pipeline_export(struct ctx *cx, const struct reports_pipeline_export_in *in,
                                 struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
