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

#include <stdlib.h>

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
    if (e)
        return e;
    reply_header(ret_reply, "Location",
                 arena_printf(cx->arena, "/api/v1/clients/%s", db_text(&row, 0, "id")));
    return reply_row(cx, ret_reply, 201, &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

/* The fields that the patch sets to null, as an array literal. */
static const char *cleared_fields(struct ctx *cx, const struct client_update *b)
{
    const struct {
        enum opt_state state;
        const char *name;
    } fields[] = {
        {b->bin_iin.state, "bin_iin"}, {b->phone.state, "phone"},   {b->email.state, "email"},
        {b->address.state, "address"}, {b->source.state, "source"}, {b->owner_id.state, "owner_id"},
    };
    const char *names[sizeof fields / sizeof *fields];
    size_t n = 0;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].state == OPT_NULL)
            names[n++] = fields[i].name;
    return db_array(cx->arena, n, names);
}

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
        .cleared = cleared_fields(cx, b),
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

static enum err find_by_text(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return client_find(cx, strtoll(id, NULL, 10), ret_row);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct client_update *body, struct reply *ret_reply)
{
    struct client_values values;
    struct client_change change;
    enum err e = read_only_check_patch(cx, body, find_by_text, db_int_text(cx->arena, opt_int(id)));

    if (!e)
        e = clients_patch_values(cx, "", body, &values);
    if (!e)
        e = client_patch(cx, id, revision, &values, &change);
    if (e)
        return e;
    return change.is_done ? reply_row(cx, ret_reply, 200, &change.row)
                          : fail_revision(cx, &change.row);
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
    struct client_change change;
    enum err e = client_remove(cx, in->id.v, in->if_match, &change);

    if (e)
        return e;
    return change.is_done ? reply_empty(cx, ret_reply, 204) : fail_revision(cx, &change.row);
}
