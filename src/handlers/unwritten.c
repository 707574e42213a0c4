// SPDX-License-Identifier: MIT
#include "gen/api.h"
#include "http/reply.h"
#define UNWRITTEN(op)                                                                              \
    enum err op(struct ctx *cx, const struct op##_in *in, struct reply *ret_reply)                 \
    {                                                                                              \
        (void)in, (void)ret_reply;                                                                 \
        return fail(cx, ERR_NOT_READY, NULL);                                                      \
    }
UNWRITTEN(auth_options)
UNWRITTEN(auth_register)
UNWRITTEN(auth_login)
UNWRITTEN(auth_refresh)
UNWRITTEN(auth_logout)
UNWRITTEN(auth_logout_all)
UNWRITTEN(auth_me)
UNWRITTEN(auth_update_me)
UNWRITTEN(auth_sessions)
UNWRITTEN(auth_end_session)
UNWRITTEN(auth_request_reset)
UNWRITTEN(auth_confirm_reset)
UNWRITTEN(auth_accept_invite)
UNWRITTEN(users_list)
UNWRITTEN(users_create)
UNWRITTEN(users_invite)
UNWRITTEN(users_get)
UNWRITTEN(users_update)
UNWRITTEN(users_delete)
UNWRITTEN(api_keys_list)
UNWRITTEN(api_keys_create)
UNWRITTEN(api_keys_delete)
