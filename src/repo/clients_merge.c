// SPDX-License-Identifier: MIT
/* Making several clients one, and taking that back. The clients are locked first, in one order; from then on nothing can be
 * added to them, so what was counted is what moves. The clients themselves leave an event each, always; deals, beyond a
 * thousand, one for all. */
#include "gen/sql.h"
#include "repo/clients.h"

#define LOUD_DEALS 1000 /* that leave an event each */

struct merge {
    const struct client_merge_plan *plan;
    struct client_merged merged;
};

static enum err lock_and_count(struct ctx *cx, const struct client_merge_plan *plan,
                               int64_t *ret_n_deals)
{
    struct db_batch batch = {0};
    const struct db_rows *count;
    enum err e;

    sql_clients_merge_lock_add(cx, &batch,
                               &(struct sql_clients_merge_lock){
                                   .org_id = cx->org_id,
                                   .target_id = opt_int(plan->target_id),
                                   .ids = plan->ids,
                               });
    sql_clients_merge_count_add(
        cx, &batch, &(struct sql_clients_merge_count){.org_id = cx->org_id, .ids = plan->ids});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    if ((size_t)batch.rows[0].n != plan->n_ids + 1)
        return fail(cx, ERR_NOT_FOUND, "One of the clients is not there, or not any more.");
    count = &batch.rows[1];
    if (db_int(count, 0, "n") > MERGE_MAX_ROWS)
        return fail_field(
            cx, ERR_VALIDATION_FAILED, "ids", "too_many",
            "have more deals, contacts, tasks and activities than can go over at once");
    *ret_n_deals = db_int(count, 0, "n_deals");
    return ERR_OK;
}

static void add_keep(struct ctx *cx, struct db_batch *batch, const struct client_merge_plan *plan)
{
    sql_operations_create_add(cx, batch,
                              &(struct sql_operations_create){
                                  .org_id = cx->org_id,
                                  .id = plan->operation_id,
                                  .entity = "client",
                                  .kind = "merge",
                                  .created_by = cx->actor_id,
                              });
    sql_clients_merge_keep_add(cx, batch,
                               &(struct sql_clients_merge_keep){
                                   .org_id = cx->org_id,
                                   .operation_id = plan->operation_id,
                                   .target_id = opt_int(plan->target_id),
                                   .ids = plan->ids,
                               });
}

static enum err tell_owners(struct ctx *cx, const char *operation_id, int64_t n_deals,
                            const char *owners)
{
    struct db_rows none;
    enum err e = sql_operations_loud(cx, &none);

    return e ? e : operation_tell_owners(cx, operation_id, "deals", n_deals, owners);
}

static enum err move(struct ctx *cx, const struct client_merge_plan *plan, int64_t n_deals,
                     struct db_rows *ret_moved)
{
    bool is_quiet = n_deals > LOUD_DEALS;
    struct db_batch batch = {0};
    unsigned place;
    enum err e;

    add_keep(cx, &batch, plan);
    if (is_quiet)
        sql_operations_quiet_add(cx, &batch);
    place = batch.n;
    sql_clients_merge_move_add(cx, &batch,
                               &(struct sql_clients_merge_move){
                                   .org_id = cx->org_id,
                                   .operation_id = plan->operation_id,
                                   .target_id = opt_int(plan->target_id),
                                   .ids = plan->ids,
                               });
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_moved = batch.rows[place];
    return is_quiet ? tell_owners(cx, plan->operation_id, n_deals, db_text(ret_moved, 0, "_owners"))
                    : ERR_OK;
}

static void add_target(struct ctx *cx, struct db_batch *batch, const struct client_merge_plan *plan)
{
    const struct client_values *v = plan->fields;

    sql_clients_merge_target_add(cx, batch,
                                 &(struct sql_clients_merge_target){
                                     .org_id = cx->org_id,
                                     .target_id = opt_int(plan->target_id),
                                     .ids = plan->ids,
                                     .name = v->name,
                                     .bin_iin = v->bin_iin,
                                     .phone = v->phone,
                                     .email = v->email,
                                     .address = v->address,
                                     .source = v->source,
                                     .tags = v->tags,
                                     .owner_id = v->owner_id,
                                     .cleared = v->cleared,
                                 });
}

/* Only for want of an owner nothing changes: the target is locked. */
static enum err finish(struct ctx *cx, const struct client_merge_plan *plan, struct db_rows *ret_row)
{
    const struct opt_int target_id = opt_int(plan->target_id);
    struct db_batch batch = {0};
    enum err e;

