// SPDX-License-Identifier: MIT
/* Stages of pipelines. */
#include "gen/api.h"
#include "http/reply.h"

enum err stages_replace(struct ctx *cx, const struct stages_replace_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err stages_update(struct ctx *cx, const struct stages_update_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err stages_delete(struct ctx *cx, const struct stages_delete_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err stages_list(struct ctx *cx, const struct stages_list_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err stages_create(struct ctx *cx, const struct stages_create_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
