// SPDX-License-Identifier: MIT
/* Keys for programs. A key is shown once, when it is made; what is kept is its hash and how it begins. */
#include "repo/api_keys.h"
#include "auth/secret.h"
#include "base/uuid.h"
#include "gen/api.h"
#include "http/json_rows.h"
#include "http/reply.h"

#define KEY_BEGIN "sk_"
#define PREFIX_LEN 10 /* of the key: 42 of its 256 random bits, to know it by */

enum err api_keys_list(struct ctx *cx, const struct api_keys_list_in *in, struct reply *ret_reply)
{
    struct reply_page page = {.page = in->page.v, .page_size = in->page_size.v};
    struct db_rows rows;
    enum err e = api_keys_find_page(cx, page.page, page.page_size, &rows, &page.total);

    return e ? e : reply_page(cx, ret_reply, &rows, page);
}

/* The row's object with the key as one more member. */
static enum err reply_made(struct ctx *cx, struct reply *ret_reply, const struct db_rows *row,
                           const char *key)
{
    struct buf json;

    buf_init(&json, cx->arena, 512);
    json_row(&json, row, 0);
    json.len--; /* the closing brace */
    buf_printf(&json, ",\"key\":\"%s\"}", key);
    return reply_json(cx, ret_reply, 201, &json);
}

enum err api_keys_create(struct ctx *cx, const struct api_keys_create_in *in, struct reply *ret_reply)
{
    char random[SECRET_TEXT], hash[SHA256_HEX], id[UUID_SIZE];
    const char *key;
    struct db_rows row;
    enum err e;

    secret_random(random);
    key = arena_printf(cx->arena, KEY_BEGIN "%s", random);
    secret_hash(key, hash);
    uuid_v7(id);
    e = api_key_insert(cx, id,
                       &(struct api_key_values){
                           .name = in->body.name.v,
                           .role = in->body.role.v,
                           .prefix = arena_printf(cx->arena, "%.*s", PREFIX_LEN, key),
                           .hash = hash,
                       },
                       &row);
    return e ? e : reply_made(cx, ret_reply, &row, key);
}

enum err api_keys_delete(struct ctx *cx, const struct api_keys_delete_in *in, struct reply *ret_reply)
{
    enum err e = api_key_revoke(cx, in->id.v);

    return e ? e : reply_empty(cx, ret_reply, 204);
}
