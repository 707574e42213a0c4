// SPDX-License-Identifier: MIT
/* Activities in pages, and one at a time. */
#include "repo/activities.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

#include <stdlib.h>

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

    if (e)
        return e;
    reply_header(ret_reply, "Location",
                 arena_printf(cx->arena, "/api/v1/activities/%s", db_text(&row, 0, "id")));
    return reply_row(cx, ret_reply, 201, &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

/* The fields that the patch sets to null, as an array literal. */
static const char *cleared_fields(struct ctx *cx, const struct activity_update *b)
{
    const struct {
        enum opt_state state;
        const char *name;
    } fields[] = {
        {b->deal_id.state, "deal_id"},
        {b->client_id.state, "client_id"},
        {b->contact_id.state, "contact_id"},
    };
    const char *names[sizeof fields / sizeof *fields];
    size_t n = 0;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].state == OPT_NULL)
            names[n++] = fields[i].name;
    return db_array(cx->arena, n, names);
}

static enum err find_by_text(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return activity_find(cx, strtoll(id, NULL, 10), ret_row);
}

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
        .cleared = cleared_fields(cx, body),
    };
    struct activity_change change;
    enum err e = read_only_check_patch(cx, body, find_by_text, db_int_text(cx->arena, opt_int(id)));

    if (!e)
        e = activity_patch(cx, id, revision, &values, &change);
    if (e)
        return e;
    return change.is_done ? reply_row(cx, ret_reply, 200, &change.row)
                          : fail_revision(cx, &change.row);
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
    struct activity_change change;
    enum err e = activity_remove(cx, in->id.v, in->if_match, &change);

    if (e)
        return e;
    return change.is_done ? reply_empty(cx, ret_reply, 204) : fail_revision(cx, &change.row);
}
