// SPDX-License-Identifier: MIT
/* Clients that are the same: finding them, and making them one. */
#include "base/uuid.h"
#include "clients.h"
#include "http/json.h"
#include "http/json_rows.h"
#include "http/reply.h"

#include <jansson.h>
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

/* --- making them one ----------------------------------------------------------------------------------------------- */

static struct opt_str text_of(const json_t *json)
{
    if (!json)
        return (struct opt_str){0};
    if (json_is_null(json))
        return (struct opt_str){.state = OPT_NULL};
    return (struct opt_str){OPT_SET, json_string_length(json), json_string_value(json)};
}

static struct opt_strs texts_of(struct arena *arena, const json_t *json)
{
    size_t n = json_array_size(json);
    const char **texts;

    if (!json)
        return (struct opt_strs){0};
    texts = arena_zalloc(arena, n, sizeof *texts);
    for (size_t i = 0; i < n; i++)
        texts[i] = json_string_value(json_array_get(json, i));
    return (struct opt_strs){OPT_SET, n, texts};
}

/* What the contract has checked already. */
static enum err read_fields(struct ctx *cx, const struct opt_json *fields,
                            struct client_values *ret_values)
{
    struct client_update patch = {0};
    json_t *json = NULL;
    enum err e = fields->state == OPT_SET ? json_parse(cx, fields->v, fields->len, &json) : ERR_OK;

    if (e)
        return e;
    patch.name = text_of(json_object_get(json, "name"));
    patch.bin_iin = text_of(json_object_get(json, "bin_iin"));
    patch.phone = text_of(json_object_get(json, "phone"));
    patch.email = text_of(json_object_get(json, "email"));
    patch.address = text_of(json_object_get(json, "address"));
    patch.source = text_of(json_object_get(json, "source"));
    patch.owner_id = text_of(json_object_get(json, "owner_id"));
    patch.tags = texts_of(cx->arena, json_object_get(json, "tags"));
    return clients_patch_values(cx, "fields.", &patch, ret_values);
}

static enum err check_ids(struct ctx *cx, const struct client_merge *b)
{
    const char *target = db_int_text(cx->arena, b->target_id);

    for (size_t i = 0; i < b->ids.n; i++) {
        if (strcmp(b->ids.v[i], target) == 0)
            return fail_field(cx, ERR_VALIDATION_FAILED, "ids", "conflict",
                              "must not have the one that the others become part of");
        for (size_t j = 0; j < i; j++)
            if (strcmp(b->ids.v[i], b->ids.v[j]) == 0)
                return fail_field(cx, ERR_VALIDATION_FAILED, "ids", "duplicate",
                                  "names a client more than once");
    }
    return ERR_OK;
}

static enum err reply_merged(struct ctx *cx, struct reply *ret_reply, const char *operation_id,
                             const struct client_merged *merged)
{
    struct buf json;

    buf_init(&json, cx->arena, 1024);
    buf_puts(&json, "{\"client\":");
    json_row(&json, &merged->row, 0);
    buf_printf(&json, ",\"operation_id\":\"%s\",\"moved\":", operation_id);
    json_row(&json, &merged->moved, 0);
    buf_putc(&json, '}');
    return reply_json(cx, ret_reply, 200, &json);
}

enum err clients_merge(struct ctx *cx, const struct clients_merge_in *in, struct reply *ret_reply)
{
    const struct client_merge *b = &in->body;
    char operation_id[UUID_SIZE];
    struct client_values fields;
    const struct client_merge_plan plan = {
        .operation_id = operation_id,
        .target_id = b->target_id.v,
        .ids = db_array(cx->arena, b->ids.n, b->ids.v),
        .n_ids = b->ids.n,
        .fields = &fields,
    };
    struct client_merged merged;
    enum err e = check_ids(cx, b);

    uuid_v7(operation_id);
    if (!e)
        e = read_fields(cx, &b->fields, &fields);
    if (!e)
        e = clients_make_one(cx, &plan, &merged);
    return e ? e : reply_merged(cx, ret_reply, operation_id, &merged);
}
