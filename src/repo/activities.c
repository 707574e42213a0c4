// SPDX-License-Identifier: MIT
/* Activities one at a time. A change is tried first, with the checks of what it refers to in the statement; only where it
 * changed nothing the row is looked at. */
#include "repo/activities.h"
#include "change.h"
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

/* What became of it: a record stays as it is. */
static enum err look(struct ctx *cx, const struct db_rows *changed, int64_t id,
                     struct db_change *ret_change)
{
    struct db_change change;
    enum err e = change_look(cx, changed, activity_find, id, &change);

    if (!e && !change.is_done && change.row.n > 0 && is_record(&change.row))
        e = fail(cx, ERR_ACTIVITY_IS_RECORD, NULL);
    if (!e)
        *ret_change = change;
    return e;
}

enum err activity_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                        const struct activity_values *v, struct db_change *ret_change)
{
    struct db_rows updated;
    struct db_change change;
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
                                       &updated);

    if (!e)
        e = look(cx, &updated, id, &change);
    if (!e && change_is_refused(&change, revision))
        e = explain_values(cx, opt_int(id), v);
    if (!e)
        *ret_change = change;
    return explain_reference(cx, e);
}

enum err activity_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                         struct db_change *ret_change)
{
    struct db_rows deleted;
    enum err e = sql_activities_delete(cx,
                                       &(struct sql_activities_delete){
                                           .org_id = cx->org_id,
                                           .own_id = cx->own_id,
                                           .id = opt_int(id),
                                           .revision = revision,
                                       },
                                       &deleted);

    return e ? e : look(cx, &deleted, id, ret_change);
}
