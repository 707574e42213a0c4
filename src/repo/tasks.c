// SPDX-License-Identifier: MIT
/* Tasks one at a time. A change is tried first, with the checks of what it refers to in the statement; only where it
 * changed nothing the row is looked at. */
#include "repo/tasks.h"
#include "change.h"
#include "gen/sql.h"
#include "references.h"

enum err task_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_tasks_get(
        cx, &(struct sql_tasks_get){.org_id = cx->org_id, .own_id = cx->own_id, .id = opt_int(id)},
        ret_row);
}

/* Why a task cannot be written so. `id` not set: a new one. */
static enum err explain_values(struct ctx *cx, struct opt_int id, const struct task_values *v)
{
    struct db_rows row;
    enum err e = sql_tasks_explain(cx,
                                   &(struct sql_tasks_explain){
                                       .org_id = cx->org_id,
                                       .own_id = cx->own_id,
                                       .id = id,
                                       .deal_id = v->deal_id,
                                       .client_id = v->client_id,
                                       .assignee_id = v->assignee_id,
                                   },
                                   &row);

    if (e)
        return e;
    if (!db_is_null(&row, 0, "unknown"))
        return fail_reference(cx, db_text(&row, 0, "unknown"));
    if (cx->own_id && v->assignee_id)
        return fail_field(cx, ERR_VALIDATION_FAILED, "assignee_id", "not_permitted",
                          "only tasks of your own deals can be given to others");
    return fail(cx, ERR_CONFLICT, NULL); /* it was there again by now */
}

enum err task_insert(struct ctx *cx, const struct task_values *v, struct db_rows *ret_row)
{
    struct db_rows row;
    enum err e = sql_tasks_create(cx,
                                  &(struct sql_tasks_create){
                                      .org_id = cx->org_id,
                                      .own_id = cx->own_id,
                                      .actor = cx->actor_id,
                                      .title = v->title,
                                      .description = v->description,
                                      .due_at = v->due_at,
                                      .status = v->status,
                                      .priority = v->priority,
                                      .assignee_id = v->assignee_id,
                                      .deal_id = v->deal_id,
                                      .client_id = v->client_id,
                                      .remind_at = v->remind_at,
                                      .remind_by_email = v->remind_by_email,
                                  },
                                  &row);

    if (!e && row.n == 0)
        e = explain_values(cx, (struct opt_int){0}, v);
    if (!e)
        *ret_row = row;
    return explain_reference(cx, e);
}

enum err task_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                    const struct task_values *v, struct db_change *ret_change)
{
    struct db_rows updated;
    struct db_change change;
    enum err e = sql_tasks_update(cx,
                                  &(struct sql_tasks_update){
                                      .org_id = cx->org_id,
                                      .own_id = cx->own_id,
                                      .actor = cx->actor_id,
                                      .id = opt_int(id),
                                      .revision = revision,
                                      .title = v->title,
                                      .description = v->description,
                                      .due_at = v->due_at,
                                      .status = v->status,
                                      .priority = v->priority,
                                      .assignee_id = v->assignee_id,
                                      .deal_id = v->deal_id,
                                      .client_id = v->client_id,
                                      .remind_at = v->remind_at,
                                      .remind_by_email = v->remind_by_email,
                                      .cleared = v->cleared,
                                  },
                                  &updated);

    if (!e)
        e = change_look(cx, &updated, task_find, id, &change);
    if (!e && change_is_refused(&change, revision))
        e = explain_values(cx, opt_int(id), v);
    if (!e)
        *ret_change = change;
    return explain_reference(cx, e);
}

enum err task_remove(struct ctx *cx, int64_t id, struct opt_int revision, struct db_change *ret_change)
{
    struct db_rows deleted;
    enum err e = sql_tasks_delete(cx,
                                  &(struct sql_tasks_delete){
                                      .org_id = cx->org_id,
                                      .own_id = cx->own_id,
                                      .id = opt_int(id),
                                      .revision = revision,
                                  },
                                  &deleted);

    return e ? e : change_look(cx, &deleted, task_find, id, ret_change);
}

enum err tasks_remind(struct ctx *cx, int at_most, int64_t *ret_marked, int64_t *ret_told)
{
    struct db_rows row;
    enum err e = sql_tasks_remind(cx, &(struct sql_tasks_remind){.at_most = opt_int(at_most)}, &row);

    if (e)
        return e;
    *ret_marked = db_int(&row, 0, "marked");
    *ret_told = db_int(&row, 0, "told");
    return ERR_OK;
}
