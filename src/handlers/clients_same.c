// SPDX-License-Identifier: MIT
/* Clients that are the same: finding them. */
#include "gen/api.h"
#include "http/json_rows.h"
#include "http/reply.h"
#include "repo/clients.h"

#include <string.h>

/* The row behind the last one of its group. */
static int end_of_group(const struct db_rows *rows, int row)
{
    int64_t group = db_int(rows, row, "_group");

    while (row < rows->n && db_int(rows, row, "_group") == group)
        row++;
    return row;
}

static void put_group(struct buf *json, const struct db_rows *rows, int from, int to)
{
    buf_printf(json, "{\"reason\":\"%s\",\"value\":", db_text(rows, from, "_reason"));
    buf_json_str(json, db_text(rows, from, "_value"), db_len(rows, from, "_value"));
    buf_puts(json, ",\"clients\":");
    json_rows_between(json, rows, from, to);
    buf_putc(json, '}');
}

enum err clients_duplicates(struct ctx *cx, const struct clients_duplicates_in *in,
                            struct reply *ret_reply)
{
    struct db_rows rows;
    struct buf json;
    enum err e = in->client_id.state == OPT_SET
                     ? clients_find_duplicates_of(cx, in->client_id.v, &rows)
                     : clients_find_duplicates(cx, in->limit.v, &rows);

    if (e)
        return e;
    buf_init(&json, cx->arena, 4096);
    buf_puts(&json, "{\"items\":[");
    for (int from = 0, to; from < rows.n; from = to) {
        to = end_of_group(&rows, from);
        if (from > 0)
            buf_putc(&json, ',');
        put_group(&json, &rows, from, to);
    }
    buf_puts(&json, "]}");
    return reply_json(cx, ret_reply, 200, &json);
}

enum err clients_merge(struct ctx *cx, const struct clients_merge_in *in, struct reply *ret_reply)
{
    (void)in;
    (void)ret_reply;
    return fail(cx, ERR_NOT_FOUND, NULL);
}
