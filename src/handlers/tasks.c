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
    return e ? e : reply_created(cx, ret_reply, "tasks", &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

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
        .cleared = task_update_cleared(cx->arena, b),
    };
    return input_text(cx, "title", b->title, &ret_values->title);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct task_update *body, struct reply *ret_reply)
{
    struct task_values values;
    struct db_change change;
    enum err e = read_only_check_patch(cx, body, task_find, id);

    if (!e)
        e = patch_values(cx, body, &values);
    if (!e)
        e = task_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
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
    struct db_change change;
    enum err e = task_remove(cx, in->id.v, in->if_match, &change);

    return e ? e : reply_removed(cx, ret_reply, &change);
}
