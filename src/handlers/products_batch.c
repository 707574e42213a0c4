// SPDX-License-Identifier: MIT
/* Many products by one request. Each item has its own outcome; all that changed is one operation, which can be taken
 * back. */
#include "auth/identity.h"
#include "base/uuid.h"
#include "gen/api.h"
#include "http/json.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "http/request.h"
#include "repo/products.h"

#include <inttypes.h>
#include <string.h>

/* Outcomes that are what was wanted. */
static bool is_well(const char *outcome)
{
    return strcmp(outcome, "created") == 0 || strcmp(outcome, "updated") == 0 ||
           strcmp(outcome, "unchanged") == 0;
}

static enum err reply_outcomes(struct ctx *cx, struct reply *ret_reply,
                               const struct products_change *batch, const struct db_rows *rows,
                               int64_t n_changed)
{
    struct buf json;
    int n_failed = 0;

    for (int i = 0; i < rows->n; i++)
        n_failed += !is_well(db_text(rows, i, "outcome"));
    buf_init(&json, cx->arena, 128 + (size_t)rows->n * 64);
    buf_puts(&json, "{\"operation_id\":");
    if (n_changed > 0)
        buf_json_str(&json, batch->operation_id, strlen(batch->operation_id));
    else
        buf_puts(&json, "null");
    buf_printf(&json, ",\"total\":%d,\"changed\":%" PRId64 ",\"failed\":%d,\"results\":", rows->n,
               n_changed, n_failed);
    json_rows(&json, rows);
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, 200, &json);
}

static enum err run_batch(struct ctx *cx, struct products_change *batch, struct reply *ret_reply)
{
    char *id = arena_alloc(cx->arena, UUID_SIZE);
    int64_t n_changed;
    struct db_rows rows;
    enum err e;

    uuid_v7(id);
    batch->operation_id = batch->items.operation_id = id;
    e = products_change_many(cx, batch, &rows, &n_changed);
    return e ? e : reply_outcomes(cx, ret_reply, batch, &rows, n_changed);
}

/* The array of items as it came; it has been checked. */
static enum err items_text(struct ctx *cx, const char **ret_json)
{
    struct buf json;
    json_t *body;
    enum err e = json_parse(cx, cx->request->body, cx->request->body_len, &body);

    if (e)
        return e;
    buf_init(&json, cx->arena, cx->request->body_len + 1);
    json_put(&json, json_object_get(body, "items"));
    *ret_json = buf_cstr(&json);
    return ERR_OK;
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
            },
    };
    enum err e = items_text(cx, &batch.items.json);

    return e ? e : run_batch(cx, &batch, ret_reply);
}

static enum err set_active(struct ctx *cx, const struct product_selection *selection,
                           const char *kind, struct reply *ret_reply)
{
    struct products_change batch = {
        .kind = kind,
        .ids = db_array(cx->arena, selection->ids.n, selection->ids.v),
    };

    return run_batch(cx, &batch, ret_reply);
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
