// SPDX-License-Identifier: MIT
/* A client of the feed: from the handshake, where everything that can be wrong is refused, to the end
 * of its connection. What clients send is read and ignored. */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#define MESSAGE_MAX 65536u
#define QUEUED_MAX ((size_t)4 << 20) /* frames are shared: this is no memory of its own */
#define SWITCHING_PROTOCOLS 101

/* What the handshake asked for; in the request's arena until the connection is open. */
struct wanted {
    struct hub_loop *end;
    struct db *db;
    const char *org_id;
    uint32_t topics;
    struct event_cursor since; /* id -1: from now on */
};

static enum err parse_topics(struct ctx *cx, const char *text, uint32_t *ret_topics)
{
    uint32_t topics = 0;

    for (const char *at = text; at; at = *at ? at + 1 : NULL) {
        size_t len = strcspn(at, ",");
        uint32_t topic = topic_named(at, len);

        if (!topic)
            return fail_field(cx, ERR_VALIDATION_FAILED, "topics", "enum",
                              "names a feed that does not exist");
        topics |= topic;
        at += len;
    }
    *ret_topics = topics;
    return ERR_OK;
}

static void *on_open(struct ws *ws, void *upgrade_arg)
{
    const struct wanted *wanted = upgrade_arg;
    struct hub_loop *end = wanted->end;
    struct subscription *sub = calloc(1, sizeof *sub);

    if (!sub)
        abort();
    *sub = (struct subscription){
        .end = end,
        .ws = ws,
        .db = wanted->db,
        .topics = wanted->topics,
        .since = wanted->since,
        .position = end->cursor,
    };
    memcpy(sub->org_id, wanted->org_id, UUID_SIZE);
    if (wanted->since.id < 0 || wanted->since.id == end->cursor)
        end_go_live(sub);
    else
        replay_begin(sub);
    return sub;
}

static void on_close(struct ws *ws, void *arg)
{
    struct subscription *sub = arg;

    (void)ws;
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

enum err hub_subscribe(struct ctx *cx, struct hub_loop *end, const struct hub_listener *listener,
                       struct reply *ret_reply)
{
    struct wanted *wanted = arena_zalloc(cx->arena, 1, sizeof *wanted);

    *wanted = (struct wanted){end, cx->db, cx->org_id, TOPICS_ALL, {-1, 0}};
    if (listener->topics && parse_topics(cx, listener->topics, &wanted->topics))
        return ERR_VALIDATION_FAILED;
    if (listener->since && !cursor_parse(listener->since, &wanted->since))
        return fail_field(cx, ERR_VALIDATION_FAILED, "since", "format", "is no cursor of this feed");
    if (end->cursor < 0)
        return fail(cx, ERR_NOT_READY, "The feed of changes is still starting.");
    ret_reply->status = SWITCHING_PROTOCOLS;
    ret_reply->upgrade = &callbacks;
    ret_reply->upgrade_arg = wanted;
    return ERR_OK;
}
