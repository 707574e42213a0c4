// SPDX-License-Identifier: MIT
/* Deals in pages, and one at a time. */
#include "repo/deals.h"
#include "auth/identity.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/input.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

#include <strings.h>

enum err deals_list(struct ctx *cx, const struct deals_list_in *in, struct reply *ret_reply)
{
    return list_reply(cx, &deals_list_spec, in->filter, &in->list, ret_reply);
}

enum err deals_get(struct ctx *cx, const struct deals_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = deal_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

/* Who adds a deal owns it, unless that is a program. Who may see his own alone adds none for others. */
static enum err owner_of_new(struct ctx *cx, struct opt_str owner_id, const char **ret_owner)
{
    const char *author = cx->identity->is_key ? NULL : cx->actor_id;
    const char *owner = owner_id.state == OPT_ABSENT ? author : owner_id.v;

    if (cx->own_id && !(author && owner && strcasecmp(owner, author) == 0))
        return fail_field(cx, ERR_VALIDATION_FAILED, "owner_id", "not_own",
                          "must be you: you may add deals of your own alone");
    *ret_owner = owner;
    return ERR_OK;
}

enum err deals_create(struct ctx *cx, const struct deals_create_in *in, struct reply *ret_reply)
{
    const struct deal_create *b = &in->body;
    const struct deal_target target = {.pipeline_id = b->pipeline_id, .stage_id = b->stage_id};
    struct deal_values values = {
        .amount = b->amount.v,
        .currency = b->currency.v,
        .expected_close_date = b->expected_close_date.v,
        .tags = input_tags(cx, b->tags),
        .custom = b->custom.v,
        .client_id = b->client_id,
        .contact_id = b->contact_id,
        .lost_reason = b->lost_reason,
    };
    struct db_rows row;
    enum err e = input_text(cx, "title", b->title, &values.title);

    if (!e)
        e = input_text(cx, "source", b->source, &values.source);
    if (!e)
        e = input_text(cx, "lost_reason", b->lost_reason, &values.lost_reason.v);
    if (!e)
        e = owner_of_new(cx, b->owner_id, &values.owner_id);
    if (!e)
        e = deal_insert(cx, &values, &target, &row);
    return e ? e : reply_created(cx, ret_reply, "deals", &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

static enum err patch_values(struct ctx *cx, const struct deal_update *b,
                             struct deal_values *ret_values)
{
    enum err e;

    *ret_values = (struct deal_values){
        .amount = b->amount.v,
        .currency = b->currency.v,
        .owner_id = b->owner_id.v,
        .expected_close_date = b->expected_close_date.v,
        .tags = input_tags(cx, b->tags),
        .custom = b->custom.v,
        .client_id = b->client_id,
        .contact_id = b->contact_id,
        .lost_reason = b->lost_reason,
        .cleared = deal_update_cleared(cx->arena, b),
    };
    e = input_text(cx, "title", b->title, &ret_values->title);
    if (!e)
        e = input_text(cx, "source", b->source, &ret_values->source);
    if (!e)
        e = input_text(cx, "lost_reason", b->lost_reason, &ret_values->lost_reason.v);
    return e;
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct deal_update *body, struct reply *ret_reply)
{
    struct deal_patch patch = {
        .id = id,
        .revision = revision,
        .target = {.pipeline_id = body->pipeline_id, .stage_id = body->stage_id},
    };
    struct db_change change;
    enum err e = read_only_check_patch(cx, body, deal_find, id);

    if (!e)
        e = patch_values(cx, body, &patch.values);
    if (!e)
        e = deal_patch(cx, &patch, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err deals_update(struct ctx *cx, const struct deals_update_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err deals_replace(struct ctx *cx, const struct deals_replace_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err deals_delete(struct ctx *cx, const struct deals_delete_in *in, struct reply *ret_reply)
{
    struct db_change change;
    enum err e = deal_remove(cx, in->id.v, in->if_match, &change);

    return e ? e : reply_removed(cx, ret_reply, &change);
}
