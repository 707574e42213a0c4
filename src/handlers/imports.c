// SPDX-License-Identifier: MIT
/* Imports: what is read and changed here is how a file is understood; the rows are the business of jobs. */
#include "repo/imports.h"
#include "auth/identity.h"
#include "auth/permission.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/fiber.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "handlers/begun.h"
#include "http/reply.h"
#include "http/upload.h"
#include "jobs/import.h"
#include "repo/jobs.h"

#include <string.h>

#define KEEP_US (120 * US_PER_S) /* a hundred megabytes into the database */
#define LOOK_US (60 * US_PER_S)
#define CHECK_WAIT_US (8 * US_PER_S) /* for the job, before the client has to follow it */
#define CHECK_POLL_US (100 * US_PER_MS)

static struct import_tools tools_of(const struct ctx *cx)
{
    return (struct import_tools){.compute = cx->app->compute, .folder = cx->app->config->data_dir};
}

static bool may(const struct ctx *cx, const char *resource, const char *action)
{
    return permission_scope(cx->identity->role,
                            arena_printf(cx->arena, "%s:%s", resource, action)) != SCOPE_NONE;
}

static struct import_rights rights_of(const struct ctx *cx, const char *resource)
{
    return (struct import_rights){.may_create = may(cx, resource, "create"),
                                  .may_create_clients = may(cx, "clients", "create")};
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

enum err imports_list(struct ctx *cx, const struct imports_list_in *in, struct reply *ret_reply)
{
    const struct begun_filter filter = begun_readable(cx, in->page.v, in->page_size.v);
    struct reply_page page = {.page = filter.page, .page_size = filter.page_size};
    struct db_rows rows;
    enum err e = imports_find_page(cx, &filter, in->entity.v, &rows, &page.total);

    return e ? e : reply_page(cx, ret_reply, &rows, page);
}

/* ERR_NOT_FOUND unless the caller may read it, ERR_FORBIDDEN unless he may do this with it. */
static enum err find_permitted(struct ctx *cx, const char *id, const char *action,
                               struct db_rows *ret_row)
{
    struct begun begun;
    enum err e = import_find(cx, id, ret_row);

    if (e)
        return e;
    if (ret_row->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    begun = (struct begun){.resource = db_text(ret_row, 0, "_resource"),
                           .created_by = db_text(ret_row, 0, "created_by")};
    return begun_permit(cx, &begun, action);
}

/* One that is to be changed, and what the caller may make by it. */
static enum err find_changeable(struct ctx *cx, const char *id, struct import_rights *ret_rights)
{
    struct db_rows row;
    enum err e = find_permitted(cx, id, "update", &row);

