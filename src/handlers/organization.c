// SPDX-License-Identifier: MIT
/* The organisation one works in. */
#include "gen/api.h"
#include "http/read_only.h"
#include "http/reply.h"
#include "repo/organizations.h"

enum err organization_get(struct ctx *cx, const struct organization_get_in *in,
                          struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = organization_find(cx, &row);

    (void)in;
    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

static enum err find_own(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    (void)id; /* there is but one */
    return organization_find(cx, ret_row);
}

enum err organization_update(struct ctx *cx, const struct organization_update_in *in,
                             struct reply *ret_reply)
{
    const struct organization_update *b = &in->body;
    const struct organization_values values = {
        .name = b->name.v,
        .currency = b->currency.v,
        .time_zone = b->time_zone.v,
        .language = b->language.v,
    };
    struct db_change change;
    enum err e = read_only_check_uuid_patch(cx, b, find_own, cx->org_id);

    if (!e)
        e = organization_patch(cx, in->if_match, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}
