// SPDX-License-Identifier: MIT
/* The feed of changes: as it happens, and as the audit log. */
#include "auth/identity.h"
#include "events/cursor.h"
#include "events/hub.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "http/reply.h"
#include "repo/audit.h"

#include <string.h>

static enum feed_right right_of(const struct ctx *cx, const char *resource)
{
    switch (permission_scope(cx->identity->role, arena_printf(cx->arena, "%s:read", resource))) {
    case SCOPE_ALL:
        return FEED_ALL;
    case SCOPE_OWN:
        return FEED_OWN;
    case SCOPE_NONE:
        break;
    }
    return FEED_NOTHING;
}

static enum err subscribe(struct ctx *cx, const char *topics, const char *since,
                          struct reply *ret_reply)
{
    const struct identity *who = cx->identity;
    const struct hub_listener listener = {
        .actor_id = who->actor_id,
        .session_id = who->session_id,
        .epoch = who->epoch,
        .expires_at_s = who->expires_at_s,
        .topics = topics,
        .since = since,
        .right = right_of,
    };

    return hub_subscribe(cx, app_loop(cx)->events, &listener, ret_reply);
}

enum err events_stream(struct ctx *cx, const struct events_stream_in *in, struct reply *ret_reply)
{
    return subscribe(cx, in->topics.v, in->since.v, ret_reply);
}

enum err products_stream(struct ctx *cx, const struct products_stream_in *in, struct reply *ret_reply)
{
    return subscribe(cx, "products", in->since.v, ret_reply);
}

/* --- the audit log ------------------------------------------------------------------------------------------------ */

static enum audit_count count_asked(const struct opt_str *count)
{
    if (count->state == OPT_SET && strcmp(count->v, "none") == 0)
        return AUDIT_COUNT_NONE;
    return count->state == OPT_SET && strcmp(count->v, "exact") == 0 ? AUDIT_COUNT_ALL
                                                                     : AUDIT_COUNT_SOME;
}

/* The place behind the last row of the page. */
static const char *next_cursor(struct ctx *cx, const struct db_rows *events)
{
    int last = events->n - 1;
    const struct event_cursor cursor = {db_int(events, last, "id"), db_int(events, last, "_at_s")};
    char *text = arena_alloc(cx->arena, CURSOR_SIZE);

    cursor_write(cursor, text);
    return text;
}

enum err events_list(struct ctx *cx, const struct events_list_in *in, struct reply *ret_reply)
{
    struct event_cursor from = {0};
    struct audit_filter filter = {
        .since = in->since.v,
        .until = in->until.v,
        .entity = in->entity.v,
        .entity_id = in->entity_id.v,
        .action = in->action.v,
        .actor = in->actor.v,
        .page_size = in->page_size.v,
        .count = count_asked(&in->count),
    };
    struct audit_page page;
    enum err e;

    if (in->cursor.v && !cursor_parse(in->cursor.v, &from))
        return fail_field(cx, ERR_VALIDATION_FAILED, "cursor", "unknown",
                          "is not the next_cursor of a page");
    filter.below = from.id;
    e = audit_find_page(cx, &filter, &page);
    if (e)
        return e;
    return reply_page(cx, ret_reply, &page.events,
                      (struct reply_page){
                          .total = filter.count == AUDIT_COUNT_NONE ? REPLY_NOT_COUNTED : page.total,
                          .is_estimate = page.is_estimate,
                          .page_size = filter.page_size,
                          .next_cursor = page.has_more ? next_cursor(cx, &page.events) : NULL,
                      });
}
