// SPDX-License-Identifier: MIT
/* Pipelines, each with its stages. */
#include "repo/pipelines.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "handlers/input.h"
#include "http/read_only.h"
#include "http/reply.h"

enum err pipelines_list(struct ctx *cx, const struct pipelines_list_in *in, struct reply *ret_reply)
{
    struct db_rows rows;
    enum err e;

    (void)in;
    cx->own_id = app_own_id(cx, "deals:read");
    e = pipelines_find_all(cx, &rows);
    return e ? e : reply_rows(cx, ret_reply, 200, &rows);
}

enum err pipelines_get(struct ctx *cx, const struct pipelines_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e;

    cx->own_id = app_own_id(cx, "deals:read");
    e = pipeline_find(cx, in->id.v, &row);
    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

static enum err read_stages(struct ctx *cx, const struct pipeline_create *b,
                            const struct stage_values **ret_stages)
{
    struct stage_values *values = arena_zalloc(cx->arena, b->stages.n + 1, sizeof *values);
    enum err e = ERR_OK;

    for (size_t i = 0; !e && i < b->stages.n; i++) {
        const struct stage_create *stage = &b->stages.v[i];

        values[i] = (struct stage_values){
            .color = stage->color.v,
            .kind = stage->kind.v,
            .probability = stage->probability,
            .place = stage->order,
        };
        e = input_text(cx, arena_printf(cx->arena, "stages[%zu].name", i), stage->name,
                       &values[i].name);
    }
    *ret_stages = values;
    return e;
}

enum err pipelines_create(struct ctx *cx, const struct pipelines_create_in *in,
                          struct reply *ret_reply)
{
    const struct pipeline_create *b = &in->body;
    struct pipeline_values values = {
        .is_default = b->is_default,
        .place = b->order,
        .n_stages = b->stages.n,
    };
    struct db_rows row;
    enum err e = input_text(cx, "name", b->name, &values.name);

    if (!e)
        e = read_stages(cx, b, &values.stages);
    cx->own_id = app_own_id(cx, "deals:read");
    if (!e)
        e = pipeline_insert(cx, &values, &row);
    return e ? e : reply_created(cx, ret_reply, "pipelines", &row);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct pipeline_update *b, struct reply *ret_reply)
{
    struct pipeline_values values = {
        .is_default = b->is_default,
        .place = b->order,
    };
    struct db_change change;
    enum err e = input_text(cx, "name", b->name, &values.name);

    cx->own_id = app_own_id(cx, "deals:read");
    if (!e)
        e = read_only_check_patch(cx, b, pipeline_find, id);
    if (!e)
        e = pipeline_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err pipelines_update(struct ctx *cx, const struct pipelines_update_in *in,
                          struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err pipelines_replace(struct ctx *cx, const struct pipelines_replace_in *in,
                           struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err pipelines_delete(struct ctx *cx, const struct pipelines_delete_in *in,
                          struct reply *ret_reply)
{
    struct db_change change;
    enum err e;

    cx->own_id = app_own_id(cx, "deals:read");
    e = pipeline_remove(cx, in->id.v, in->if_match, &change);
    return e ? e : reply_removed(cx, ret_reply, &change);
}
