// SPDX-License-Identifier: MIT
/* Products by the hundred: one statement takes them all, locks the rows it will change, keeps them as they were and answers
 * what became of each. */
#include "gen/sql.h"
#include "repo/operations.h"
#include "repo/products.h"

#include <inttypes.h>
#include <string.h>

static struct sql_products_save_many save_many(const struct ctx *cx, const struct product_items *items)
{
    return (struct sql_products_save_many){
        .org_id = cx->org_id,
        .items = items->json,
        .by_sku = opt_bool(items->by_sku),
        .may_create = opt_bool(items->may_create),
        .may_update = opt_bool(items->may_update),
        .operation_id = items->operation_id,
    };
}

enum err products_save_many(struct ctx *cx, const struct product_items *items,
                            struct db_rows *ret_rows)
{
    const struct sql_products_save_many in = save_many(cx, items);

    return sql_products_save_many(cx, &in, ret_rows);
}

static void add_change(struct ctx *cx, struct db_batch *batch, const struct products_change *change)
{
    if (change->ids) {
        sql_products_set_active_add(cx, batch,
                                    &(struct sql_products_set_active){
                                        .org_id = cx->org_id,
                                        .ids = change->ids,
                                        .is_active = opt_bool(strcmp(change->kind, "enable") == 0),
                                        .operation_id = change->operation_id,
                                    });
    } else {
        const struct sql_products_save_many in = save_many(cx, &change->items);

        sql_products_save_many_add(cx, batch, &in);
    }
}

enum err products_change_many(struct ctx *cx, const struct products_change *change,
                              struct db_rows *ret_rows, int64_t *ret_changed)
{
    struct db_batch batch = {0};
    enum err e;

    sql_operations_create_add(cx, &batch,
                              &(struct sql_operations_create){
                                  .org_id = cx->org_id,
                                  .id = change->operation_id,
                                  .entity = "product",
                                  .kind = change->kind,
                                  .created_by = cx->actor_id,
                              });
    add_change(cx, &batch, change);
    sql_operations_finish_add(
        cx, &batch,
        &(struct sql_operations_finish){.org_id = cx->org_id, .id = change->operation_id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[1];
    *ret_changed = batch.rows[2].n > 0 ? db_int(&batch.rows[2], 0, "n_rows") : 0;
    return ERR_OK;
}

/* --- by filter ------------------------------------------------------------------------------------------------------- */

enum err products_select(struct ctx *cx, struct product_selection *selection)
{
    struct db_batch batch = {0};
    struct sql_text sql;
    struct db_rows rows;
    const char **ids;
    enum err e;

    sql_plans_custom_add(cx, &batch);
    sql_text_init(&sql, cx->arena);
    sql_put(&sql, "select r.id");
    filter_put_from(cx, &selection->filter, &sql);
    sql_put(&sql, " and r.id > ");
    sql_bind(&sql, db_int_text(cx->arena, opt_int(selection->after)), "bigint");
    sql_printf(&sql, " order by r.id limit %" PRId64, selection->at_most);
    sql_add(&batch, &sql, SQL_READ, "products/select");
    e = filter_explain(cx, &selection->filter, db_batch_run(cx, &batch));
    if (e)
        return e;
    rows = batch.rows[1];
    ids = arena_zalloc(cx->arena, (size_t)rows.n, sizeof *ids);
    for (int i = 0; i < rows.n; i++)
        ids[i] = db_text(&rows, i, "id");
    selection->n = rows.n;
    selection->ids = db_array(cx->arena, (size_t)rows.n, ids);
    if (rows.n > 0)
        selection->after = db_int(&rows, rows.n - 1, "id");
    return ERR_OK;
}

enum err products_set_active(struct ctx *cx, const char *ids, bool is_active,
                             const char *operation_id, int64_t *ret_n)
{
    struct db_rows rows;
    int64_t n = 0;
    enum err e = operation_go_quiet(cx);

    if (!e)
        e = sql_products_set_active(cx,
                                    &(struct sql_products_set_active){
                                        .org_id = cx->org_id,
                                        .ids = ids,
                                        .is_active = opt_bool(is_active),
                                        .operation_id = operation_id,
                                    },
                                    &rows);
    if (e)
        return e;
    for (int i = 0; i < rows.n; i++)
        n += strcmp(db_text(&rows, i, "outcome"), "updated") == 0;
    *ret_n = n;
    return n > 0 ? operation_tell(cx, operation_id, "products", n) : ERR_OK;
}

/* --- taking it back ------------------------------------------------------------------------------------------------ */

enum err products_undo_needs(struct ctx *cx, const char *operation_id, struct undo_needs *ret_needs)
{
    const struct sql_products_undo_needs in = {.org_id = cx->org_id, .operation_id = operation_id};
    struct db_rows row;
    enum err e = sql_products_undo_needs(cx, &in, &row);

    if (!e)
        *ret_needs = (struct undo_needs){.deletes = db_bool(&row, 0, "deletes"),
                                         .creates = db_bool(&row, 0, "creates")};
    return e;
}

enum err products_undo_conflicts(struct ctx *cx, const char *operation_id, int64_t at_most,
                                 struct db_rows *ret_rows)
{
    return sql_products_undo_conflicts(cx,
                                       &(struct sql_products_undo_conflicts){
                                           .org_id = cx->org_id,
                                           .operation_id = operation_id,
                                           .at_most = opt_int(at_most),
                                       },
                                       ret_rows);
}

enum err products_undo_slice(struct ctx *cx, struct undo_slice *slice)
{
    struct db_rows row;
    enum err e = undo_slice_begin(cx, slice);

    if (!e)
        e = sql_products_undo_slice(cx,
                                    &(struct sql_products_undo_slice){
                                        .org_id = cx->org_id,
                                        .operation_id = slice->operation_id,
                                        .after = opt_int(slice->after),
                                        .restores_changed = opt_bool(slice->restores_changed),
                                        .at_most = opt_int(UNDO_SLICE),
                                    },
                                    &row);
    return e ? e : undo_slice_end(cx, slice, &row, "products", NULL);
}
