// SPDX-License-Identifier: MIT
/* Tasks in pages, and one at a time. */
#include "repo/tasks.h"
#include "auth/identity.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/input.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

#include <stdlib.h>

enum err tasks_list(struct ctx *cx, const struct tasks_list_in *in, struct reply *ret_reply)
{
    return list_reply(cx, &tasks_list_spec, in->filter, &in->list, ret_reply);
}

enum err tasks_get(struct ctx *cx, const struct tasks_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = task_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

/* Absent: who adds it. A key can do no work. */
static const char *assignee_of(const struct ctx *cx, struct opt_str assignee_id)
{
    if (assignee_id.state != OPT_ABSENT || cx->identity->is_key)
        return assignee_id.v;
    return cx->actor_id;
}

enum err tasks_create(struct ctx *cx, const struct tasks_create_in *in, struct reply *ret_reply)
{
    const struct task_create *b = &in->body;
    struct task_values values = {
        .description = b->description.v,
        .due_at = b->due_at.v,
        .status = b->status.v,
        .priority = b->priority.v,
        .assignee_id = assignee_of(cx, b->assignee_id),
        .deal_id = b->deal_id,
        .client_id = b->client_id,
        .remind_at = b->remind_at.v,
        .remind_by_email = b->remind_by_email,
    };
    struct db_rows row;
    enum err e = input_text(cx, "title", b->title, &values.title);

    if (!e)
        e = task_insert(cx, &values, &row);
    if (e)
        return e;
    reply_header(ret_reply, "Location",
                 arena_printf(cx->arena, "/api/v1/tasks/%s", db_text(&row, 0, "id")));
    return reply_row(cx, ret_reply, 201, &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

/* The fields that the patch sets to null, as an array literal. */
static const char *cleared_fields(struct ctx *cx, const struct task_update *b)
{
    const struct {
        enum opt_state state;
        const char *name;
    } fields[] = {
        {b->due_at.state, "due_at"},       {b->assignee_id.state, "assignee_id"},
        {b->deal_id.state, "deal_id"},     {b->client_id.state, "client_id"},
        {b->remind_at.state, "remind_at"},
    };
    const char *names[sizeof fields / sizeof *fields];
    size_t n = 0;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].state == OPT_NULL)
            names[n++] = fields[i].name;
    return db_array(cx->arena, n, names);
}

static enum err patch_values(struct ctx *cx, const struct task_update *b,
                             struct task_values *ret_values)
{
    *ret_values = (struct task_values){
        .description = b->description.v,
        .due_at = b->due_at.v,
        .status = b->status.v,
        .priority = b->priority.v,
        .assignee_id = b->assignee_id.v,
        .deal_id = b->deal_id,
        .client_id = b->client_id,
        .remind_at = b->remind_at.v,
        .remind_by_email = b->remind_by_email,
        .cleared = cleared_fields(cx, b),
    };
    return input_text(cx, "title", b->title, &ret_values->title);
}

static enum err find_by_text(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return task_find(cx, strtoll(id, NULL, 10), ret_row);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct task_update *body, struct reply *ret_reply)
{
    struct task_values values;
    struct task_change change;
    enum err e = read_only_check_patch(cx, body, find_by_text, db_int_text(cx->arena, opt_int(id)));

    if (!e)
        e = patch_values(cx, body, &values);
    if (!e)
        e = task_patch(cx, id, revision, &values, &change);
    if (e)
        return e;
    return change.is_done ? reply_row(cx, ret_reply, 200, &change.row)
                          : fail_revision(cx, &change.row);
}

enum err tasks_update(struct ctx *cx, const struct tasks_update_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err tasks_replace(struct ctx *cx, const struct tasks_replace_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err tasks_delete(struct ctx *cx, const struct tasks_delete_in *in, struct reply *ret_reply)
{
    struct task_change change;
    enum err e = task_remove(cx, in->id.v, in->if_match, &change);

    if (e)
        return e;
    return change.is_done ? reply_empty(cx, ret_reply, 204) : fail_revision(cx, &change.row);
}
