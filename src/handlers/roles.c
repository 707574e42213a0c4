// SPDX-License-Identifier: MIT
/* The table of rights, for those who choose a role for somebody. */
#include "auth/permission.h"
#include "gen/api.h"
#include "http/reply.h"

enum err roles_list(struct ctx *cx, const struct roles_list_in *in, struct reply *ret_reply)
{
    struct buf json;

    (void)in;
    buf_init(&json, cx->arena, 8192);
    buf_puts(&json, "{\"items\":[");
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        buf_printf(&json, "%s{\"role\":\"%s\",\"rights\":", role ? "," : "", role_name(role));
        permission_json(&json, role);
        buf_putc(&json, '}');
    }
    buf_puts(&json, "]}");
    return reply_json(cx, ret_reply, 200, &json);
}
