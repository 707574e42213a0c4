// SPDX-License-Identifier: MIT
/* A client of the feed: from the handshake, where everything that can be wrong is refused, to the end
 * of its connection. What clients send is read and ignored. It is known to the loop from the handshake on, some turns
 * before its connection is open, so that whoever is revoked in between is found too. */
#include "base/clock.h"
#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 65536u
#define QUEUED_MAX ((size_t)4 << 20) /* frames are shared: this is no memory of its own */
#define SWITCHING_PROTOCOLS 101
#define CODE_UNAUTHORIZED 4401
#define EXPIRY_LOOK_US                                                                             \
    (60 * US_PER_S) /* at least so often: the clock of the day may be set meanwhile */

/* Between the answer and the open connection; lives in the request's arena. */
struct handshake {
    struct subscription *sub; /* NULL: it is the connection's now */
};

static void forget(struct subscription *sub)
{
    LIST_REMOVE(sub, in_all);
    loop_timer_clear(sub->end->loop, &sub->expiry);
}

/* The request is over. When the client was gone before its connection was open, nobody else knows of the rest. */
static void handshake_end(void *arg)
{
    struct handshake *handshake = arg;

    if (!handshake->sub)
        return;
    forget(handshake->sub);
    free(handshake->sub);
}

/* ---- until when ---- */

static void on_expiry_due(void *arg);

static bool has_expired(const struct subscription *sub)
{
    return sub->expires_at_s <= clock_real_us() / US_PER_S;
}

static void watch_expiry(struct subscription *sub)
{
    struct loop *loop = sub->end->loop;
    int64_t left_us = EXPIRY_LOOK_US, now_us = clock_real_us();

    if (sub->expires_at_s == INT64_MAX)
        return;
    if (sub->expires_at_s - now_us / US_PER_S < EXPIRY_LOOK_US / US_PER_S)
        left_us = sub->expires_at_s * US_PER_S - now_us;
    sub->expiry.fn = on_expiry_due;
    sub->expiry.arg = sub;
    loop_timer_set(loop, &sub->expiry, clock_now_us() + left_us);
}

static void on_expiry_due(void *arg)
{
    struct subscription *sub = arg;

    if (has_expired(sub))
        ws_close(sub->ws, CODE_UNAUTHORIZED, "token expired");
    else
        watch_expiry(sub);
}

void hub_close_listeners(struct hub_loop *end,
                         bool (*match)(const struct hub_listener *listener, void *arg), void *arg)
{
    struct subscription *sub;

    LIST_FOREACH(sub, &end->all, in_all)
    {
        const struct hub_listener listener = {
            .actor_id = sub->actor_id,
            .session_id = sub->session_id,
            .epoch = sub->epoch,
        };

        if (!match(&listener, arg))
            continue;
        if (sub->state == SUB_OPENING)
            sub->is_revoked = true;
        else
            ws_close(sub->ws, CODE_UNAUTHORIZED, "revoked");
    }
}

/* ---- the connection ---- */

static void *on_open(struct ws *ws, void *upgrade_arg)
{
    struct handshake *handshake = upgrade_arg;
    struct subscription *sub = handshake->sub;
    const char *why_not = sub->is_revoked ? "revoked" : has_expired(sub) ? "token expired" : NULL;

    handshake->sub = NULL;
    sub->ws = ws;
    sub->position = sub->end->cursor;
    if (why_not) {
        sub->state = SUB_OVER;
        ws_close(ws, CODE_UNAUTHORIZED, why_not);
        return sub;
    }
    watch_expiry(sub);
    if (sub->since.id < 0 || sub->since.id == sub->end->cursor)
        end_go_live(sub);
    else
        replay_begin(sub);
    return sub;
}

static void on_close(struct ws *ws, void *arg)
{
    struct subscription *sub = arg;

    (void)ws;
    forget(sub);
    switch (sub->state) {
    case SUB_LIVE:
        end_leave(sub);
        break;
    case SUB_WAITING:
        TAILQ_REMOVE(&sub->end->waiting, sub, in_waiting);
        break;
    case SUB_REPLAYING:
        sub->ws = NULL;
        return;
    case SUB_OPENING: /* on_open() has left it */
    case SUB_OVER:
        break;
    }
    free(sub);
}

static const struct ws_callbacks callbacks = {
    .on_open = on_open,
    .on_close = on_close,
    .max_message = MESSAGE_MAX,
    .max_queued = QUEUED_MAX,
};

/* ---- the handshake ---- */

static void copy_uuid(char to[static UUID_SIZE], const char *uuid)
{
    snprintf(to, UUID_SIZE, "%s", uuid);
}

static struct subscription *subscription_new(struct ctx *cx, struct hub_loop *end,
                                             const struct hub_listener *listener)
{
    struct subscription *sub = calloc(1, sizeof *sub);

    if (!sub)
        abort();
    sub->end = end;
    sub->db = cx->db;
    sub->epoch = listener->epoch;
    sub->expires_at_s = listener->expires_at_s;
    copy_uuid(sub->org_id, cx->org_id);
    copy_uuid(sub->actor_id, listener->actor_id);
    copy_uuid(sub->session_id, listener->session_id);
    LIST_INSERT_HEAD(&end->all, sub, in_all);
    return sub;
}

enum err hub_subscribe(struct ctx *cx, struct hub_loop *end, const struct hub_listener *listener,
                       struct reply *ret_reply)
{
    struct handshake *handshake = arena_zalloc(cx->arena, 1, sizeof *handshake);
    struct event_cursor since = {-1, 0};
    struct topic_choice choice;
    enum err e = topics_choose(cx, listener, &choice);

    if (e)
        return e;
    if (listener->since && !cursor_parse(listener->since, &since))
        return fail_field(cx, ERR_VALIDATION_FAILED, "since", "format", "is no cursor of this feed");
    if (end->cursor < 0)
        return fail(cx, ERR_NOT_READY, "The feed of changes is still starting.");
    handshake->sub = subscription_new(cx, end, listener);
    handshake->sub->choice = choice;
    handshake->sub->since = since;
    arena_defer(cx->arena, handshake_end, handshake);
    ret_reply->status = SWITCHING_PROTOCOLS;
    ret_reply->upgrade = &callbacks;
    ret_reply->upgrade_arg = handshake;
    return ERR_OK;
}
