// SPDX-License-Identifier: MIT
/* What happens to a request, policy by policy: the two lists below are the order. Those of the first list look at the
 * head alone, so a request they refuse never has its body read; those of the second run on a fiber and may wait.
 * Handlers and policies only record failures; the reply to them is made here and nowhere else. */
#include "base/clock.h"
#include "base/log.h"
#include "base/rate_limit.h"
#include "base/uuid.h"
#include "exchange.h"
#include "http/framing.h"
#include "http/json.h"
#include "http/schema_check.h"
#include "http/static.h"
#include "http/websocket.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define UNWANTED_BODY_MAX ((size_t)64 * 1024) /* read and ignored where the operation takes none */

typedef enum err policy_fn(struct exchange *ex);

static const struct exchange *exchange_of(const struct request *rq)
{
    return (const struct exchange *)((const char *)rq - offsetof(struct exchange, rq));
}

unsigned request_header_count(const struct request *rq, const char *name)
{
    const struct exchange *ex = exchange_of(rq);
    unsigned n = 0;

    for (size_t i = 0; i < ex->n_headers; i++)
        n += strcasecmp(ex->headers[i].name, name) == 0;
    return n;
}

const char *request_header(const struct request *rq, const char *name)
{
    const struct exchange *ex = exchange_of(rq);

    for (size_t i = 0; i < ex->n_headers; i++)
        if (strcasecmp(ex->headers[i].name, name) == 0)
            return ex->headers[i].value;
    return NULL;
}

static const char *header(const struct exchange *ex, const char *name)
{
    return request_header(&ex->rq, name);
}

/* --- the head -------------------------------------------------------------------------------------------------- */

/* The client's own id where it sent a sane one, so that its log and ours can be laid side by side. */
static enum err policy_request_id(struct exchange *ex)
{
    struct http_server *server = ex->server;
    const char *own = header(ex, "X-Request-Id");

    if (own && framing_is_request_id(own))
        ex->cx.request_id = own;
    else
        ex->cx.request_id = arena_printf(ex->cx.arena, "%012llx-%llx",
                                         (unsigned long long)(server->request_seed & 0xffffffffffff),
                                         (unsigned long long)++server->request_count);
    return ERR_OK;
}

static enum err policy_not_late(struct exchange *ex)
{
    return ex->is_late ? fail(&ex->cx, ERR_NOT_READY, NULL) : ERR_OK;
}

static enum err policy_size(struct exchange *ex)
{
    size_t total = 0;

    if (strlen(ex->raw_path) + (ex->raw_query ? strlen(ex->raw_query) : 0) > URI_MAX)
        return fail(&ex->cx, ERR_URI_TOO_LONG, NULL);
    for (size_t i = 0; i < ex->n_headers; i++)
        total += strlen(ex->headers[i].name) + ex->headers[i].len + sizeof ": \r\n" - 1;
    if (total > HEADERS_MAX || ex->n_headers == HEADER_COUNT_MAX)
        return fail(&ex->cx, ERR_HEADERS_TOO_LARGE, NULL);
    return ERR_OK;
}

static enum err policy_framing(struct exchange *ex)
{
    if (ex->needs_host && !header(ex, "Host")) /* RFC 9112 section 3.2 */
        return fail(&ex->cx, ERR_BAD_FRAMING, "The request names no host.");
    return framing_check(&ex->cx, ex->headers, ex->n_headers);
}

/* Without sign-in the server must not be used by web pages that somebody opens in his browser (DNS rebinding). */
static enum err policy_origin(struct exchange *ex)
{
    const struct http_options *o = &ex->server->options;
    const char *origin = header(ex, "Origin");

    if (origin && framing_is_cors_origin(o->cors_origins, origin))
        ex->cors_origin = origin;
    return framing_check_origin(&ex->cx, header(ex, "Host"), origin,
                                &(struct framing_origins){
                                    .is_open = o->is_open,
                                    .public_url = o->public_url,
                                    .cors_origins = o->cors_origins,
                                });
}

