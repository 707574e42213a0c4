// SPDX-License-Identifier: MIT
/* The board of integrations. A change is tried first, with the gate in the statement itself; only one that changed
 * nothing is looked into: absent, of another revision, unfit, or fit after a new check and then tried again. */
#include "repo/modules.h"
#include "base/clock.h"
#include "base/uuid.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "http/json_rows.h"
#include "http/read_only.h"
#include "http/reply.h"
#include "http/request.h"
#include "jobs/check.h"
#include "repo/checks.h"

#include <stdlib.h>
#include <string.h>

#define TRIES 5u
#define CHECK_IN_TRANSACTION_US                                                                    \
    (20 * US_PER_S) /* under an Idempotency-Key a connection waits with it */
#define CHECK_WAIT_US                                                                              \
    (200 * US_PER_S) /* a check with all its retries, at the longest the contract allows */

/* --- reading --------------------------------------------------------------------------------------------------- */

enum err modules_list(struct ctx *cx, const struct modules_list_in *in, struct reply *ret_reply)
{
    const struct module_filter filter = {in->status.v, in->platform.v, in->is_healthy.v, in->q.v};
    struct db_rows rows;
    enum err e = modules_find_all(cx, &filter, &rows);

    return e ? e : reply_rows(cx, ret_reply, 200, &rows);
}

