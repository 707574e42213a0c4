// SPDX-License-Identifier: MIT
/* Operations: what was changed by the hundred, and taking it back. A small one is taken back at once, a large one by a
 * job. */
#include "repo/operations.h"
#include "base/clock.h"
#include "gen/api.h"
#include "handlers/begun.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "jobs/undo.h"
#include "repo/jobs.h"

#include <inttypes.h>
#include <string.h>

#define CONFLICTS_SHOWN 20
#define LOOK_US (30 * US_PER_S) /* through a million rows for what was changed since */

static bool reads(const struct begun_filter *readable, bool all, const char *resource)
{
    const char *const *names = all ? readable->all : readable->own;
    size_t n = all ? readable->n_all : readable->n_own;

    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], resource) == 0)
            return true;
    return false;
}

/* The entities, by what the caller may read of their resources. */
static struct begun_filter readable_entities(struct ctx *cx, const struct operations_list_in *in)
{
    struct begun_filter resources = begun_readable(cx, in->page.v, in->page_size.v),
                        filter = resources;
    const char **all = arena_zalloc(cx->arena, n_undo_kinds, sizeof *all);
    const char **own = arena_zalloc(cx->arena, n_undo_kinds, sizeof *own);

    filter.all = all;
    filter.own = own;
    filter.n_all = filter.n_own = 0;
    for (unsigned i = 0; i < n_undo_kinds; i++) {
        const struct undo_kind *kind = &undo_kinds[i];

        if (in->entity.v && strcmp(in->entity.v, kind->entity) != 0)
            continue;
        if (reads(&resources, true, kind->resource))
            all[filter.n_all++] = kind->entity;
        else if (reads(&resources, false, kind->resource))
            own[filter.n_own++] = kind->entity;
    }
    return filter;
}

enum err operations_list(struct ctx *cx, const struct operations_list_in *in, struct reply *ret_reply)
{
    const struct begun_filter filter = readable_entities(cx, in);
    struct db_rows rows;
    int64_t total;
    enum err e = operations_find_page(cx, &filter, &rows, &total);

    if (e)
        return e;
    return reply_page(
        cx, ret_reply, &rows,
        (struct reply_page){.total = total, .page = filter.page, .page_size = filter.page_size});
}

/* An operation, and what the caller may do with it. */
struct found {
    const struct undo_kind *kind;
    struct begun begun;
    struct db_rows row;
};

static enum err find_permitted(struct ctx *cx, const char *id, const char *action,
                               struct found *ret_found)
{
    struct db_rows row;
    enum err e = operations_find(cx, id, &row);

    if (e)
        return e;
    ret_found->row = row;
    ret_found->kind =
        row.n > 0 ? undo_kind_of(db_text(&row, 0, "entity"), db_text(&row, 0, "kind")) : NULL;
    if (!ret_found->kind)
        return fail(cx, ERR_NOT_FOUND, NULL);
    ret_found->begun = (struct begun){.resource = ret_found->kind->resource,
                                      .created_by = db_text(&row, 0, "created_by")};
    return begun_permit(cx, &ret_found->begun, action);
}

enum err operations_get(struct ctx *cx, const struct operations_get_in *in, struct reply *ret_reply)
{
    struct found found;
    enum err e = find_permitted(cx, in->id.v, "read", &found);

    return e ? e : reply_row(cx, ret_reply, 200, &found.row);
}

/* --- taking it back ------------------------------------------------------------------------------------------------ */

struct undo {
    const struct undo_kind *kind;
    struct begun begun;
    const char *operation_id;
    int64_t n_rows;
    const char *on_conflict;
    int64_t n_done, n_restored;
    const char *job_id; /* NULL: it was done at once */
};

/* Whoever may only change rows takes back what only changed rows. */
static enum err check_rights(struct ctx *cx, const struct undo *undo)
{
    bool may_delete = begun_may(cx, &undo->begun, "delete"),
         may_create = begun_may(cx, &undo->begun, "create");
    struct undo_needs needs;
    enum err e;

