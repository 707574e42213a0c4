// SPDX-License-Identifier: MIT
/* Deals one at a time. Whatever a deal refers to is locked before the deal is, and stages before deals: so nobody waits for
 * somebody who waits for him. A patch that moves looks without a lock first, and begins anew where the deal has changed by
 * the time it is locked. */
#include "repo/deals.h"
#include "change.h"
#include "gen/sql.h"

#include <string.h>
#include <strings.h>

#define PATCH_ROUNDS 4u /* of tries, where many move one deal at once */

enum err deal_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_deals_get(
        cx, &(struct sql_deals_get){.org_id = cx->org_id, .own_id = cx->own_id, .id = opt_int(id)},
        ret_row);
}

static void add_get_of_any(struct ctx *cx, struct db_batch *batch, int64_t id)
{
    sql_deals_get_add(cx, batch, &(struct sql_deals_get){.org_id = cx->org_id, .id = opt_int(id)});
}

/* --- what it refers to ---------------------------------------------------------------------------------------------- */

static void add_refs(struct ctx *cx, struct db_batch *batch, const struct deal_values *v)
{
    sql_deals_lock_refs_add(cx, batch,
                            &(struct sql_deals_lock_refs){
                                .org_id = cx->org_id,
                                .client_id = v->client_id,
                                .contact_id = v->contact_id,
                                .owner_id = v->owner_id,
                            });
}

static bool is_lacking(const struct db_rows *refs, const char *field, bool is_wanted)
{
    return is_wanted && db_is_null(refs, 0, field);
}

/* `owner_is`: whose it is already, be he blocked since. */
static enum err check_refs(struct ctx *cx, const struct db_rows *refs, const struct deal_values *v,
                           const char *owner_is)
{
    bool is_new_owner = v->owner_id && !(owner_is && strcasecmp(owner_is, v->owner_id) == 0);
    enum err e = ERR_OK;

    if (is_lacking(refs, "client_id", v->client_id.state == OPT_SET))
        e = fail_field(cx, ERR_VALIDATION_FAILED, "client_id", "not_found",
                       "is no client of the organisation");
    if (is_lacking(refs, "contact_id", v->contact_id.state == OPT_SET))
        e = fail_field(cx, ERR_VALIDATION_FAILED, "contact_id", "not_found",
                       "is no contact of the organisation");
    if (is_lacking(refs, "owner_id", is_new_owner))
        e = fail_field(cx, ERR_VALIDATION_FAILED, "owner_id", "not_found",
                       "is no active user of the organisation");
    return e;
}

/* The stage that was found for the target, or not. */
static enum err check_stage(struct ctx *cx, const struct db_rows *stage,
                            const struct deal_target *target)
{
    if (stage->n == 0 && target->stage_id.state == OPT_SET)
        return fail_field(cx, ERR_VALIDATION_FAILED, "stage_id", "not_found",
                          "is no stage of the organisation");
    if (stage->n == 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, "pipeline_id", "not_found",
                          "is no pipeline with stages");
    if (target->pipeline_id.state == OPT_SET &&
        db_int(stage, 0, "pipeline_id") != target->pipeline_id.v)
        return fail_field(cx, ERR_VALIDATION_FAILED, "stage_id", "conflict",
                          "is a stage of another pipeline");
    return ERR_OK;
}

static enum err check_reason(struct ctx *cx, const char *stage_kind, struct opt_str reason)
{
    bool is_lost = strcmp(stage_kind, "lost") == 0;

    if (is_lost && reason.state != OPT_SET)
        return fail_field(cx, ERR_VALIDATION_FAILED, "lost_reason", "required",
                          "is needed in a stage of kind lost");
    if (!is_lost && reason.state == OPT_SET)
        return fail_field(cx, ERR_VALIDATION_FAILED, "lost_reason", "conflict",
                          "is for stages of kind lost alone");
    return ERR_OK;
}

/* --- a new one ------------------------------------------------------------------------------------------------------ */

struct insertion {
    const struct deal_values *values;
    const struct deal_target *target;
    struct db_rows row;
};

