// SPDX-License-Identifier: MIT
/* Contacts in pages, and one at a time. */
#include "repo/contacts.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/input.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

enum err contacts_list(struct ctx *cx, const struct contacts_list_in *in, struct reply *ret_reply)
{
    input_filter(cx, &contacts_list_spec, in->filter);
    return list_reply(cx, &contacts_list_spec, in->filter, &in->list, ret_reply);
}

enum err contacts_get(struct ctx *cx, const struct contacts_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = contact_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err contacts_create(struct ctx *cx, const struct contacts_create_in *in, struct reply *ret_reply)
{
    const struct contact_create *b = &in->body;
    struct contact_values values = {
        .client_id = b->client_id,
        .phone = input_phone(cx, b->phone),
        .email = b->email.v,
    };
    struct db_rows row;
    enum err e = input_text(cx, "full_name", b->full_name, &values.full_name);

    if (!e)
        e = input_text(cx, "position", b->position, &values.position);
    if (!e)
        e = contact_insert(cx, &values, &row);
    return e ? e : reply_created(cx, ret_reply, "contacts", &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

static enum err patch_values(struct ctx *cx, const struct contact_update *b,
                             struct contact_values *ret_values)
{
    enum err e;

    *ret_values = (struct contact_values){
        .client_id = b->client_id,
        .phone = input_phone(cx, b->phone),
        .email = b->email.v,
        .cleared = contact_update_cleared(cx->arena, b),
    };
    e = input_text(cx, "full_name", b->full_name, &ret_values->full_name);
    if (!e)
        e = input_text(cx, "position", b->position, &ret_values->position);
    return e;
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct contact_update *body, struct reply *ret_reply)
{
    struct contact_values values;
    struct db_change change;
    enum err e = read_only_check_patch(cx, body, contact_find, id);

    if (!e)
        e = patch_values(cx, body, &values);
    if (!e)
        e = contact_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err contacts_update(struct ctx *cx, const struct contacts_update_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err contacts_replace(struct ctx *cx, const struct contacts_replace_in *in,
                          struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err contacts_delete(struct ctx *cx, const struct contacts_delete_in *in, struct reply *ret_reply)
{
    struct db_change change;
    enum err e = contact_remove(cx, in->id.v, in->if_match, &change);

    return e ? e : reply_removed(cx, ret_reply, &change);
}