    if (may_delete && may_create)
        return ERR_OK;
    e = undo->kind->needs(cx, undo->operation_id, &needs);
    if (e)
        return e;
    needs.creates &= strcmp(undo->on_conflict, "restore") == 0;
    if ((needs.deletes && !may_delete) || (needs.creates && !may_create))
        return fail(cx, ERR_FORBIDDEN,
                    "Your role does not permit deleting what this made, or making again what was "
                    "deleted since.");
    return ERR_OK;
}

/* 409 with some of the rows that are not as the operation left them. */
static enum err refuse_conflicts(struct ctx *cx, const struct undo *undo)
{
    struct db_rows rows;
    struct buf json;
    enum err e = undo->kind->conflicts(cx, undo->operation_id, CONFLICTS_SHOWN, &rows);

    if (e || rows.n == 0)
        return e;
    buf_init(&json, cx->arena, 1024);
    buf_puts(&json, "\"conflicts\":");
    json_rows(&json, &rows);
    return fail_details(cx, ERR_UNDO_CONFLICT, buf_cstr(&json));
}

static enum err undo_now(struct ctx *cx, struct undo *undo)
{
    struct undo_slice slice = {
        .operation_id = undo->operation_id,
        .restores_changed = strcmp(undo->on_conflict, "restore") == 0,
    };
    enum err e = undo->kind->slice(cx, &slice);

    if (e)
        return e;
    undo->n_done = slice.n;
    undo->n_restored = slice.n_restored;
    /* its article number belongs to another product by now */
    if (slice.n_restored < slice.n && strcmp(undo->on_conflict, "refuse") == 0)
        return fail_details(cx, ERR_UNDO_CONFLICT, "\"conflicts\":[]");
    return operation_end_undo(cx, undo->operation_id);
}

static enum err undo_by_job(struct ctx *cx, struct undo *undo)
{
    struct db_rows job;
    enum err e = undo_enqueue(cx, undo->operation_id, undo->kind,
                              strcmp(undo->on_conflict, "restore") == 0, &job);

    if (!e)
        undo->job_id = job_id(&job);
    return e;
}

static enum err undo_tx(struct ctx *cx, void *arg)
{
    struct undo *undo = arg;
    bool is_ours;
    enum err e = operation_begin_undo(cx, undo->operation_id, &is_ours);

    if (!e && !is_ours)
        e = fail(cx, ERR_CONFLICT, "The operation is taken back already, or not finished yet.");
    if (!e)
        e = check_rights(cx, undo);
    if (!e && strcmp(undo->on_conflict, "refuse") == 0)
        e = refuse_conflicts(cx, undo);
    if (e)
        return e;
    return undo->n_rows > UNDO_SLICE ? undo_by_job(cx, undo) : undo_now(cx, undo);
}

static enum err reply_undo(struct ctx *cx, struct reply *ret_reply, const struct undo *undo)
{
    struct db_rows row;
    struct buf json;
    enum err e = operations_find(cx, undo->operation_id, &row);

    if (e)
        return e;
    buf_init(&json, cx->arena, 512);
    buf_puts(&json, "{\"operation\":");
    json_row(&json, &row, 0);
    buf_printf(&json, ",\"restored\":%" PRId64 ",\"kept\":%" PRId64 ",\"job_id\":", undo->n_restored,
               undo->n_done - undo->n_restored);
    if (undo->job_id)
        buf_json_str(&json, undo->job_id, strlen(undo->job_id));
    else
        buf_puts(&json, "null");
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, undo->job_id ? 202 : 200, &json);
}

enum err operations_undo(struct ctx *cx, const struct operations_undo_in *in, struct reply *ret_reply)
{
    struct undo undo = {.operation_id = in->id.v,
                        .on_conflict = in->body.on_conflict.v ? in->body.on_conflict.v : "refuse"};
    struct found found;
    enum err e = find_permitted(cx, in->id.v, "update", &found);

    if (e)
        return e;
    undo.kind = found.kind;
    undo.begun = found.begun;
    undo.n_rows = db_int(&found.row, 0, "n_rows");
    cx->deadline_us = clock_now_us() + LOOK_US;
    e = db_transact(cx, undo_tx, &undo);
    return e ? e : reply_undo(cx, ret_reply, &undo);
}