enum err modules_get(struct ctx *cx, const struct modules_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = modules_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err modules_stats(struct ctx *cx, const struct modules_stats_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = modules_count(cx, &row);

    (void)in;
    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err modules_checks(struct ctx *cx, const struct modules_checks_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    struct buf json;
    enum err e = modules_find(cx, in->id.v, &row);

    if (!e && row.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (!e)
        e = checks_history(cx, db_text(&row, 0, "id"), in->period.v, &json);
    return e ? e : reply_json(cx, ret_reply, 200, &json);
}

/* --- the gate -------------------------------------------------------------------------------------------------- */

static void put_check(struct buf *json, const struct check_result *r)
{
    buf_printf(json, "{\"module_id\":\"%s\",\"is_healthy\":%s,", r->module_id,
               r->is_healthy ? "true" : "false");
    check_put_evidence(json, r);
    buf_putc(json, '}');
}

static enum err check_now(struct ctx *cx, const char *id, struct check_result *ret_result)
{
    cx->deadline_us = clock_now_us() + (cx->tx ? CHECK_IN_TRANSACTION_US : CHECK_WAIT_US);
    return check_module(cx, cx->app->outbound, cx->app->hub, id, ret_result);
}

/* 409 with what the last check found. */
static enum err refuse_unhealthy(struct ctx *cx, const char *id)
{
    struct db_rows gate;
    struct buf json;
    enum err e = module_gate(cx, id, &gate);

    if (e)
        return e;
    buf_init(&json, cx->arena, 256);
    buf_puts(&json, "\"evidence\":");
    json_row(&json, &gate, 0);
    return fail_details(cx, ERR_MODULE_UNHEALTHY, buf_cstr(&json));
}

static enum err refuse_revision(struct ctx *cx, const char *id)
{
    struct db_rows row;
    enum err e = modules_find(cx, id, &row);

    return e ? e : fail_revision(cx, &row);
}

/* Whether the module may become active, after a new check where the last one counts no more. */
static enum err pass_gate(struct ctx *cx, const char *id, const struct db_rows *gate)
{
    struct check_result result;
    enum err e;

    if (!db_bool(gate, 0, "is_checked"))
        return ERR_OK;
    if (!db_bool(gate, 0, "is_stale"))
        return db_bool(gate, 0, "is_healthy") ? ERR_OK : refuse_unhealthy(cx, id);
    e = check_now(cx, id, &result);
    if (e)
        return e;
    return result.is_healthy ? ERR_OK : refuse_unhealthy(cx, id);
}

/* A change that may be held back: how to try it, and what it needs. */
struct change {
    enum err (*try)(struct ctx *cx, const struct change *change, bool is_gated,
                    struct db_change *ret_change);
    const char *id;
    struct opt_int revision;
    bool to_active, is_forced;
    const struct module_move *move;
    const struct module_values *values;
};

static enum err try_move(struct ctx *cx, const struct change *c, bool is_gated,
                         struct db_change *ret_change)
{
    return module_move(cx, c->move, is_gated, ret_change);
}

static enum err try_patch(struct ctx *cx, const struct change *c, bool is_gated,
                          struct db_change *ret_change)
{
    return module_patch(cx, c->id, c->revision, c->values, is_gated, ret_change);
}

/* Why nothing changed. ERR_OK: the reason has gone, another try is worth it. */
static enum err explain_no_change(struct ctx *cx, const struct change *c, bool *is_gated)
{
    struct db_rows gate;
    enum err e = module_gate(cx, c->id, &gate);

    if (e)
        return e;
    if (gate.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (!db_is_revision(&gate, c->revision))
        return refuse_revision(cx, c->id);
    if (!c->to_active || !*is_gated)
        return ERR_OK;
    e = pass_gate(cx, c->id, &gate);
    if (!e)
        *is_gated = false;
    return e;
}

static enum err change_module(struct ctx *cx, const struct change *c, struct db_rows *ret_row)
{
    struct db_change change = {0};
    bool is_gated = c->to_active && !c->is_forced;

    if (c->to_active && c->is_forced)
        cx->note = "forced";
    for (unsigned i = 0; i < TRIES; i++) {
        enum err e = c->try(cx, c, is_gated, &change);

        if (!e && change.is_done) {
            *ret_row = change.row;
            return ERR_OK;
        }
        if (!e)
            e = explain_no_change(cx, c, &is_gated);
        if (e)
            return e;
    }
    return fail(cx, ERR_CONFLICT, NULL);
}

/* --- writing --------------------------------------------------------------------------------------------------- */

static const char *features_literal(struct ctx *cx, struct opt_strs features)
{
    return features.state == OPT_ABSENT ? NULL : db_array(cx->arena, features.n, features.v);
}

enum err modules_create(struct ctx *cx, const struct modules_create_in *in, struct reply *ret_reply)
{
    const struct module_create *b = &in->body;
    char *id = arena_alloc(cx->arena, UUID_SIZE);
    const struct module_values values = {
        .name = b->name.v,
        .platform = b->platform.v,
        .status = b->status.v,
        .description = b->description.v,
        .version = b->version.v,
        .api_url = b->api_url.v,
        .health_endpoint = b->health_endpoint.v,
        .features = db_array(cx->arena, b->features.n, b->features.v),
        .config = b->config.v ? b->config.v : "{}",
        .place = b->order,
    };
    struct db_rows row;
    enum err e;

    uuid_v7(id);
    e = module_insert(cx, id, &values, &row);
    return e ? e : reply_created(cx, ret_reply, "modules", &row);
}

/* Null takes a text back to what it is without one. */
static const char *patched_text(struct opt_str text, const char *empty)
{
    return text.state == OPT_NULL ? empty : text.v;
}

enum err modules_update(struct ctx *cx, const struct modules_update_in *in, struct reply *ret_reply)
{
    const struct module_update *b = &in->body;
    const struct module_values values = {
        .name = b->name.v,
        .platform = b->platform.v,
        .status = b->status.v,
        .description = patched_text(b->description, ""),
        .version = patched_text(b->version, ""),
        .api_url = b->api_url.v,
        .health_endpoint = patched_text(b->health_endpoint, "/health"),
        .features = features_literal(cx, b->features),
        .config = b->config.state == OPT_NULL ? "null" : b->config.v,
        .place = b->order,
    };
    const struct change change = {
        .try = try_patch,
        .id = in->id.v,
        .revision = in->if_match,
        .to_active = b->status.v && strcmp(b->status.v, "active") == 0,
        .is_forced = b->force.v,
        .values = &values,
    };
    struct db_rows row;
    enum err e = read_only_check_uuid_patch(cx, b, modules_find, in->id.v);

    if (!e)
        e = change_module(cx, &change, &row);
    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

static enum err move_and_reply(struct ctx *cx, const struct module_move *move, bool is_forced,
                               struct reply *ret_reply)
{
    const struct change change = {
        .try = try_move,
        .id = move->id,
        .revision = move->revision,
        .to_active = move->status && strcmp(move->status, "active") == 0,
        .is_forced = is_forced,
        .move = move,
    };
    struct db_rows row;
    enum err e = change_module(cx, &change, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err modules_set_status(struct ctx *cx, const struct modules_set_status_in *in,
                            struct reply *ret_reply)
{
    const struct module_set_status *b = &in->body;
    const struct module_move move = {in->id.v,      b->status.v, b->before_id.v,
                                     b->after_id.v, b->order,    in->if_match};

    return move_and_reply(cx, &move, b->force.v, ret_reply);
}

enum err modules_set_order(struct ctx *cx, const struct modules_set_order_in *in,
                           struct reply *ret_reply)
{
    const struct module_set_order *b = &in->body;
    const struct module_move move = {in->id.v,      NULL,     b->before_id.v,
                                     b->after_id.v, b->order, in->if_match};

    return move_and_reply(cx, &move, false, ret_reply);
}

enum err modules_delete(struct ctx *cx, const struct modules_delete_in *in, struct reply *ret_reply)
{
    struct db_rows gate;
    bool is_done;
    enum err e = module_remove(cx, in->id.v, in->if_match, &is_done);

    if (!e && is_done)
        return reply_empty(cx, ret_reply, 204);
    if (!e)
        e = module_gate(cx, in->id.v, &gate);
    if (e)
        return e;
    if (gate.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (strcmp(db_text(&gate, 0, "status"), "archived") != 0)
        return fail(cx, ERR_MODULE_NOT_ARCHIVED, NULL);
    return refuse_revision(cx, in->id.v);
}

/* --- several at once --------------------------------------------------------------------------------------------- */

struct reorder {
    const struct module_reorder *body;
    struct module_place *places; /* by their order, so that each finds the ones before it in place */
    struct db_rows board;
};

static int place_compare(const void *a, const void *b)
{
    const struct module_place *x = a, *y = b;

    return (x->order.v > y->order.v) - (x->order.v < y->order.v);
}

static bool is_to_active(const struct module_place *place)
{
    return place->status.v && strcmp(place->status.v, "active") == 0;
}

/* Those on their way into the active column pass the gate before anything is written: a check may take long. */
static enum err reorder_pass_gate(struct ctx *cx, const struct reorder *r)
{
    for (size_t i = 0; i < r->body->items.n; i++) {
        const struct module_place *place = &r->places[i];
        struct db_rows gate;
        enum err e;

        if (!is_to_active(place) || r->body->force.v)
            continue;
        e = module_gate(cx, place->id.v, &gate);
        if (!e && gate.n == 0)
            e = fail(cx, ERR_NOT_FOUND, NULL);
        if (!e && strcmp(db_text(&gate, 0, "status"), "active") != 0)
            e = pass_gate(cx, place->id.v, &gate);
        if (e)
            return e;
    }
    return ERR_OK;
}

static enum err reorder_tx(struct ctx *cx, void *arg)
{
    static const struct module_filter all = {0};
    struct reorder *r = arg;
    enum err e = modules_lock_board(cx);

    if (e)
        return e;
    for (size_t i = 0; i < r->body->items.n; i++) {
        const struct module_place *place = &r->places[i];
        const struct module_move move = {
            .id = place->id.v, .status = place->status.v, .place = place->order};
        struct db_change change;

        cx->note = r->body->force.v && is_to_active(place) ? "forced" : NULL;
        e = module_move(cx, &move, false, &change);
        if (!e && !change.is_done)
            e = fail_fmt(cx, ERR_NOT_FOUND, "There is no module %s.", place->id.v);
        if (e)
            return e;
    }
    return modules_find_all(cx, &all, &r->board);
}

static enum err check_places_differ(struct ctx *cx, const struct module_reorder *body)
{
    for (size_t i = 0; i < body->items.n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcasecmp(body->items.v[i].id.v, body->items.v[j].id.v) == 0)
                return fail_field(cx, ERR_VALIDATION_FAILED,
                                  arena_printf(cx->arena, "items[%zu].id", i), "duplicate",
                                  "stands in the list twice");
    return ERR_OK;
}

enum err modules_reorder(struct ctx *cx, const struct modules_reorder_in *in, struct reply *ret_reply)
{
    struct reorder r = {.body = &in->body};
    size_t n = in->body.items.n;
    enum err e = check_places_differ(cx, &in->body);

    if (e)
        return e;
    r.places = arena_zalloc(cx->arena, n, sizeof *r.places);
    memcpy(r.places, in->body.items.v, n * sizeof *r.places);
    qsort(r.places, n, sizeof *r.places, place_compare);
    e = reorder_pass_gate(cx, &r);
    if (!e)
        e = db_transact(cx, reorder_tx, &r);
    return e ? e : reply_rows(cx, ret_reply, 200, &r.board);
}

/* --- checking ---------------------------------------------------------------------------------------------------- */

enum err modules_check(struct ctx *cx, const struct modules_check_in *in, struct reply *ret_reply)
{
    struct check_result result;
    struct buf json;
    enum err e = check_now(cx, in->id.v, &result);

    if (e)
        return e;
    buf_init(&json, cx->arena, 256);
    put_check(&json, &result);
    return reply_json(cx, ret_reply, 200, &json);
}

enum err modules_check_all(struct ctx *cx, const struct modules_check_all_in *in,
                           struct reply *ret_reply)
{
    int64_t began_us = clock_now_us();
    struct check_result *results;
    size_t n, healthy = 0;
    struct buf json;
    enum err e;

    (void)in;
    cx->deadline_us = began_us + CHECK_WAIT_US;
    e = check_all(cx, cx->app->outbound, cx->app->hub, &results, &n);
    if (e)
        return e;
    for (size_t i = 0; i < n; i++)
        healthy += results[i].is_healthy;
    buf_init(&json, cx->arena, 128 + n * 256);
    buf_printf(
        &json, "{\"total\":%zu,\"healthy\":%zu,\"unhealthy\":%zu,\"duration_ms\":%lld,\"results\":[",
        n, healthy, n - healthy, (long long)((clock_now_us() - began_us) / US_PER_MS));
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_putc(&json, ',');
        put_check(&json, &results[i]);
    }
    buf_puts(&json, "]}");
    return reply_json(cx, ret_reply, 200, &json);
}
