// SPDX-License-Identifier: MIT
/* Jobs as people see them. A job follows the rights of its resource: what the caller may not read is not there for him. */
#include "repo/jobs.h"
#include "auth/identity.h"
#include "gen/api.h"
#include "http/reply.h"

#include <string.h>

enum err jobs_list(struct ctx *cx, const struct jobs_list_in *in, struct reply *ret_reply)
{
    const char *resources[PERMISSION_RESOURCES_MAX];
    const struct job_filter filter = {
        .kind = in->kind.v,
        .state = in->state.v,
        .resources = resources,
        .n_resources = permission_resources(cx->identity->role, "read", resources),
        .page = in->page.v,
        .page_size = in->page_size.v,
    };
    struct reply_page page = {.page = filter.page, .page_size = filter.page_size};
    struct db_rows rows;
    enum err e = jobs_find_page(cx, &filter, &rows, &page.total);

    return e ? e : reply_page(cx, ret_reply, &rows, page);
}

static bool is_permitted(const struct ctx *cx, const struct db_rows *job, const char *action)
{
    const char *resource = db_text(job, 0, "resource");

    return permission_scope(cx->identity->role,
                            arena_printf(cx->arena, "%s:%s", resource, action)) == SCOPE_ALL;
}

/* ERR_NOT_FOUND unless the caller may read it, ERR_FORBIDDEN unless he may do this with it. */
static enum err find_permitted(struct ctx *cx, const char *id, const char *action,
                               struct db_rows *ret_row)
{
    enum err e = jobs_find(cx, id, ret_row);

    if (e)
        return e;
    if (ret_row->n == 0 || !is_permitted(cx, ret_row, "read"))
        return fail(cx, ERR_NOT_FOUND, NULL);
    return is_permitted(cx, ret_row, action) ? ERR_OK : fail(cx, ERR_FORBIDDEN, NULL);
}

enum err jobs_get(struct ctx *cx, const struct jobs_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = find_permitted(cx, in->id.v, "read", &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err jobs_cancel(struct ctx *cx, const struct jobs_cancel_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    bool is_over;
    enum err e = find_permitted(cx, in->id.v, "update", &row);

    if (!e)
        e = job_cancel(cx, in->id.v, &row);
    if (e)
        return e;
    is_over = strcmp(db_text(&row, 0, "state"), "cancelled") == 0;
    return reply_row(cx, ret_reply, is_over ? 200 : 202, &row);
}

/* What somebody else has begun may do more than the caller might begin himself. */
static bool may_begin_again(const struct ctx *cx, const struct db_rows *job)
{
    const char *by = db_text(job, 0, "created_by");

    return is_permitted(cx, job, "create") || (by && strcmp(by, cx->actor_id) == 0);
}

enum err jobs_retry(struct ctx *cx, const struct jobs_retry_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = find_permitted(cx, in->id.v, "update", &row);

    if (!e && !may_begin_again(cx, &row))
        e = fail(cx, ERR_FORBIDDEN, NULL);
    if (!e)
        e = job_retry(cx, in->id.v, &row);
    return e ? e : reply_row(cx, ret_reply, 200, &row);
}