static void answer_options(struct exchange *ex)
{
    ex->reply = (struct reply){.status = 204};
    reply_header(&ex->reply, "Allow", ex->match.allow);
    if (ex->cors_origin && header(ex, "Access-Control-Request-Method")) {
        reply_header(&ex->reply, "Access-Control-Allow-Methods", ex->match.allow);
        reply_header(&ex->reply, "Access-Control-Allow-Headers",
                     "Authorization, Content-Disposition, Content-Type, Idempotency-Key, If-Match, "
                     "X-API-Key, "
                     "X-Request-Id");
        reply_header(&ex->reply, "Access-Control-Max-Age", "600");
    }
    ex->phase = EXCHANGE_READY;
}

/* What is no operation and does not stand under /api is the panel's: its files, its pages, the API's own page. */
static enum err answer_page(struct exchange *ex)
{
    struct static_request rq = {
        .method = ex->rq.method,
        .path = ex->raw_path,
        .accept_encoding = header(ex, "Accept-Encoding"),
        .if_none_match = header(ex, "If-None-Match"),
    };
    enum err e;

    ex->cx.failure = (struct failure){0};
    e = static_reply(&ex->cx, &rq, &ex->reply);
    if (e)
        return e;
    ex->is_page = reply_header_get(&ex->reply, "Content-Security-Policy");
    ex->phase = EXCHANGE_READY;
    return ERR_OK;
}

static enum err policy_page(struct exchange *ex)
{
    ex->match_error =
        router_match(ex->server->router, &ex->cx, ex->rq.method, ex->raw_path, &ex->match);
    ex->rq.route = ex->match.route;
    ex->rq.path = ex->raw_path;
    ex->rq.query = ex->raw_query;
    return ex->match_error == ERR_NOT_FOUND && !ex->match.is_api ? answer_page(ex) : ERR_OK;
}

static enum err take_turn(struct exchange *ex, struct rate_limit *limit, const uint8_t bytes[16])
{
    struct rate_key key;
    unsigned wait_s;

    memcpy(&key, bytes, sizeof key);
    wait_s = rate_limit_take(limit, key, loop_now_us(ex->cx.loop));
    return wait_s ? fail_retry(&ex->cx, ERR_TOO_MANY_REQUESTS, wait_s) : ERR_OK;
}

/* Whoever watches over us asks often and is to be answered. */
static bool is_health_check(const struct exchange *ex)
{
    return ex->rq.route && strncmp(ex->rq.route->path, "/health", strlen("/health")) == 0;
}

/* What leads nowhere counts as well. */
static enum err policy_address_limit(struct exchange *ex)
{
    struct rate_limit *limit = ex->server->options.address_limit;

    if (!limit || is_health_check(ex))
        return ERR_OK;
    return take_turn(ex, limit, ip_customer(ex->client).bytes);
}

static enum err policy_route(struct exchange *ex)
{
    if (!ex->match_error && ex->match.is_options)
        answer_options(ex);
    return ex->match_error;
}

static enum err policy_upgrade(struct exchange *ex)
{
    if (!ex->rq.route || !ex->rq.route->is_websocket)
        return ERR_OK;
    if (ws_pool_count(ex->server->options.websockets) >= ex->server->options.max_connections)
        return fail(&ex->cx, ERR_OVERLOADED, NULL); /* upgraded, they no longer count as connections */
    return framing_check_upgrade(&ex->cx, ex->rq.method, ex->headers, ex->n_headers);
}

static bool is_form(const struct exchange *ex)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = header(ex, "Content-Type");

    return type && strcspn(type, "; \t") == strlen(form) &&
           strncasecmp(type, form, strlen(form)) == 0;
}

/* The media type without its parameters; a body without a type is taken for what the operation expects. */
static enum err policy_content_type(struct exchange *ex)
{
    const struct route *route = ex->rq.route;
    const char *type = header(ex, "Content-Type");
    size_t len = type ? strcspn(type, "; \t") : 0;

