// SPDX-License-Identifier: MIT
/* Imports as rows. Whether one may be changed or started is part of the statement that does it, so that two who do it at
 * once cannot both. */
#include "repo/imports.h"
#include "gen/sql.h"

#include <string.h>

enum err import_insert(struct ctx *cx, const struct import_new *import)
{
    const struct import_reading *reading = &import->reading;
    const struct sql_imports_create in = {
        .org_id = cx->org_id,
        .id = import->id,
        .entity = import->entity,
        .filename = import->filename,
        .format = import->format,
        .size_bytes = opt_int(import->size_bytes),
        .encoding = reading->encoding,
        .separator = reading->separator,
        .header_row = reading->header_row,
        .columns = reading->columns,
        .sample = reading->sample,
        .mapping = reading->mapping,
        .create_new = opt_bool(import->create_new),
        .has_match = opt_bool(import->has_match),
        .create_clients = import->create_clients,
        .created_by = cx->actor_id,
        .at_most = opt_int(IMPORTS_WAITING),
    };
    struct db_rows made;
    enum err e = sql_imports_create(cx, &in, &made);

    return !e && made.n == 0 ? fail(cx, ERR_TOO_MANY_IMPORTS, NULL) : e;
}

enum err import_add_piece(struct ctx *cx, const char *id, int64_t n, const char *hex)
{
    const struct sql_imports_add_piece in = {
        .org_id = cx->org_id, .import_id = id, .n = opt_int(n), .data = hex};
    struct db_rows rows;

    return sql_imports_add_piece(cx, &in, &rows);
}

enum err import_complete(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    struct db_batch batch = {0};
    enum err e;

    sql_imports_complete_add(cx, &batch,
                             &(struct sql_imports_complete){.org_id = cx->org_id, .id = id});
    sql_imports_uploaded_add(cx, &batch,
                             &(struct sql_imports_uploaded){.org_id = cx->org_id, .id = id});
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_row = batch.rows[1];
    return e;
}

enum err import_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_imports_get(cx, &(struct sql_imports_get){.org_id = cx->org_id, .id = id}, ret_row);
}

enum err imports_find_page(struct ctx *cx, const struct begun_filter *filter, const char *entity,
                           struct db_rows *ret_rows, int64_t *ret_total)
{
    const char *all = db_array(cx->arena, filter->n_all, filter->all),
               *own = db_array(cx->arena, filter->n_own, filter->own);
    struct db_batch batch = {0};
    enum err e;

    sql_imports_page_add(cx, &batch,
                         &(struct sql_imports_page){.org_id = cx->org_id,
                                                    .actor_id = cx->actor_id,
                                                    .resources = all,
                                                    .own_resources = own,
                                                    .entity = entity,
                                                    .page = opt_int(filter->page),
                                                    .page_size = opt_int(filter->page_size)});
    sql_imports_count_add(cx, &batch,
                          &(struct sql_imports_count){.org_id = cx->org_id,
                                                      .actor_id = cx->actor_id,
                                                      .resources = all,
                                                      .own_resources = own,
                                                      .entity = entity});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[0];
    *ret_total = db_int(&batch.rows[1], 0, "total");
    return ERR_OK;
}

enum err import_find_place(struct ctx *cx, struct opt_int pipeline_id, struct opt_int stage_id,
                           struct db_rows *ret_row)
{
    return sql_imports_place(cx,
                             &(struct sql_imports_place){.org_id = cx->org_id,
                                                         .pipeline_id = pipeline_id,
                                                         .stage_id = stage_id},
                             ret_row);
}

enum err import_lock(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_imports_lock(cx, &(struct sql_imports_lock){.org_id = cx->org_id, .id = id}, ret_row);
}

enum err import_update(struct ctx *cx, const char *id, struct opt_int revision,
                       const struct import_settings *settings, bool *ret_is_done)
{
    const struct import_reading *reading = &settings->reading;
    const struct sql_imports_update in = {
        .org_id = cx->org_id,
        .id = id,
        .revision = revision,
        .is_read_anew = opt_bool(settings->is_read_anew),
        .encoding = reading->encoding,
        .separator = reading->separator,
        .header_row = reading->header_row,
        .columns = reading->columns,
        .sample = reading->sample,
        .mapping = reading->mapping,
        .create_new = settings->create_new,
        .update_existing = settings->update_existing,
        .empty_clears = settings->empty_clears,
        .on_error = settings->on_error,
        .match = settings->match,
        .create_clients = settings->create_clients,
        .has_place = opt_bool(settings->has_place),
        .pipeline_id = settings->pipeline_id,
        .stage_id = settings->stage_id,
    };
    struct db_rows rows;
    enum err e = sql_imports_update(cx, &in, &rows);

    if (!e)
        *ret_is_done = rows.n > 0;
    return e;
}