static enum err insert_into(struct ctx *cx, const struct deal_values *v, int64_t stage_id,
                            struct db_rows *ret_row)
{
    struct db_rows created;
    enum err e = sql_deals_create(cx,
                                  &(struct sql_deals_create){
                                      .org_id = cx->org_id,
                                      .title = v->title,
                                      .amount = v->amount,
                                      .currency = v->currency,
                                      .client_id = v->client_id,
                                      .contact_id = v->contact_id,
                                      .owner_id = v->owner_id,
                                      .expected_close_date = v->expected_close_date,
                                      .source = v->source,
                                      .tags = v->tags,
                                      .lost_reason = v->lost_reason.v,
                                      .custom = v->custom,
                                      .stage_id = opt_int(stage_id),
                                  },
                                  &created);

    return e ? e : deal_find(cx, db_int(&created, 0, "id"), ret_row);
}

static enum err insert_tx(struct ctx *cx, void *arg)
{
    struct insertion *in = arg;
    struct db_batch batch = {0};
    const struct db_rows *stage = &batch.rows[1];
    enum err e;

    add_refs(cx, &batch, in->values);
    sql_deals_lock_stage_add(cx, &batch,
                             &(struct sql_deals_lock_stage){
                                 .org_id = cx->org_id,
                                 .id = in->target->stage_id,
                                 .pipeline_id = in->target->pipeline_id,
                             });
    e = db_batch_run(cx, &batch);
    if (!e)
        e = check_refs(cx, &batch.rows[0], in->values, NULL);
    if (!e)
        e = check_stage(cx, stage, in->target);
    if (!e)
        e = check_reason(cx, db_text(stage, 0, "kind"), in->values->lost_reason);
    return e ? e : insert_into(cx, in->values, db_int(stage, 0, "id"), &in->row);
}

enum err deal_insert(struct ctx *cx, const struct deal_values *values,
                     const struct deal_target *target, struct db_rows *ret_row)
{
    struct insertion in = {.values = values, .target = target};
    enum err e = db_transact(cx, insert_tx, &in);

    if (!e)
        *ret_row = in.row;
    return e;
}

/* --- changing ------------------------------------------------------------------------------------------------------- */

struct patching {
    const struct deal_patch *patch;
    struct deal_values values; /* the patch's, less what stands there already */
    struct db_change change;
};

static bool names_target(const struct deal_target *target)
{
    return target->stage_id.state == OPT_SET || target->pipeline_id.state == OPT_SET;
}

/* What many small patches have added up to is too much. */
static enum err explain_size(struct ctx *cx, enum err e)
{
    if (!cx->failure.constraint || strcmp(cx->failure.constraint, "deals_custom_check") != 0)
        return e;
    return fail_field(cx, ERR_VALIDATION_FAILED, "custom", "too_large",
                      "is too large together with what stands there");
}

/* The deal as it is, locked where it will not move; and what it is to refer to. */
static enum err look(struct ctx *cx, const struct deal_patch *patch, struct db_rows *ret_refs,
                     struct db_rows *ret_row)
{
    struct opt_int id = opt_int(patch->id);
    struct db_batch batch = {0};
    enum err e;