    if (route && route->body == BODY_UPLOAD)
        return upload_check_type(ex);
    if (!route || route->body == BODY_NONE || len == 0)
        return ERR_OK;
    if (len == strlen("application/json") && strncasecmp(type, "application/json", len) == 0)
        return ERR_OK;
    if (route->takes_merge_patch && len == strlen("application/merge-patch+json") &&
        strncasecmp(type, "application/merge-patch+json", len) == 0)
        return ERR_OK;
    if (route->takes_form && is_form(ex))
        return ERR_OK;
    return fail(&ex->cx, ERR_UNSUPPORTED_MEDIA_TYPE, NULL);
}

static enum err policy_body_size(struct exchange *ex)
{
    const struct route *route = ex->rq.route;
    uint64_t length = 0;

    ex->body_limit = route && route->body != BODY_NONE ? route->body_limit : UNWANTED_BODY_MAX;
    if (!framing_content_length(header(ex, "Content-Length"), &length))
        return fail(&ex->cx, ERR_BAD_FRAMING, NULL);
    return length > ex->body_limit ? fail(&ex->cx, ERR_PAYLOAD_TOO_LARGE, NULL) : ERR_OK;
}

static policy_fn *const head_policies[] = {
    policy_request_id, policy_not_late,     policy_size,          policy_framing,
    policy_origin,     policy_page,         policy_address_limit, policy_route,
    policy_upgrade,    policy_content_type, policy_body_size,
};

/* --- the reply -------------------------------------------------------------------------------------------------- */

/* Of a crowd that is put off one line a second: a line for each would cost more than the refusal. */
static void log_failure(struct exchange *ex)
{
    struct http_server *server = ex->server;
    int64_t now_us = loop_now_us(server->loop);

    if (ex->cx.failure.code == ERR_OVERLOADED) {
        server->n_put_off++;
        if (now_us < server->put_off_logged_us + US_PER_S)
            return;
        log_warn("http", "%u requests were put off, the last one %s %s (%s)", server->n_put_off,
                 ex->rq.method, ex->raw_path, ex->cx.request_id);
        server->n_put_off = 0;
        server->put_off_logged_us = now_us;
        return;
    }
    log_warn("http", "%s %s: %d %s (%s)", ex->rq.method, ex->raw_path, ex->reply.status,
             err_infos[ex->cx.failure.code].code, ex->cx.request_id);
}

void dispatch_fail(struct exchange *ex)
{
    reply_error(&ex->cx, &ex->reply);
    reply_header(&ex->reply, "Cache-Control", "no-store");
    if (ex->cx.failure.code == ERR_METHOD_NOT_ALLOWED)
        reply_header(&ex->reply, "Allow", ex->match.allow);
    if (ex->reply.status == 401)
        reply_header(&ex->reply, "WWW-Authenticate", "Bearer"); /* RFC 6750 section 3 */
    if (ex->cx.failure.code == ERR_UPGRADE_REQUIRED) {
        reply_header(&ex->reply, "Upgrade", "websocket"); /* RFC 9110, 15.5.22 */
        reply_header(&ex->reply, "Connection", "Upgrade");
        reply_header(&ex->reply, "Sec-WebSocket-Version", "13");
    }
    if (ex->reply.status >= 500)
        log_failure(ex);
}

enum err dispatch_head(struct exchange *ex)
{
    for (size_t i = 0; i < sizeof head_policies / sizeof *head_policies; i++) {
        enum err e = head_policies[i](ex);

        if (e) {
            dispatch_fail(ex);
            return e;
        }
        if (ex->phase == EXCHANGE_READY)
            return ERR_OK;
    }
    return ERR_OK;
}

/* --- the work ---------------------------------------------------------------------------------------------------- */

static enum err policy_identify(struct exchange *ex)
{
    if (is_health_check(ex) && strcmp(ex->rq.route->permission, "public") == 0)
        return ERR_OK; /* it is to be answered also when there is no database to ask for keys and revocations */
    return ex->server->options.identify(&ex->cx, ex->rq.route->permission);
}

