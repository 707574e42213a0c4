// SPDX-License-Identifier: MIT
/* Contacts in pages, and one at a time. */
#include "repo/contacts.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/input.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

#include <stdlib.h>

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
    if (e)
        return e;
    reply_header(ret_reply, "Location",
                 arena_printf(cx->arena, "/api/v1/contacts/%s", db_text(&row, 0, "id")));
    return reply_row(cx, ret_reply, 201, &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

/* The fields that the patch sets to null, as an array literal. */
static const char *cleared_fields(struct ctx *cx, const struct contact_update *b)
{
    const struct {
        enum opt_state state;
        const char *name;
    } fields[] = {
        {b->client_id.state, "client_id"},
        {b->position.state, "position"},
        {b->phone.state, "phone"},
        {b->email.state, "email"},
    };
    const char *names[sizeof fields / sizeof *fields];
    size_t n = 0;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].state == OPT_NULL)
            names[n++] = fields[i].name;
    return db_array(cx->arena, n, names);
}

static enum err patch_values(struct ctx *cx, const struct contact_update *b,
                             struct contact_values *ret_values)
{
    enum err e;

    *ret_values = (struct contact_values){
        .client_id = b->client_id,
        .phone = input_phone(cx, b->phone),
        .email = b->email.v,
        .cleared = cleared_fields(cx, b),
    };
    e = input_text(cx, "full_name", b->full_name, &ret_values->full_name);
    if (!e)
        e = input_text(cx, "position", b->position, &ret_values->position);
    return e;
}

static enum err find_by_text(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return contact_find(cx, strtoll(id, NULL, 10), ret_row);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct contact_update *body, struct reply *ret_reply)
{
    struct contact_values values;
    struct contact_change change;
    enum err e = read_only_check_patch(cx, body, find_by_text, db_int_text(cx->arena, opt_int(id)));

    if (!e)
        e = patch_values(cx, body, &values);
    if (!e)
        e = contact_patch(cx, id, revision, &values, &change);
    if (e)
        return e;
    return change.is_done ? reply_row(cx, ret_reply, 200, &change.row)
                          : fail_revision(cx, &change.row);
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
    struct contact_change change;
    enum err e = contact_remove(cx, in->id.v, in->if_match, &change);

    if (e)
        return e;
    return change.is_done ? reply_empty(cx, ret_reply, 204) : fail_revision(cx, &change.row);
}
