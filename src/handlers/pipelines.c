// SPDX-License-Identifier: MIT
/* Pipelines. */
#include "gen/api.h"
#include "http/reply.h"

enum err pipelines_list(struct ctx *cx, const struct pipelines_list_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err pipelines_create(struct ctx *cx, const struct pipelines_create_in *in,
                          struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err pipelines_get(struct ctx *cx, const struct pipelines_get_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err pipelines_replace(struct ctx *cx, const struct pipelines_replace_in *in,
                           struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err pipelines_update(struct ctx *cx, const struct pipelines_update_in *in,
                          struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err pipelines_delete(struct ctx *cx, const struct pipelines_delete_in *in,
                          struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