static enum err policy_user_limit(struct exchange *ex)
{
    struct rate_limit *limit = ex->server->options.user_limit;
    uint8_t bytes[16];

    if (!limit || !ex->cx.actor_id)
        return ERR_OK;
    uuid_bytes(ex->cx.actor_id, bytes);
    return take_turn(ex, limit, bytes);
}

static enum err read_params(struct exchange *ex, void *in)
{
    const struct route *route = ex->rq.route;
    const struct param *query;
    struct param *all;
    size_t n_query, n = 0;
    enum err e = query_parse(&ex->cx, ex->raw_query, &query, &n_query);

    if (e)
        return e;
    all = arena_alloc(ex->cx.arena, (ex->match.n_params + n_query + ex->n_headers) * sizeof *all);
    for (size_t i = 0; i < ex->match.n_params; i++)
        all[n++] = ex->match.params[i];
    for (size_t i = 0; i < n_query; i++)
        all[n++] = query[i];
    for (size_t i = 0; i < ex->n_headers; i++)
        all[n++] = ex->headers[i];
    return schema_from_params(&ex->cx, route->params, all, n, in);
}

static enum err read_form(struct exchange *ex, void *body)
{
    const struct param *fields;
    size_t n;
    enum err e = form_parse(&ex->cx, ex->rq.body, ex->rq.body_len, &fields, &n);

    return e ? e : schema_from_params(&ex->cx, ex->rq.route->schema, fields, n, body);
}

static enum err read_body(struct exchange *ex, void *in)
{
    const struct route *route = ex->rq.route;
    json_t *json;
    enum err e;

    if (route->body == BODY_UPLOAD)
        return upload_receive(ex, (const struct upload **)((char *)in + route->body_offset));
    if (route->body == BODY_NONE || (ex->rq.body_len == 0 && !route->is_body_required))
        return ERR_OK;
    if (route->takes_form && is_form(ex))
        return read_form(ex, (char *)in + route->body_offset);
    e = json_parse(&ex->cx, ex->rq.body, ex->rq.body_len, &json);
    if (e)
        return e;
    ex->rq.json = json;
    return schema_from_json(&ex->cx, route->schema, json, (char *)in + route->body_offset);
}

static enum err run_handler(struct exchange *ex)
{
    const struct route *route = ex->rq.route;
    void *in = arena_zalloc(ex->cx.arena, 1, route->in_size);
    const char *key = route->is_idempotent ? header(ex, "Idempotency-Key") : NULL;
    enum err e = read_params(ex, in);

    if (!e)
        e = read_body(ex, in);
    if (e)
        return e;
    if (key)
        return idempotency_run(ex, key, in);
    return route->call(&ex->cx, in, &ex->reply);
}

/* The cursor as it was before the work: what a reader of the feed gets after it may be in the answer already, but
 * nothing is in neither. */
static const char *cursor_before(struct exchange *ex)
{
    return ex->server->options.event_cursor ? ex->server->options.event_cursor(&ex->cx) : NULL;
}

static void finish_reply(struct exchange *ex, const char *cursor)
{
    if (cursor && (ex->rq.route->method == METHOD_GET || ex->rq.route->method == METHOD_POST))
        reply_header(&ex->reply, "X-Event-Cursor", cursor);
    reply_header(&ex->reply, "Cache-Control", "no-store");
}

void dispatch_body(struct exchange *ex)
{
    const char *cursor = NULL;
    enum err e;

    ex->cx.deadline_us = clock_now_us() + REQUEST_US;
    ex->cx.is_slow = ex->rq.route->is_slow;
    e = policy_identify(ex);
    if (!e)
        e = policy_user_limit(ex);
    if (!e) {
        cursor = cursor_before(ex);
        e = run_handler(ex);
    }
    if (ex->cx.has_written && ex->server->options.on_write)
        ex->server->options.on_write(&ex->cx);
    if (!e) {
        finish_reply(ex, cursor);
        if (ex->reply.produce && !ex->match.is_head)
            e = stream_run(ex);
    }
    if (e)
        dispatch_fail(ex);
}
