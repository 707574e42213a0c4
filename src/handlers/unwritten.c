// SPDX-License-Identifier: MIT
#include "gen/api.h"
#include "http/reply.h"
#define UNWRITTEN(op)                                                                              \
    enum err op(struct ctx *cx, const struct op##_in *in, struct reply *ret_reply)                 \
    {                                                                                              \
        (void)in, (void)ret_reply;                                                                 \
        return fail(cx, ERR_NOT_READY, NULL);                                                      \
    }
UNWRITTEN(users_list)
UNWRITTEN(users_create)
UNWRITTEN(users_invite)
UNWRITTEN(users_get)
UNWRITTEN(users_update)
UNWRITTEN(users_delete)
UNWRITTEN(api_keys_list)
UNWRITTEN(api_keys_create)
UNWRITTEN(api_keys_delete)
