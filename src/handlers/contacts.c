// SPDX-License-Identifier: MIT
/* Contacts. */
#include "gen/api.h"
#include "http/reply.h"

enum err contacts_list(struct ctx *cx, const struct contacts_list_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err contacts_create(struct ctx *cx, const struct contacts_create_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err contacts_get(struct ctx *cx, const struct contacts_get_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err contacts_replace(struct ctx *cx, const struct contacts_replace_in *in,
                          struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err contacts_update(struct ctx *cx, const struct contacts_update_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}

enum err contacts_delete(struct ctx *cx, const struct contacts_delete_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
