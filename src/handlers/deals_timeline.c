// SPDX-License-Identifier: MIT
/* What became of a deal, page by page. A cursor is the place of the last item, signed for this deal, this kind and those
 * whose deals may be seen. */
#include "auth/signed_text.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "repo/timeline.h"

#include <inttypes.h>
#include <string.h>

#define PURPOSE "timeline"
#define ITEM_BYTES 1024 /* as a first guess */

static const char *scope_of(struct ctx *cx, const struct deals_timeline_in *in)
{
    return arena_printf(cx->arena, "%s %s %" PRId64 " %s", cx->org_id,
                        cx->own_id ? cx->own_id : "all", in->id.v, in->kind.v ? in->kind.v : "all");
}

static enum err open_cursor(struct ctx *cx, const struct deals_timeline_in *in,
                            struct timeline_place *ret_place)
{
    const char *text = in->cursor.v ? signed_text_open(cx->arena, cx->app->secret, PURPOSE,
                                                       scope_of(cx, in), in->cursor.v)
                                    : NULL;

    if (in->cursor.v && !(text && timeline_place_read(cx->arena, text, ret_place)))
        return fail_field(cx, ERR_VALIDATION_FAILED, "cursor", "unknown",
                          "is not the next_cursor of a page of this timeline");
    return ERR_OK;
}

static void put_cursor(struct ctx *cx, const struct deals_timeline_in *in,
                       const struct timeline_place *last, struct buf *body)
{
    const char *cursor;

    if (!last->at) {
        buf_puts(body, "null");
        return;
    }
    cursor = signed_text_make(cx->arena, cx->app->secret, PURPOSE, scope_of(cx, in),
                              timeline_place_write(cx->arena, last));
    buf_json_str(body, cursor, strlen(cursor));
}

enum err deals_timeline(struct ctx *cx, const struct deals_timeline_in *in, struct reply *ret_reply)
{
    struct timeline_query query = {.deal_id = in->id.v, .kind = in->kind.v, .limit = in->limit.v};
    struct timeline timeline;
    struct buf body;
    enum err e = open_cursor(cx, in, &query.before);

    if (!e)
        e = timeline_find(cx, &query, &timeline);
    if (e)
        return e;
    buf_init(&body, cx->arena, ((size_t)timeline.n + 1) * ITEM_BYTES);
    buf_puts(&body, "{\"items\":");
    json_rows_between(&body, &timeline.rows, 0, timeline.n);
    buf_puts(&body, ",\"next_cursor\":");
    put_cursor(cx, in, &timeline.last, &body);
    buf_putc(&body, '}');
    return reply_json(cx, ret_reply, 200, &body);
}
