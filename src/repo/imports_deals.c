// SPDX-License-Identifier: MIT
/* Rows of files as deals: new ones, or those whose id they name. Their clients are made first, since deals of one file may
 * share a client that is not there yet; then all of them come to the top of their columns, whose locks are held. */
#include "gen/sql.h"
#include "repo/imports.h"

#include <string.h>

static enum err preview(struct ctx *cx, const struct import_items *items, struct db_rows *ret_rows)
{
    return sql_imports_preview_deals(cx,
                                     &(struct sql_imports_preview_deals){
                                         .org_id = cx->org_id,
                                         .own_id = cx->own_id,
                                         .actor_id = cx->actor_id,
                                         .import_id = items->import_id,
                                         .items = items->json,
                                     },
                                     ret_rows);
}

/* --- saving -------------------------------------------------------------------------------------------------------- */

static enum err lock_stages(struct ctx *cx, const struct import_items *items)
{
    struct db_rows rows;

    return sql_imports_lock_stages(cx,
                                   &(struct sql_imports_lock_stages){
                                       .org_id = cx->org_id,
                                       .own_id = cx->own_id,
                                       .actor_id = cx->actor_id,
                                       .import_id = items->import_id,
                                       .items = items->json,
                                   },
                                   &rows);
}

static enum err make_clients(struct ctx *cx, const struct import_items *items)
{
    struct db_rows rows;
    int64_t n;
    enum err e =
        sql_imports_lock_clients(cx, &(struct sql_imports_lock_clients){.org_id = cx->org_id}, &rows);

    if (!e)
        e = sql_imports_make_clients(cx,
                                     &(struct sql_imports_make_clients){
                                         .org_id = cx->org_id,
                                         .own_id = cx->own_id,
                                         .actor_id = cx->actor_id,
                                         .import_id = items->import_id,
                                         .operation_id = items->operation_id,
                                         .items = items->json,
                                     },
                                     &rows);
    if (e)
        return e;
    n = db_int(&rows, 0, "n");
    return n > 0 ? operation_tell(cx, items->operation_id, "clients", n) : ERR_OK;
}

static bool is_among(const char *const *ids, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

/* Whose the deals were and are, each once. */
static const char *owners_of(struct ctx *cx, const struct db_rows *rows)
{
    static const char *const columns[] = {"owner_id", "was_owner_id"};
    const char **ids = arena_zalloc(cx->arena, 2 * (size_t)rows->n + 1, sizeof *ids);
    size_t n = 0;

    for (int i = 0; i < rows->n; i++) {
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
            const char *id = db_text(rows, i, columns[c]);

            if (id && !is_among(ids, n, id))
                ids[n++] = id;
        }
    }
    return db_array(cx->arena, n, ids);
}

static enum err save(struct ctx *cx, const struct import_items *items, struct db_rows *ret_rows,
                     const char **ret_owners)
{
    enum err e = make_clients(cx, items);

    if (!e)
        e = lock_stages(cx, items);
    if (!e)
        e = sql_imports_save_deals(cx,
                                   &(struct sql_imports_save_deals){
                                       .org_id = cx->org_id,
                                       .own_id = cx->own_id,
                                       .actor_id = cx->actor_id,
                                       .import_id = items->import_id,
                                       .operation_id = items->operation_id,
                                       .first_row = opt_int(items->first_row),
                                       .items = items->json,
                                   },
                                   ret_rows);
    if (!e)
        *ret_owners = owners_of(cx, ret_rows);
    return e;
}

static enum err analyze(struct ctx *cx)
{
    struct db_rows rows;

    return sql_imports_analyze_deals(cx, &rows);
}

const struct import_store import_deals = {
    .table = "deals", .preview = preview, .save = save, .analyze = analyze};

/* --- taking it back ------------------------------------------------------------------------------------------------ */

enum err import_deals_undo_conflicts(struct ctx *cx, const char *operation_id, int64_t at_most,
                                     struct db_rows *ret_rows)
{
    return sql_imports_undo_deals_conflicts(cx,
                                            &(struct sql_imports_undo_deals_conflicts){
                                                .org_id = cx->org_id,
                                                .own_id = cx->own_id,
                                                .operation_id = operation_id,
                                                .at_most = opt_int(at_most),
                                            },
                                            ret_rows);
}

static enum err restore(struct ctx *cx, const struct undo_slice *slice, struct db_rows *ret_row)
{
    struct db_rows locked;
    enum err e = sql_imports_undo_deals_lock(cx,
                                             &(struct sql_imports_undo_deals_lock){
                                                 .org_id = cx->org_id,
                                                 .operation_id = slice->operation_id,
                                                 .after = opt_int(slice->after),
                                                 .at_most = opt_int(UNDO_SLICE),
                                             },
                                             &locked);

    if (e)
        return e;
    return sql_imports_undo_deals_slice(cx,
                                        &(struct sql_imports_undo_deals_slice){
                                            .org_id = cx->org_id,
                                            .own_id = cx->own_id,
                                            .operation_id = slice->operation_id,
                                            .after = opt_int(slice->after),
                                            .restores_changed = opt_bool(slice->restores_changed),
                                            .at_most = opt_int(UNDO_SLICE),
                                        },
                                        ret_row);
}

static enum err remove_clients(struct ctx *cx, const struct undo_slice *slice, const char *ids)
{
    const struct sql_imports_undo_made_clients in = {
        .org_id = cx->org_id,
        .operation_id = slice->operation_id,
        .ids = ids,
        .restores_changed = opt_bool(slice->restores_changed),
    };
    struct db_rows row;
    int64_t n;
    enum err e = sql_imports_undo_made_clients(cx, &in, &row);

    if (e)
        return e;
    n = db_int(&row, 0, "n");
    return slice->is_quiet && n > 0 ? operation_tell(cx, slice->operation_id, "clients", n) : ERR_OK;
}

enum err import_deals_undo_slice(struct ctx *cx, struct undo_slice *slice)
{
    struct db_rows row;
    enum err e = undo_slice_begin(cx, slice);

    if (!e)
        e = restore(cx, slice, &row);
    if (!e)
        e = remove_clients(cx, slice, db_text(&row, 0, "clients"));
    return e ? e : undo_slice_end(cx, slice, &row, "deals", db_text(&row, 0, "owners"));
}