    if (!e)
        *ret_rights = rights_of(cx, db_text(&row, 0, "_resource"));
    return e;
}

enum err imports_get(struct ctx *cx, const struct imports_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = find_permitted(cx, in->id.v, "read", &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

/* --- sending and changing -------------------------------------------------------------------------------------------- */

static enum err take(struct ctx *cx, const char *entity, const char *resource,
                     const struct upload *file, struct reply *ret_reply)
{
    const struct import_tools tools = tools_of(cx);
    const struct import_upload upload = {
        .entity = entity,
        .fd = file->fd,
        .size = file->size,
        .path = file->path,
        .is_xlsx = strcmp(file->content_type, "text/csv") != 0,
        .charset = file->charset,
        .filename = file->filename,
        .rights = rights_of(cx, resource),
    };
    struct db_rows row;
    enum err e;

    cx->deadline_us = clock_now_us() + KEEP_US;
    e = import_take(cx, &tools, &upload, &row);
    return e ? e : reply_created(cx, ret_reply, "imports", &row);
}

enum err imports_upload(struct ctx *cx, const struct imports_upload_in *in, struct reply *ret_reply)
{
    return take(cx, "product", "products", in->upload, ret_reply);
}

enum err imports_upload_clients(struct ctx *cx, const struct imports_upload_clients_in *in,
                                struct reply *ret_reply)
{
    return take(cx, "client", "clients", in->upload, ret_reply);
}

enum err imports_upload_deals(struct ctx *cx, const struct imports_upload_deals_in *in,
                              struct reply *ret_reply)
{
    return take(cx, "deal", "deals", in->upload, ret_reply);
}

static struct import_change change_of(struct ctx *cx, const struct imports_update_in *in)
{
    const struct import_update *b = &in->body;
    struct import_target *mapping = arena_zalloc(cx->arena, b->mapping.n + 1, sizeof *mapping);

    for (size_t i = 0; i < b->mapping.n; i++)
        mapping[i] = (struct import_target){.column = b->mapping.v[i].column.v,
                                            .field = b->mapping.v[i].field.v};
    return (struct import_change){
        .revision = in->if_match,
        .encoding = b->encoding,
        .separator = b->separator,
        .header_row = b->header_row,
        .has_mapping = b->mapping.state != OPT_ABSENT,
        .mapping = mapping,
        .n_mapping = b->mapping.n,
        .create_new = b->create_new,
        .update_existing = b->update_existing,
        .empty_clears = b->empty_clears,
        .on_error = b->on_error.v,
        .create_clients = b->create_clients,
        .has_match = b->match.state != OPT_ABSENT,
        .match = (const char *const *)b->match.v,
        .n_match = b->match.n,
        .pipeline_id = b->pipeline_id,
        .stage_id = b->stage_id,
    };
}

enum err imports_update(struct ctx *cx, const struct imports_update_in *in, struct reply *ret_reply)
{
    const struct import_tools tools = tools_of(cx);
    struct import_change wanted = change_of(cx, in);
    struct db_change change;
    enum err e = find_changeable(cx, in->id.v, &wanted.rights);

    if (e)
        return e;
    cx->deadline_us = clock_now_us() + LOOK_US;
    e = import_change(cx, &tools, in->id.v, &wanted, &change.is_done);
    if (!e)
        e = import_find(cx, in->id.v, &change.row);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err imports_delete(struct ctx *cx, const struct imports_delete_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    bool is_done;
    enum err e = find_permitted(cx, in->id.v, "update", &row);

    if (!e)
        e = import_remove(cx, in->id.v, &is_done);
    if (!e && is_done)
        return reply_empty(cx, ret_reply, 204);
    if (!e)
        e = import_find(cx, in->id.v, &row);
    if (e)
        return e;
    return fail(cx, row.n > 0 ? ERR_IMPORT_RUNNING : ERR_NOT_FOUND, NULL);
}

/* --- trying and doing it ---------------------------------------------------------------------------------------------- */

static bool is_under_way(const struct db_rows *job)
{
    const char *state = db_text(job, 0, "state");

    return strcmp(state, "queued") == 0 || strcmp(state, "running") == 0;
}

/* Most files are tried in a moment: then their sender has the outcome at once. */
static enum err wait_for(struct ctx *cx, struct db_rows *job)
{
    const char *id = job_id(job);
    int64_t until_us = clock_now_us() + CHECK_WAIT_US;
    enum err e = ERR_OK;

    while (!e && job->n > 0 && is_under_way(job) && clock_now_us() < until_us) {
        fiber_sleep_us(CHECK_POLL_US);
        e = jobs_find(cx, id, job);
    }
    return !e && job->n == 0 ? fail(cx, ERR_NOT_FOUND, NULL) : e;
}

/* What made the job fail is what is wrong with the request. */
static enum err fail_as(struct ctx *cx, const struct db_rows *job)
{
    const char *code = db_text(job, 0, "error_code");

    for (enum err e = ERR_OK + 1; code && e < ERR_COUNT; e++)
        if (strcmp(err_infos[e].code, code) == 0)
            return fail(cx, e, db_text(job, 0, "error_message"));
    return fail(cx, ERR_CONFLICT, "The dry run was cancelled.");
}

enum err imports_check(struct ctx *cx, const struct imports_check_in *in, struct reply *ret_reply)
{
    struct import_rights rights;
    struct db_rows job, row;
    enum err e = find_changeable(cx, in->id.v, &rights);

    if (!e)
        e = import_enqueue(cx, in->id.v, IMPORT_TRY, rights, &job);
    if (!e) {
        app_on_write(cx);
        e = wait_for(cx, &job);
    }
    if (!e && !is_under_way(&job) && strcmp(db_text(&job, 0, "state"), "done") != 0)
        return fail_as(cx, &job);
    if (!e)
        e = import_find(cx, in->id.v, &row);
    return e ? e : reply_row(cx, ret_reply, is_under_way(&job) ? 202 : 200, &row);
}

enum err imports_start(struct ctx *cx, const struct imports_start_in *in, struct reply *ret_reply)
{
    struct import_rights rights;
    struct db_rows job;
    enum err e = find_changeable(cx, in->id.v, &rights);

    if (!e)
        e = import_enqueue(cx, in->id.v, IMPORT_RUN, rights, &job);
    if (e)
        return e;
    reply_header(ret_reply, "Location", arena_printf(cx->arena, "/api/v1/jobs/%s", job_id(&job)));
    return reply_row(cx, ret_reply, 202, &job);
}
