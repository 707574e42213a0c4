// SPDX-License-Identifier: MIT
/* Many products by one request. Each item has its own outcome; all that changed is one operation, which can be taken
 * back. */
#include "auth/identity.h"
#include "base/uuid.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "http/json.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "http/request.h"
#include "jobs/sale.h"
#include "repo/jobs.h"
#include "repo/products.h"

#include <inttypes.h>
#include <string.h>

/* Outcomes that are what was wanted. */
static bool is_well(const char *outcome)
{
    return strcmp(outcome, "created") == 0 || strcmp(outcome, "updated") == 0 ||
           strcmp(outcome, "unchanged") == 0;
}

struct outcomes {
    const char *operation_id;
    const char *job_id; /* NULL: it is done */
    struct db_rows rows;
    int64_t n_changed;
};

static void put_text_or_null(struct buf *json, const char *text)
{
    if (text)
        buf_json_str(json, text, strlen(text));
    else
        buf_puts(json, "null");
}

static enum err reply_outcomes(struct ctx *cx, struct reply *ret_reply, const struct outcomes *o)
{
    bool has_operation = o->job_id || o->n_changed > 0;
    struct buf json;
    int n_failed = 0;

    for (int i = 0; i < o->rows.n; i++)
        n_failed += !is_well(db_text(&o->rows, i, "outcome"));
    buf_init(&json, cx->arena, 192 + (size_t)o->rows.n * 64);
    buf_puts(&json, "{\"operation_id\":");
    put_text_or_null(&json, has_operation ? o->operation_id : NULL);
    buf_puts(&json, ",\"job_id\":");
    put_text_or_null(&json, o->job_id);
    buf_printf(&json, ",\"total\":%d,\"changed\":%" PRId64 ",\"failed\":%d,\"results\":", o->rows.n,
               o->n_changed, n_failed);
    if (o->job_id)
        buf_puts(&json, "[]");
    else
        json_rows(&json, &o->rows);
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, o->job_id ? 202 : 200, &json);
}

static enum err run_batch(struct ctx *cx, struct products_change *change, struct reply *ret_reply)
{
    char *id = arena_alloc(cx->arena, UUID_SIZE);
    struct outcomes outcomes = {.operation_id = id};
    enum err e;

    uuid_v7(id);
    change->operation_id = change->items.operation_id = id;
    e = products_change_many(cx, change, &outcomes.rows, &outcomes.n_changed);
    return e ? e : reply_outcomes(cx, ret_reply, &outcomes);
}

/* The array of items as it came; it has been checked. */
static const char *items_text(struct ctx *cx)
{
    struct buf json;

    buf_init(&json, cx->arena, cx->request->body_len + 1);
    json_put(&json, json_object_get(cx->request->json, "items"));
    return buf_cstr(&json);
}

enum err products_batch_save(struct ctx *cx, const struct products_batch_save_in *in,
                             struct reply *ret_reply)
{
    struct products_change batch = {
        .kind = "batch",
        .items =
            {
                .by_sku = strcmp(in->body.match.v, "sku") == 0,
                .may_create = permission_scope(cx->identity->role, "products:create") != SCOPE_NONE,
                .may_update = true,
                .json = items_text(cx),
            },
    };

    return run_batch(cx, &batch, ret_reply);
}

/* --- on sale and off it ------------------------------------------------------------------------------------------- */

struct sale {
    struct products_change change;
    struct filter filter;
    bool is_by_job;
    struct db_rows rows; /* of the outcomes, or the job */
    int64_t n_changed;
};

static enum err sale_tx(struct ctx *cx, void *arg)
{
    struct sale *sale = arg;
    struct product_selection selection = {.filter = sale->filter, .at_most = PRODUCTS_MANY + 1};
    enum err e = products_select(cx, &selection);

    if (e)
        return e;
    sale->is_by_job = selection.n > PRODUCTS_MANY;
    if (sale->is_by_job)
        return sale_enqueue(cx, sale->change.operation_id, &sale->filter,
                            strcmp(sale->change.kind, "enable") == 0, &sale->rows);
    sale->change.ids = selection.ids;
    return products_change_many(cx, &sale->change, &sale->rows, &sale->n_changed);
}

static enum err set_by_filter(struct ctx *cx, const struct opt_filter *filter, const char *kind,
                              struct reply *ret_reply)
{
    char *id = arena_alloc(cx->arena, UUID_SIZE);
    struct sale sale = {
        .change = {.kind = kind, .operation_id = id},
        .filter = {.list = &products_list_spec, .values = filter->v},
    };
    struct outcomes outcomes = {.operation_id = id};
    enum err e;

    uuid_v7(id);
    e = db_transact(cx, sale_tx, &sale);
    if (e)
        return e;
    if (sale.is_by_job)
        outcomes.job_id = job_id(&sale.rows);
    else
        outcomes.rows = sale.rows;
    outcomes.n_changed = sale.n_changed;
    return reply_outcomes(cx, ret_reply, &outcomes);
}

static enum err set_active(struct ctx *cx, const struct product_choice *body, const char *kind,
                           struct reply *ret_reply)
{
    struct products_change change = {.kind = kind};

    if (body->ids.state == OPT_SET && body->filter.state == OPT_SET)
        return fail_field(cx, ERR_VALIDATION_FAILED, "filter", "conflict",
                          "products are chosen by ids or by filter, not both");
    if (body->filter.state == OPT_SET)
        return set_by_filter(cx, &body->filter, kind, ret_reply);
    change.ids = db_array(cx->arena, body->ids.n, body->ids.v);
    return run_batch(cx, &change, ret_reply);
}

enum err products_batch_enable(struct ctx *cx, const struct products_batch_enable_in *in,
                               struct reply *ret_reply)
{
    return set_active(cx, &in->body, "enable", ret_reply);
}

enum err products_batch_disable(struct ctx *cx, const struct products_batch_disable_in *in,
                                struct reply *ret_reply)
{
    return set_active(cx, &in->body, "disable", ret_reply);
}