enum err import_begin_check(struct ctx *cx, const char *id, const char *job_id)
{
    const struct sql_imports_begin_check in = {.org_id = cx->org_id, .id = id, .job_id = job_id};
    struct db_rows rows;

    return sql_imports_begin_check(cx, &in, &rows);
}

enum err import_begin_run(struct ctx *cx, const char *id, const char *job_id, const char *operation_id)
{
    const struct sql_imports_begin_run in = {
        .org_id = cx->org_id, .id = id, .job_id = job_id, .operation_id = operation_id};
    struct db_rows rows;
    enum err e = sql_imports_begin_run(cx, &in, &rows);

    return !e && rows.n == 0 ? fail(cx, ERR_CONFLICT, NULL) : e;
}

enum err import_remove(struct ctx *cx, const char *id, bool *ret_is_done)
{
    struct db_rows rows;
    enum err e =
        sql_imports_remove(cx, &(struct sql_imports_remove){.org_id = cx->org_id, .id = id}, &rows);

    if (!e)
        *ret_is_done = rows.n > 0;
    return e;
}

/* --- for its jobs ------------------------------------------------------------------------------------------------- */

enum err import_work(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_imports_work(cx, &(struct sql_imports_work){.org_id = cx->org_id, .id = id}, ret_row);
}

enum err import_piece(struct ctx *cx, const char *id, int64_t n, struct db_rows *ret_row)
{
    const struct sql_imports_piece in = {.org_id = cx->org_id, .import_id = id, .n = opt_int(n)};

    return sql_imports_piece(cx, &in, ret_row);
}

enum err import_store_check(struct ctx *cx, const struct import_check *check)
{
    const struct sql_imports_store_check in = {
        .org_id = cx->org_id,
        .id = check->id,
        .revision = opt_int(check->revision),
        .job_id = check->job_id,
        .report = check->report,
    };
    struct db_rows rows;

    return sql_imports_store_check(cx, &in, &rows);
}

enum err import_open_operation(struct ctx *cx, const struct import_operation *operation,
                               bool *ret_is_open)
{
    const struct sql_imports_open_operation in = {.org_id = cx->org_id,
                                                  .id = operation->id,
                                                  .entity = operation->entity,
                                                  .note = operation->note,
                                                  .created_by = cx->actor_id};
    struct db_rows row;
    enum err e = sql_imports_open_operation(cx, &in, &row);

    if (!e)
        *ret_is_open = strcmp(db_text(&row, 0, "state"), "running") == 0;
    return e;
}

enum err import_keep_counts(struct ctx *cx, const struct import_progress *progress)
{
    const struct sql_imports_keep_counts in = {
        .org_id = cx->org_id,
        .id = progress->id,
        .operation_id = progress->operation_id,
        .counts = progress->counts,
        .errors = progress->errors,
        .changed = opt_int(progress->changed),
        .is_first = opt_bool(progress->is_first),
    };
    struct db_rows rows;

    return sql_imports_keep_counts(cx, &in, &rows);
}

enum err import_refresh_plans(struct ctx *cx, const struct import_store *store, int64_t n)
{
    const struct sql_imports_known_rows in = {.table_name = store->table};
    struct db_rows rows;
    enum err e = sql_imports_known_rows(cx, &in, &rows);

    if (!e && db_int(&rows, 0, "n") < n / 2)
        e = store->analyze(cx);
    return e;
}

enum err import_undo_needs(struct ctx *cx, const char *operation_id, struct undo_needs *ret_needs)
{
    const struct sql_imports_undo_needs in = {.org_id = cx->org_id, .operation_id = operation_id};
    struct db_rows row;
    enum err e = sql_imports_undo_needs(cx, &in, &row);

    if (!e)
        *ret_needs = (struct undo_needs){.deletes = db_bool(&row, 0, "deletes"),
                                         .creates = db_bool(&row, 0, "creates")};
    return e;
}

enum err import_forget_pieces(struct ctx *cx, const char *id)
{
    const struct sql_imports_forget_pieces in = {.org_id = cx->org_id, .id = id};
    struct db_rows rows;

    return sql_imports_forget_pieces(cx, &in, &rows);
}
