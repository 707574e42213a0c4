// SPDX-License-Identifier: MIT
/* Clients in pages, and one at a time. */
#include "clients.h"
#include "auth/identity.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/input.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

enum err clients_list(struct ctx *cx, const struct clients_list_in *in, struct reply *ret_reply)
{
    input_filter(cx, &clients_list_spec, in->filter);
    return list_reply(cx, &clients_list_spec, in->filter, &in->list, ret_reply);
}

enum err clients_get(struct ctx *cx, const struct clients_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = client_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

/* Who adds a client looks after it, unless that is a program. */
static const char *owner_of_new(const struct ctx *cx, struct opt_str owner_id)
{
    if (owner_id.state != OPT_ABSENT)
        return owner_id.v;
    return cx->identity->is_key ? NULL : cx->actor_id;
}

enum err clients_create(struct ctx *cx, const struct clients_create_in *in, struct reply *ret_reply)
{
    const struct client_create *b = &in->body;
    struct client_values values = {
        .bin_iin = input_bin_iin(cx, b->bin_iin),
        .phone = input_phone(cx, b->phone),
        .email = b->email.v,
        .tags = input_tags(cx, b->tags),
        .owner_id = owner_of_new(cx, b->owner_id),
    };
    struct db_rows row;
    enum err e = input_text(cx, "name", b->name, &values.name);

    if (!e)
        e = input_text(cx, "address", b->address, &values.address);
    if (!e)
        e = input_text(cx, "source", b->source, &values.source);
    if (!e)
        e = client_insert(cx, &values, &row);
    return e ? e : reply_created(cx, ret_reply, "clients", &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

static enum err patch_text(struct ctx *cx, const char *at, const char *field, struct opt_str text,
                           const char **ret_text)
{
    return input_text(cx, arena_printf(cx->arena, "%s%s", at, field), text, ret_text);
}

enum err clients_patch_values(struct ctx *cx, const char *at, const struct client_update *b,
                              struct client_values *ret_values)
{
    enum err e;

    *ret_values = (struct client_values){
        .bin_iin = input_bin_iin(cx, b->bin_iin),
        .phone = input_phone(cx, b->phone),
        .tags = input_tags(cx, b->tags),
        .owner_id = b->owner_id.v,
        .cleared = client_update_cleared(cx->arena, b),
    };
    e = patch_text(cx, at, "name", b->name, &ret_values->name);
    if (!e)
        e = patch_text(cx, at, "email", b->email, &ret_values->email);
    if (!e)
        e = patch_text(cx, at, "address", b->address, &ret_values->address);
    if (!e)
        e = patch_text(cx, at, "source", b->source, &ret_values->source);
    return e;
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct client_update *body, struct reply *ret_reply)
{
    struct client_values values;
    struct db_change change;
    enum err e = read_only_check_patch(cx, body, client_find, id);

    if (!e)
        e = clients_patch_values(cx, "", body, &values);
    if (!e)
        e = client_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err clients_update(struct ctx *cx, const struct clients_update_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err clients_replace(struct ctx *cx, const struct clients_replace_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err clients_delete(struct ctx *cx, const struct clients_delete_in *in, struct reply *ret_reply)
{
    struct db_change change;
    enum err e = client_remove(cx, in->id.v, in->if_match, &change);

    return e ? e : reply_removed(cx, ret_reply, &change);
}
