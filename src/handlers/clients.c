// SPDX-License-Identifier: MIT
/* Clients. */
#include "gen/api.h"
#include "http/reply.h"

enum err clients_list(struct ctx *cx, const struct clients_list_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_create(struct ctx *cx, const struct clients_create_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_duplicates(struct ctx *cx, const struct clients_duplicates_in *in,
                            struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_merge(struct ctx *cx, const struct clients_merge_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_get(struct ctx *cx, const struct clients_get_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_replace(struct ctx *cx, const struct clients_replace_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_update(struct ctx *cx, const struct clients_update_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err clients_delete(struct ctx *cx, const struct clients_delete_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