    add_target(cx, &batch, plan);
    sql_clients_merge_finish_add(cx, &batch,
                                 &(struct sql_clients_merge_finish){
                                     .org_id = cx->org_id,
                                     .operation_id = plan->operation_id,
                                     .target_id = target_id,
                                     .ids = plan->ids,
                                 });
    sql_clients_get_add(cx, &batch, &(struct sql_clients_get){.org_id = cx->org_id, .id = target_id});
    e = db_batch_run(cx, &batch);
    if (!e && batch.rows[0].n == 0)
        e = fail_field(cx, ERR_VALIDATION_FAILED, "fields.owner_id", "not_found",
                       "is no active user of the organisation");
    if (!e)
        *ret_row = batch.rows[2];
    return e;
}

static enum err merge_tx(struct ctx *cx, void *arg)
{
    struct merge *merge = arg;
    int64_t n_deals;
    enum err e = lock_and_count(cx, merge->plan, &n_deals);

    if (!e)
        e = move(cx, merge->plan, n_deals, &merge->merged.moved);
    if (!e)
        e = finish(cx, merge->plan, &merge->merged.row);
    return e;
}

enum err clients_make_one(struct ctx *cx, const struct client_merge_plan *plan,
                          struct client_merged *ret_merged)
{
    struct merge merge = {.plan = plan};
    enum err e = db_transact(cx, merge_tx, &merge);

    if (!e)
        *ret_merged = merge.merged;
    return e;
}

/* --- taking it back ------------------------------------------------------------------------------------------------ */

/* Clients are made and lost again, whatever has become of the rest. */
enum err clients_unmerge_needs(struct ctx *cx, const char *operation_id, struct undo_needs *ret_needs)
{
    (void)cx;
    (void)operation_id;
    *ret_needs = (struct undo_needs){.deletes = true, .creates = true};
    return ERR_OK;
}

enum err clients_unmerge_conflicts(struct ctx *cx, const char *operation_id, int64_t at_most,
                                   struct db_rows *ret_rows)
{
    return sql_clients_unmerge_conflicts(cx,
                                         &(struct sql_clients_unmerge_conflicts){
                                             .org_id = cx->org_id,
                                             .operation_id = operation_id,
                                             .at_most = opt_int(at_most),
                                         },
                                         ret_rows);
}

static enum err unmerge_count(struct ctx *cx, const char *operation_id, struct db_rows *ret_count)
{
    struct db_batch batch = {0};
    enum err e;

    sql_clients_unmerge_lock_add(
        cx, &batch,
        &(struct sql_clients_unmerge_lock){.org_id = cx->org_id, .operation_id = operation_id});
    sql_clients_unmerge_count_add(
        cx, &batch,
        &(struct sql_clients_unmerge_count){.org_id = cx->org_id, .operation_id = operation_id});
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_count = batch.rows[1];
    return e;
}

/* The clients first, so that there is somebody for what moves back. */
static enum err unmerge(struct ctx *cx, struct undo_slice *slice, bool is_quiet)
{
    struct db_batch batch = {0};
    const struct db_rows *clients, *moved;
    enum err e;

    sql_clients_unmerge_clients_add(cx, &batch,
                                    &(struct sql_clients_unmerge_clients){
                                        .org_id = cx->org_id,
                                        .operation_id = slice->operation_id,
                                        .restores_changed = opt_bool(slice->restores_changed),
                                    });
    if (is_quiet)
        sql_operations_quiet_add(cx, &batch);
    moved = &batch.rows[batch.n];
    sql_clients_unmerge_move_add(cx, &batch,
                                 &(struct sql_clients_unmerge_move){
                                     .org_id = cx->org_id,
                                     .operation_id = slice->operation_id,
                                     .restores_changed = opt_bool(slice->restores_changed),
                                 });
    sql_clients_unmerge_forget_add(cx, &batch,
                                   &(struct sql_clients_unmerge_forget){
                                       .org_id = cx->org_id,
                                       .operation_id = slice->operation_id,
                                   });
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    clients = &batch.rows[0];
    slice->n = db_int(clients, 0, "n") + db_int(moved, 0, "n");
    slice->n_restored = db_int(clients, 0, "n_restored") + db_int(moved, 0, "n_restored");
    return is_quiet ? tell_owners(cx, slice->operation_id, db_int(moved, 0, "n_deals"),
                                  db_text(moved, 0, "owners"))
                    : ERR_OK;
}

enum err clients_unmerge_slice(struct ctx *cx, struct undo_slice *slice)
{
    struct db_rows count;
    enum err e = unmerge_count(cx, slice->operation_id, &count);

    slice->n = slice->n_restored = 0;
    if (e || db_int(&count, 0, "n") == 0)
        return e;
    return unmerge(cx, slice, db_int(&count, 0, "n_deals") > LOUD_DEALS);
}
