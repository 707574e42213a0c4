// SPDX-License-Identifier: MIT
/* What became of a deal: activities, tasks and changes in one list. */
#include "gen/api.h"
#include "http/reply.h"

enum err deals_timeline(struct ctx *cx, const struct deals_timeline_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
