// SPDX-License-Identifier: MIT
/* Jobs as people see them. A job follows the rights of its resource: what the caller may not read is not there for him. */
#include "repo/jobs.h"
#include "gen/api.h"
#include "handlers/begun.h"
#include "http/reply.h"

#include <string.h>

enum err jobs_list(struct ctx *cx, const struct jobs_list_in *in, struct reply *ret_reply)
{
    const struct job_filter filter = {
        .kind = in->kind.v,
        .state = in->state.v,
        .begun = begun_readable(cx, in->page.v, in->page_size.v),
    };
    struct reply_page page = {.page = in->page.v, .page_size = in->page_size.v};
    struct db_rows rows;
    enum err e = jobs_find_page(cx, &filter, &rows, &page.total);

    return e ? e : reply_page(cx, ret_reply, &rows, page);
}

static struct begun begun_of(const struct db_rows *job)
{
    return (struct begun){.resource = db_text(job, 0, "resource"),
                          .created_by = db_text(job, 0, "created_by")};
}

/* ERR_NOT_FOUND unless the caller may read it, ERR_FORBIDDEN unless he may do this with it. */
static enum err find_permitted(struct ctx *cx, const char *id, const char *action,
                               struct db_rows *ret_row)
{
    struct begun begun;
    enum err e = jobs_find(cx, id, ret_row);

    if (e)
        return e;
    if (ret_row->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    begun = begun_of(ret_row);
    return begun_permit(cx, &begun, action);
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
    const struct begun begun = begun_of(job);

    return begun_may(cx, &begun, "create") ||
           (begun.created_by && strcmp(begun.created_by, cx->actor_id) == 0);
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
