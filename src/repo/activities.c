// SPDX-License-Identifier: MIT
/* Activities one at a time. A change is tried first, with the checks of what it refers to in the statement; only where it
 * changed nothing the row is looked at. */
#include "repo/activities.h"
#include "gen/sql.h"
#include "references.h"

#include <string.h>

enum err activity_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_activities_get(
        cx,
        &(struct sql_activities_get){.org_id = cx->org_id, .own_id = cx->own_id, .id = opt_int(id)},
        ret_row);
}

static enum err fail_about_nothing(struct ctx *cx)
{
    return fail_field(cx, ERR_VALIDATION_FAILED, "deal_id", "required",
                      "an activity belongs to a deal, a client or a contact");
}

/* Why an activity cannot be written so. `id` not set: a new one. */
static enum err explain_values(struct ctx *cx, struct opt_int id, const struct activity_values *v)
{
    struct db_rows row;
    enum err e = sql_activities_explain(cx,
                                        &(struct sql_activities_explain){
                                            .org_id = cx->org_id,
                                            .own_id = cx->own_id,
                                            .id = id,
                                            .deal_id = v->deal_id,
                                            .client_id = v->client_id,
                                            .contact_id = v->contact_id,
                                        },
                                        &row);

    if (!e && !db_is_null(&row, 0, "unknown"))
        e = fail_reference(cx, db_text(&row, 0, "unknown"));
    return e ? e : fail_about_nothing(cx);
}

enum err activity_insert(struct ctx *cx, const struct activity_values *v, struct db_rows *ret_row)
{
    struct db_rows row;
    enum err e;

    if (v->deal_id.state != OPT_SET && v->client_id.state != OPT_SET && v->contact_id.state != OPT_SET)
        return fail_about_nothing(cx);
    e = sql_activities_create(cx,
                              &(struct sql_activities_create){
                                  .org_id = cx->org_id,
                                  .own_id = cx->own_id,
                                  .actor = cx->actor_id,
                                  .type = v->type,
                                  .text = v->text,
                                  .happened_at = v->happened_at,
                                  .deal_id = v->deal_id,
                                  .client_id = v->client_id,
                                  .contact_id = v->contact_id,
                              },
                              &row);
    if (!e && row.n == 0)
        e = explain_values(cx, (struct opt_int){0}, v);
    if (!e)
        *ret_row = row;
    return explain_reference(cx, e);
}

static bool is_record(const struct db_rows *row)
{
    const char *type = db_text(row, 0, "type");

    return strcmp(type, "stage_change") == 0 || strcmp(type, "system") == 0;
}

/* Why nothing was changed or deleted: the activity is absent, a record, of another revision; `ret_change` tells the first
 * and the last. Otherwise it cannot be written as `v` has it. */
static enum err explain(struct ctx *cx, int64_t id, struct opt_int revision,
                        const struct activity_values *v, struct activity_change *ret_change)
{
    enum err e = activity_find(cx, id, &ret_change->row);

    if (e || ret_change->row.n == 0)
        return e;
    if (is_record(&ret_change->row))
        return fail(cx, ERR_ACTIVITY_IS_RECORD, NULL);
    if (!v || (revision.state == OPT_SET && db_int(&ret_change->row, 0, "revision") != revision.v))
        return ERR_OK;
    return explain_values(cx, opt_int(id), v);
}

enum err activity_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                        const struct activity_values *v, struct activity_change *ret_change)
{
    struct activity_change change = {0};
    enum err e = sql_activities_update(cx,
                                       &(struct sql_activities_update){
                                           .org_id = cx->org_id,
                                           .own_id = cx->own_id,
                                           .id = opt_int(id),
                                           .revision = revision,
                                           .type = v->type,
                                           .text = v->text,
                                           .happened_at = v->happened_at,
                                           .deal_id = v->deal_id,
                                           .client_id = v->client_id,
                                           .contact_id = v->contact_id,
                                           .cleared = v->cleared,
                                       },
                                       &change.row);

    change.is_done = !e && change.row.n > 0;
    if (!e && !change.is_done)
        e = explain(cx, id, revision, v, &change);
    if (!e)
        *ret_change = change;
    return explain_reference(cx, e);
}

enum err activity_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                         struct activity_change *ret_change)
{
    struct activity_change change = {0};
    enum err e = sql_activities_delete(cx,
                                       &(struct sql_activities_delete){
                                           .org_id = cx->org_id,
                                           .own_id = cx->own_id,
                                           .id = opt_int(id),
                                           .revision = revision,
                                       },
                                       &change.row);

    change.is_done = !e && change.row.n > 0;
    if (!e && !change.is_done)
        e = explain(cx, id, revision, NULL, &change);
    if (!e)
        *ret_change = change;
    return e;
}
