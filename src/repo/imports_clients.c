// SPDX-License-Identifier: MIT
/* Rows of files as clients, found by BIN or IIN, telephone number or e-mail. */
#include "gen/sql.h"
#include "repo/imports.h"

static enum err preview(struct ctx *cx, const struct import_items *items, struct db_rows *ret_rows)
{
    return sql_imports_preview_clients(cx,
                                       &(struct sql_imports_preview_clients){
                                           .org_id = cx->org_id,
                                           .actor_id = cx->actor_id,
                                           .import_id = items->import_id,
                                           .items = items->json,
                                       },
                                       ret_rows);
}

static enum err save(struct ctx *cx, const struct import_items *items, struct db_rows *ret_rows,
                     const char **ret_owners)
{
    struct db_rows rows;
    enum err e =
        sql_imports_lock_clients(cx, &(struct sql_imports_lock_clients){.org_id = cx->org_id}, &rows);

    if (e)
        return e;
    *ret_owners = NULL;
    return sql_imports_save_clients(cx,
                                    &(struct sql_imports_save_clients){
                                        .org_id = cx->org_id,
                                        .actor_id = cx->actor_id,
                                        .import_id = items->import_id,
                                        .operation_id = items->operation_id,
                                        .items = items->json,
                                    },
                                    ret_rows);
}

static enum err analyze(struct ctx *cx)
{
    struct db_rows rows;

    return sql_imports_analyze_clients(cx, &rows);
}

const struct import_store import_clients = {
    .table = "clients", .preview = preview, .save = save, .analyze = analyze};

/* --- taking it back ------------------------------------------------------------------------------------------------ */

enum err import_clients_undo_conflicts(struct ctx *cx, const char *operation_id, int64_t at_most,
                                       struct db_rows *ret_rows)
{
    return sql_imports_undo_clients_conflicts(cx,
                                              &(struct sql_imports_undo_clients_conflicts){
                                                  .org_id = cx->org_id,
                                                  .operation_id = operation_id,
                                                  .at_most = opt_int(at_most),
                                              },
                                              ret_rows);
}

enum err import_clients_undo_slice(struct ctx *cx, struct undo_slice *slice)
{
    struct db_rows row;
    enum err e = undo_slice_begin(cx, slice);

    if (!e)
        e = sql_imports_undo_clients_slice(cx,
                                           &(struct sql_imports_undo_clients_slice){
                                               .org_id = cx->org_id,
                                               .operation_id = slice->operation_id,
                                               .after = opt_int(slice->after),
                                               .restores_changed = opt_bool(slice->restores_changed),
                                               .at_most = opt_int(UNDO_SLICE),
                                           },
                                           &row);
    return e ? e : undo_slice_end(cx, slice, &row, "clients", NULL);
}
