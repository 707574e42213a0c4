// SPDX-License-Identifier: MIT
/* Operations, and the table of what can be taken back. */
#include "repo/operations.h"
#include "gen/sql.h"
#include "repo/clients.h"
#include "repo/imports.h"
#include "repo/products.h"

#include <string.h>

const struct undo_kind undo_kinds[] = {
    {"client", "merge", "clients", clients_unmerge_needs, clients_unmerge_conflicts,
     clients_unmerge_slice},
    {"client", "import", "clients", import_undo_needs, import_clients_undo_conflicts,
     import_clients_undo_slice},
    {"deal", "import", "deals", import_undo_needs, import_deals_undo_conflicts,
     import_deals_undo_slice},
    {"product", NULL, "products", products_undo_needs, products_undo_conflicts, products_undo_slice},
};
const unsigned n_undo_kinds = sizeof undo_kinds / sizeof *undo_kinds;

const struct undo_kind *undo_kind_of(const char *entity, const char *kind)
{
    for (unsigned i = 0; i < n_undo_kinds; i++) {
        const struct undo_kind *found = &undo_kinds[i];

        if (strcmp(found->entity, entity) == 0 && (!found->kind || strcmp(found->kind, kind) == 0))
            return found;
    }
    return NULL;
}

enum err operation_begin(struct ctx *cx, const struct operation_new *operation)
{
    struct db_rows rows;

    return sql_operations_create(cx,
                                 &(struct sql_operations_create){
                                     .org_id = cx->org_id,
                                     .id = operation->id,
                                     .entity = operation->entity,
                                     .kind = operation->kind,
                                     .note = operation->note,
                                     .job_id = operation->job_id,
                                     .created_by = cx->actor_id,
                                 },
                                 &rows);
}

enum err operation_hold(struct ctx *cx, const char *id)
{
    struct db_rows row;
    enum err e =
        sql_operations_hold(cx, &(struct sql_operations_hold){.org_id = cx->org_id, .id = id}, &row);

    if (!e && (row.n == 0 || !db_bool(&row, 0, "is_open")))
        e = fail(cx, ERR_CONFLICT, "What was changed so far has been taken back.");
    return e;
}

enum err operation_finish(struct ctx *cx, const char *id, int64_t *ret_n)
{
    struct db_rows rows;
    enum err e = sql_operations_finish(
        cx, &(struct sql_operations_finish){.org_id = cx->org_id, .id = id}, &rows);

    if (!e)
        *ret_n = rows.n > 0 ? db_int(&rows, 0, "n_rows") : 0;
    return e;
}

enum err operation_go_quiet(struct ctx *cx)
{
    struct db_rows rows;

    return sql_operations_quiet(cx, &rows);
}

enum err operation_tell(struct ctx *cx, const char *id, const char *entities, int64_t n)
{
    return operation_tell_owners(cx, id, entities, n, NULL);
}

enum err operation_tell_owners(struct ctx *cx, const char *id, const char *entities, int64_t n,
                               const char *owners)
{
    struct db_rows rows;

    return sql_operations_tell(cx,
                               &(struct sql_operations_tell){
                                   .org_id = cx->org_id,
                                   .operation_id = id,
                                   .entity = entities,
                                   .n = opt_int(n),
                                   .owners = owners,
                               },
                               &rows);
}

enum err operation_count(struct ctx *cx, const char *id, int64_t n)
{
    struct db_rows rows;

    return sql_operations_count_rows(
        cx, &(struct sql_operations_count_rows){.org_id = cx->org_id, .id = id, .n = opt_int(n)},
        &rows);
}

enum err operations_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_operations_get(cx, &(struct sql_operations_get){.org_id = cx->org_id, .id = id},
                              ret_row);
}

enum err operations_find_page(struct ctx *cx, const struct begun_filter *filter,
                              struct db_rows *ret_rows, int64_t *ret_total)
{
    const char *all = db_array(cx->arena, filter->n_all, filter->all),
               *own = db_array(cx->arena, filter->n_own, filter->own);
    struct db_batch batch = {0};
    enum err e;

    sql_operations_list_add(cx, &batch,
                            &(struct sql_operations_list){
                                .org_id = cx->org_id,
                                .actor_id = cx->actor_id,
                                .entities = all,
                                .own_entities = own,
                                .page = opt_int(filter->page),
                                .page_size = opt_int(filter->page_size),
                            });
    sql_operations_count_add(
        cx, &batch,
        &(struct sql_operations_count){
            .org_id = cx->org_id, .actor_id = cx->actor_id, .entities = all, .own_entities = own});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[0];
    *ret_total = db_int(&batch.rows[1], 0, "total");
    return ERR_OK;
}

enum err operation_begin_undo(struct ctx *cx, const char *id, bool *ret_is_ours)
{
    struct db_rows rows;
    enum err e = sql_operations_begin_undo(
        cx,
        &(struct sql_operations_begin_undo){.org_id = cx->org_id, .id = id, .actor_id = cx->actor_id},
        &rows);

    if (!e)
        *ret_is_ours = rows.n > 0;
    return e;
}

enum err operation_end_undo(struct ctx *cx, const char *id)
{
    struct db_rows rows;

    return sql_operations_end_undo(
        cx, &(struct sql_operations_end_undo){.org_id = cx->org_id, .id = id}, &rows);
}

enum err undo_slice_begin(struct ctx *cx, const struct undo_slice *slice)
{
    return slice->is_quiet ? operation_go_quiet(cx) : ERR_OK;
}

enum err undo_slice_end(struct ctx *cx, struct undo_slice *slice, const struct db_rows *row,
                        const char *entities, const char *owners)
{
    slice->n = db_int(row, 0, "n");
    slice->n_restored = db_int(row, 0, "n_restored");
    if (slice->n > 0)
        slice->after = db_int(row, 0, "last");
    if (!slice->is_quiet || slice->n_restored == 0)
        return ERR_OK;
    return operation_tell_owners(cx, slice->operation_id, entities, slice->n_restored, owners);
}
