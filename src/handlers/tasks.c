// SPDX-License-Identifier: MIT
/* Tasks. */
#include "gen/api.h"
#include "http/reply.h"

enum err tasks_list(struct ctx *cx, const struct tasks_list_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err tasks_create(struct ctx *cx, const struct tasks_create_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err tasks_get(struct ctx *cx, const struct tasks_get_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err tasks_replace(struct ctx *cx, const struct tasks_replace_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err tasks_update(struct ctx *cx, const struct tasks_update_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err tasks_delete(struct ctx *cx, const struct tasks_delete_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
