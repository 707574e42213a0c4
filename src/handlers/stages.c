// SPDX-License-Identifier: MIT
/* The stages of pipelines. */
#include "repo/stages.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "handlers/input.h"
#include "http/read_only.h"
#include "http/reply.h"

enum err stages_list(struct ctx *cx, const struct stages_list_in *in, struct reply *ret_reply)
{
    struct db_rows rows;
    enum err e;

    cx->own_id = app_own_id(cx, "deals:read");
    e = stages_find_all(cx, in->id.v, &rows);
    if (!e && rows.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    return e ? e : reply_rows(cx, ret_reply, 200, &rows);
}

enum err stages_create(struct ctx *cx, const struct stages_create_in *in, struct reply *ret_reply)
{
    const struct stage_create *b = &in->body;
    struct stage_values values = {
        .color = b->color.v,
        .kind = b->kind.v,
        .probability = b->probability,
        .place = b->order,
    };
    struct db_rows row;
    enum err e = input_text(cx, "name", b->name, &values.name);

    cx->own_id = app_own_id(cx, "deals:read");
    if (!e)
        e = stage_insert(cx, in->id.v, &values, &row);
    return e ? e : reply_row(cx, ret_reply, 201, &row);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct stage_update *b, struct reply *ret_reply)
{
    struct stage_values values = {
        .color = b->color.v,
        .kind = b->kind.v,
        .probability = b->probability,
        .place = b->order,
    };
    struct db_change change;
    enum err e = input_text(cx, "name", b->name, &values.name);

    cx->own_id = app_own_id(cx, "deals:read");
    if (!e)
        e = read_only_check_patch(cx, b, stage_find, id);
    if (!e)
        e = stage_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err stages_update(struct ctx *cx, const struct stages_update_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err stages_replace(struct ctx *cx, const struct stages_replace_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err stages_delete(struct ctx *cx, const struct stages_delete_in *in, struct reply *ret_reply)
{
    struct db_change change;
    enum err e;

    cx->own_id = app_own_id(cx, "deals:read");
    e = stage_remove(cx, in->id.v, in->if_match, in->move_to, &change);
    return e ? e : reply_removed(cx, ret_reply, &change);
}
