// SPDX-License-Identifier: MIT
/* The server itself: alive, with a database, ready for requests. */
#include "repo/health.h"
#include "base/clock.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "http/reply.h"

#include <string.h>

#define DB_WAIT_US (2 * US_PER_S) /* a balancer waits no longer */
#define MONTHS_AHEAD_MIN 2

enum err health_get(struct ctx *cx, const struct health_get_in *in, struct reply *ret_reply)
{
    struct buf json;

    (void)in;
    buf_init(&json, cx->arena, 128);
    buf_puts(&json, "{\"status\":\"ok\",\"version\":");
    buf_json_str(&json, cx->app->version, strlen(cx->app->version));
    buf_puts(&json, ",\"uptime_s\":");
    buf_int(&json, (clock_now_us() - cx->app->started_us) / US_PER_S);
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, 200, &json);
}

enum err health_db(struct ctx *cx, const struct health_db_in *in, struct reply *ret_reply)
{
    int64_t began_us = clock_now_us();
    struct buf json;
    enum err e;

    (void)in;
    cx->deadline_us = began_us + DB_WAIT_US;
    e = health_ping(cx);
    if (e)
        return fail(cx, ERR_DB_UNAVAILABLE, NULL);
    buf_init(&json, cx->arena, 64);
    buf_printf(&json, "{\"status\":\"ok\",\"latency_ms\":%.3f}",
               (double)(clock_now_us() - began_us) / US_PER_MS);
    return reply_json(cx, ret_reply, 200, &json);
}

enum err health_ready(struct ctx *cx, const struct health_ready_in *in, struct reply *ret_reply)
{
    struct health_state state;
    struct buf json;
    enum err e;

    (void)in;
    if (!atomic_load(&cx->app->is_ready) || atomic_load(&cx->app->is_draining))
        return fail(cx, ERR_NOT_READY, NULL);
    cx->deadline_us = clock_now_us() + DB_WAIT_US;
    e = health_state(cx, &state);
    if (e)
        return e;
    if (state.is_behind)
        return fail(cx, ERR_NOT_READY,
                    "The database lacks a migration of this version. Run: sauda migrate");
    buf_init(&json, cx->arena, 128);
    buf_puts(&json, "{\"status\":\"ok\",\"warnings\":[");
    if (state.months_ahead <= MONTHS_AHEAD_MIN)
        buf_printf(
            &json,
            "\"Partitions of events are left for %d coming months; without one, writes stop.\"",
            state.months_ahead);
    buf_puts(&json, "]}");
    return reply_json(cx, ret_reply, 200, &json);
}
