// SPDX-License-Identifier: MIT
/* Deals on the move over the board. */
#include "gen/api.h"
#include "handlers/input.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "repo/deals.h"

static enum err check_neighbour(struct ctx *cx, const char *field, struct opt_int neighbour,
                                int64_t id)
{
    if (neighbour.state != OPT_SET || neighbour.v != id)
        return ERR_OK;
    return fail_field(cx, ERR_VALIDATION_FAILED, field, "conflict", "must be another deal");
}

static enum err reply_moved(struct ctx *cx, struct reply *ret_reply, const struct deal_moved *moved)
{
    const struct db_rows *row = &moved->change.row, *beside = &moved->beside;
    const char *previous = db_text(beside, 0, "previous_id"), *next = db_text(beside, 0, "next_id");
    struct buf json;

    buf_init(&json, cx->arena, 2048);
    buf_puts(&json, "{\"deal\":");
    json_row(&json, row, 0);
    buf_printf(&json, ",\"previous_id\":%s,\"next_id\":%s,\"stages\":%s}",
               previous ? previous : "null", next ? next : "null", db_text(beside, 0, "stages"));
    reply_header(ret_reply, "ETag", arena_printf(cx->arena, "\"%s\"", db_text(row, 0, "revision")));
    return reply_json(cx, ret_reply, 200, &json);
}

enum err deals_move(struct ctx *cx, const struct deals_move_in *in, struct reply *ret_reply)
{
    struct deal_step step = {
        .id = in->id.v,
        .stage_id = in->body.stage_id.v,
        .before_id = in->body.before_id,
        .after_id = in->body.after_id,
        .revision = in->if_match,
    };
    struct deal_moved moved;
    enum err e = check_neighbour(cx, "before_id", step.before_id, step.id);

    if (!e)
        e = check_neighbour(cx, "after_id", step.after_id, step.id);
    if (!e)
        e = input_text(cx, "lost_reason", in->body.lost_reason, &step.lost_reason);
    if (!e)
        e = deal_move(cx, &step, &moved);
    if (e)
        return e;
    return moved.change.is_done ? reply_moved(cx, ret_reply, &moved)
                                : fail_revision(cx, &moved.change.row);
}
