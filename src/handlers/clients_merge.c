// SPDX-License-Identifier: MIT
/* Clients that are the same. */
#include "gen/api.h"
#include "http/reply.h"

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
