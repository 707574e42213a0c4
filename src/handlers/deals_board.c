// SPDX-License-Identifier: MIT
/* The board of deals: its columns, and more of one of them. The cursor of a column is the place of its last card, signed: it
 * leads on in the same column under the same filter, and nowhere else. */
#include "auth/signed_text.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/app.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "repo/deals.h"
#include "repo/list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PURPOSE "board"
#define COLUMN_BYTES 512
#define CARD_BYTES 512

/* Which pipeline is meant is no condition on its deals. */
static struct board_query query_of(struct ctx *cx, const struct opt_strs *values, int64_t limit)
{
    const struct list_spec *list = &deals_list_spec;
    struct opt_strs *others = arena_zalloc(cx->arena, list->n_conditions, sizeof *others);
    struct board_query query = {.filter = {.list = list, .values = others}, .limit = limit};

    for (size_t i = 0; i < list->n_conditions; i++) {
        if (values[i].state == OPT_SET && strcmp(list->conditions[i].name, "pipeline_id") == 0)
            query.pipeline_id = opt_int(strtoll(values[i].v[0], NULL, 10));
        else
            others[i] = values[i];
    }
    return query;
}

static const char *scope_of(struct ctx *cx, const struct board_query *query, int64_t stage_id)
{
    const struct list_query as_list = {.filter = query->filter};

    return arena_printf(cx->arena, "%" PRId64 " %s", stage_id, list_scope(cx, &as_list));
}

/* `"deals":[…],"next_cursor":…` of the rows from `from` up to `to`, of which the last may be one too many. */
static void put_cards(struct ctx *cx, struct buf *json, const struct board_query *query,
                      int64_t stage_id, const struct db_rows *rows, int from, int to)
{
    const char *cursor = NULL;

    if (to - from > query->limit) {
        to = from + (int)query->limit;
        cursor = signed_text_make(cx->arena, cx->app->secret, PURPOSE,
                                  scope_of(cx, query, stage_id), db_text(rows, to - 1, "_rank"));
    }
    if (db_is_null(rows, from, "id"))
        to = from;
    buf_puts(json, "\"deals\":");
    json_rows_between(json, rows, from, to);
    buf_puts(json, ",\"next_cursor\":");
    if (cursor)
        buf_json_str(json, cursor, strlen(cursor));
    else
        buf_puts(json, "null");
}

static void put_stage(struct buf *json, const struct db_rows *rows, int row)
{
    buf_printf(json, "{\"stage_id\":%s,\"stage_name\":", db_text(rows, row, "_stage_id"));
    buf_json_str(json, db_text(rows, row, "_stage_name"), db_len(rows, row, "_stage_name"));
    buf_printf(json,
               ",\"color\":\"%s\",\"kind\":\"%s\",\"probability\":%s,\"deals_count\":%s,"
               "\"total_amount\":%s,\"weighted_amount\":%s,\"other_amounts\":%s,",
               db_text(rows, row, "_color"), db_text(rows, row, "_kind"),
               db_text(rows, row, "_probability"), db_text(rows, row, "_deals_count"),
               db_text(rows, row, "_total_amount"), db_text(rows, row, "_weighted_amount"),
               db_text(rows, row, "_other_amounts"));
}

enum err deals_board(struct ctx *cx, const struct deals_board_in *in, struct reply *ret_reply)
{
    const struct board_query query = query_of(cx, in->filter, in->limit.v);
    struct db_rows rows;
    struct buf json;
    enum err e = deals_find_board(cx, &query, &rows);

    if (!e && rows.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (e)
        return e;
    buf_init(&json, cx->arena, COLUMN_BYTES + (size_t)rows.n * CARD_BYTES);
    buf_putc(&json, '[');
    for (int from = 0, to; from < rows.n && !db_is_null(&rows, from, "_stage_id"); from = to) {
        int64_t stage_id = db_int(&rows, from, "_stage_id");

        for (to = from + 1; to < rows.n && db_int(&rows, to, "_stage_id") == stage_id; to++)
            ;
        if (from)
            buf_putc(&json, ',');
        put_stage(&json, &rows, from);
        put_cards(cx, &json, &query, stage_id, &rows, from, to);
        buf_putc(&json, '}');
    }
    buf_putc(&json, ']');
    return reply_json(cx, ret_reply, 200, &json);
}

enum err deals_column(struct ctx *cx, const struct deals_column_in *in, struct reply *ret_reply)
{
    struct board_query query = query_of(cx, in->filter, in->limit.v);
    const char *cursor = in->list.cursor.v;
    struct db_rows rows;
    struct buf json;
    enum err e;

    query.stage_id = in->stage_id;
    if (cursor) {
        query.after = signed_text_open(cx->arena, cx->app->secret, PURPOSE,
                                       scope_of(cx, &query, in->stage_id.v), cursor);
        if (!query.after)
            return fail_field(cx, ERR_VALIDATION_FAILED, "cursor", "unknown",
                              "is not the next_cursor of this column and filter");
    }
    e = deals_find_column(cx, &query, &rows);
    if (!e && rows.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (e)
        return e;
    buf_init(&json, cx->arena, COLUMN_BYTES + (size_t)rows.n * CARD_BYTES);
    buf_putc(&json, '{');
    put_cards(cx, &json, &query, in->stage_id.v, &rows, 0, rows.n);
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, 200, &json);
}
