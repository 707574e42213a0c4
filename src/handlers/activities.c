// SPDX-License-Identifier: MIT
/* Activities. */
#include "gen/api.h"
#include "http/reply.h"

enum err activities_list(struct ctx *cx, const struct activities_list_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err activities_create(struct ctx *cx, const struct activities_create_in *in,
                           struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err activities_get(struct ctx *cx, const struct activities_get_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err activities_replace(struct ctx *cx, const struct activities_replace_in *in,
                            struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err activities_update(struct ctx *cx, const struct activities_update_in *in,
                           struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err activities_delete(struct ctx *cx, const struct activities_delete_in *in,
                           struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