    add_refs(cx, &batch, &patch->values);
    if (!names_target(&patch->target))
        sql_deals_lock_add(
            cx, &batch,
            &(struct sql_deals_lock){.org_id = cx->org_id, .own_id = cx->own_id, .id = id});
    sql_deals_get_add(cx, &batch,
                      &(struct sql_deals_get){.org_id = cx->org_id, .own_id = cx->own_id, .id = id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_refs = batch.rows[0];
    *ret_row = batch.rows[batch.n - 1];
    return ERR_OK;
}

/* Whether the patch puts the deal into another column; `ret_stage` is that. */
static enum err find_target(struct ctx *cx, const struct deal_target *target,
                            const struct db_rows *row, struct db_rows *ret_stage)
{
    bool names_stage = target->stage_id.state == OPT_SET;
    struct db_rows stage;
    enum err e;

    *ret_stage = (struct db_rows){0};
    if (!names_target(target))
        return ERR_OK;
    if (!names_stage && target->pipeline_id.v == db_int(row, 0, "pipeline_id"))
        return ERR_OK;
    e = sql_deals_stage(cx,
                        &(struct sql_deals_stage){
                            .org_id = cx->org_id,
                            .id = target->stage_id,
                            .pipeline_id = target->pipeline_id,
                        },
                        &stage);
    if (!e)
        e = check_stage(cx, &stage, target);
    if (!e && db_int(&stage, 0, "id") != db_int(row, 0, "stage_id"))
        *ret_stage = stage;
    return e;
}

static enum err move_to(struct ctx *cx, struct patching *p, const struct db_rows *stage,
                        int64_t *revision)
{
    const struct deal_step step = {
        .id = p->patch->id,
        .stage_id = db_int(stage, 0, "id"),
        .revision = opt_int(*revision),
        .lost_reason = p->values.lost_reason.v,
    };
    struct deal_moved moved;
    enum err e;

    if (p->values.lost_reason.state == OPT_NULL) {
        e = check_reason(cx, db_text(stage, 0, "kind"), p->values.lost_reason);
        if (e)
            return e;
    }
    e = deal_move(cx, &step, &moved);
    if (!e && !moved.change.is_done)
        e = fail_transient(cx);
    if (e)
        return e;
    *revision = db_int(&moved.change.row, 0, "revision");
    p->values.lost_reason = (struct opt_str){0};
    return ERR_OK;
}

static enum err write_values(struct ctx *cx, struct patching *p, int64_t revision)
{
    const struct deal_values *v = &p->values;
    struct db_batch batch = {0};
    enum err e;

    sql_deals_update_add(cx, &batch,
                         &(struct sql_deals_update){
                             .org_id = cx->org_id,
                             .id = opt_int(p->patch->id),
                             .revision = opt_int(revision),
                             .title = v->title,
                             .amount = v->amount,
                             .currency = v->currency,
                             .client_id = v->client_id,
                             .contact_id = v->contact_id,
                             .owner_id = v->owner_id,
                             .expected_close_date = v->expected_close_date,
                             .source = v->source,
                             .tags = v->tags,
                             .lost_reason = v->lost_reason.v,
                             .custom = v->custom,
                             .cleared = v->cleared,
                         });
    add_get_of_any(cx, &batch, p->patch->id);
    e = explain_size(cx, db_batch_run(cx, &batch));
    if (!e && batch.rows[0].n == 0)
        e = fail_transient(cx);
    if (!e)
        p->change = (struct db_change){.is_done = true, .row = batch.rows[1]};
    return e;
}

static bool is_same(const struct opt_str *text, const char *now)
{
    return text->state == OPT_SET && now && strcmp(text->v, now) == 0;
}

static enum err patch_row(struct ctx *cx, struct patching *p, const struct db_rows *row)
{
    int64_t revision = db_int(row, 0, "revision");
    struct db_rows stage;
    enum err e;

    p->values = p->patch->values;
    if (is_same(&p->values.lost_reason, db_text(row, 0, "lost_reason")))
        p->values.lost_reason = (struct opt_str){0};
    e = find_target(cx, &p->patch->target, row, &stage);
    if (e)
        return e;
    if (stage.n > 0)
        e = move_to(cx, p, &stage, &revision);
    else if (p->values.lost_reason.state != OPT_ABSENT)
        e = check_reason(cx, db_text(row, 0, "stage_kind"), p->values.lost_reason);
    return e ? e : write_values(cx, p, revision);
}

static enum err patch_tx(struct ctx *cx, void *arg)
{
    struct patching *p = arg;
    struct db_rows refs, row;
    enum err e = look(cx, p->patch, &refs, &row);

    p->change = (struct db_change){.row = row};
    if (e || row.n == 0)
        return e;
    if (!db_is_revision(&row, p->patch->revision))
        return ERR_OK;
    e = check_refs(cx, &refs, &p->patch->values, db_text(&row, 0, "owner_id"));
    return e ? e : patch_row(cx, p, &row);
}

enum err deal_patch(struct ctx *cx, const struct deal_patch *patch, struct db_change *ret_change)
{
    struct patching p;
    enum err e = ERR_OK;

    for (unsigned i = 0; i < PATCH_ROUNDS; i++) {
        p = (struct patching){.patch = patch};
        e = db_transact(cx, patch_tx, &p);
        if (e != ERR_CONFLICT || !cx->failure.is_transient || cx->tx)
            break;
    }
    if (!e)
        *ret_change = p.change;
    return e;
}

enum err deal_remove(struct ctx *cx, int64_t id, struct opt_int revision, struct db_change *ret_change)
{
    struct db_rows deleted;
    enum err e = sql_deals_delete(cx,
                                  &(struct sql_deals_delete){
                                      .org_id = cx->org_id,
                                      .own_id = cx->own_id,
                                      .id = opt_int(id),
                                      .revision = revision,
                                  },
                                  &deleted);

    return e ? e : change_look(cx, &deleted, deal_find, id, ret_change);
}
