// SPDX-License-Identifier: MIT
/* Activities in pages, and one at a time. */
#include "repo/activities.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

enum err activities_list(struct ctx *cx, const struct activities_list_in *in, struct reply *ret_reply)
{
    return list_reply(cx, &activities_list_spec, in->filter, &in->list, ret_reply);
}

enum err activities_get(struct ctx *cx, const struct activities_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = activity_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err activities_create(struct ctx *cx, const struct activities_create_in *in,
                           struct reply *ret_reply)
{
    const struct activity_create *b = &in->body;
    const struct activity_values values = {
        .type = b->type.v,
        .text = b->text.v,
        .happened_at = b->happened_at.v,
        .deal_id = b->deal_id,
        .client_id = b->client_id,
        .contact_id = b->contact_id,
    };
    struct db_rows row;
    enum err e = activity_insert(cx, &values, &row);

    return e ? e : reply_created(cx, ret_reply, "activities", &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct activity_update *body, struct reply *ret_reply)
{
    const struct activity_values values = {
        .type = body->type.v,
        .text = body->text.v,
        .happened_at = body->happened_at.v,
        .deal_id = body->deal_id,
        .client_id = body->client_id,
        .contact_id = body->contact_id,
        .cleared = activity_update_cleared(cx->arena, body),
    };
    struct db_change change;
    enum err e = read_only_check_patch(cx, body, activity_find, id);

    if (!e)
        e = activity_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err activities_update(struct ctx *cx, const struct activities_update_in *in,
                           struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err activities_replace(struct ctx *cx, const struct activities_replace_in *in,
                            struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err activities_delete(struct ctx *cx, const struct activities_delete_in *in,
                           struct reply *ret_reply)
{
    struct db_change change;
    enum err e = activity_remove(cx, in->id.v, in->if_match, &change);

    return e ? e : reply_removed(cx, ret_reply, &change);
}
