// SPDX-License-Identifier: MIT
/* Idempotency keys: the handler runs in a transaction in which its answer is stored as well, so either both are there
 * or neither is. Errors are not stored: what failed has done nothing and may be tried again under the same key. */
#include "base/log.h"
#include "exchange.h"
#include "gen/sql.h"
#include "http/json.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

#define NOBODY "00000000-0000-0000-0000-000000000000"

struct keyed {
    struct exchange *ex;
    const char *key, *actor, *hash;
    const void *in;
};

static const char *hex_sha256(struct ctx *cx, const void *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    char *text;

    if (!EVP_Digest(data, len, hash, &n, EVP_sha256(), NULL))
        n = 0;
    text = arena_alloc(cx->arena, 2 * (size_t)n + 1);
    for (unsigned i = 0; i < n; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    text[2 * (size_t)n] = '\0';
    return text;
}

/* What makes two requests of an operation the same: the values in the path, the query, the body. */
static const char *request_hash(struct ctx *cx, const struct exchange *ex)
{
    struct buf all;

    buf_init(&all, cx->arena, ex->rq.body_len + 256);
    for (size_t i = 0; i < ex->match.n_params; i++) {
        buf_put(&all, ex->match.params[i].value, ex->match.params[i].len);
        buf_putc(&all, '\n');
    }
    buf_puts(&all, ex->raw_query ? ex->raw_query : "");
    buf_putc(&all, '\n');
    buf_put(&all, ex->rq.body, ex->rq.body_len);
    return hex_sha256(cx, all.data, all.len);
}

static enum err replay(struct ctx *cx, struct reply *reply, const struct db_rows *found)
{
    const char *names = db_text(found, 0, "headers"), *body = db_text(found, 0, "body");
    json_t *headers;
    enum err e;

    if (!db_bool(found, 0, "is_same"))
        return fail(cx, ERR_IDEMPOTENCY_KEY_REUSED, NULL);
    e = json_parse(cx, names, strlen(names), &headers);
    if (e)
        return e;
    *reply = (struct reply){.status = (int)db_int(found, 0, "status")};
    buf_init(&reply->body, cx->arena, strlen(body));
    buf_puts(&reply->body, body);
    for (size_t i = 0; i + 1 < json_array_size(headers); i += 2)
        reply_header(reply, json_string_value(json_array_get(headers, i)),
                     json_string_value(json_array_get(headers, i + 1)));
    reply_header(reply, "Idempotent-Replayed", "true");
    return ERR_OK;
}

static enum err store(struct ctx *cx, const struct keyed *k)
{
    struct reply *reply = &k->ex->reply;
    const char *headers[2 * REPLY_MAX_HEADERS];
    struct db_rows none;

    assert(!reply->produce && !reply->file);
    for (unsigned i = 0; i < reply->n_headers; i++) {
        headers[2 * i] = reply->headers[i].name;
        headers[2 * i + 1] = reply->headers[i].value;
    }
    return sql_idempotency_store(
        cx,
        &(struct sql_idempotency_store){
            .org_id = cx->org_id,
            .actor = k->actor,
            .operation = k->ex->rq.route->operation,
            .key = k->key,
            .request_hash = k->hash,
            .status = opt_int(reply->status),
            .headers = db_array(cx->arena, 2 * (size_t)reply->n_headers, headers),
            .body = reply->body.len ? buf_cstr(&reply->body) : "",
        },
        &none);
}

static enum err run_keyed(struct ctx *cx, void *arg)
{
    struct keyed *k = arg;
    const char *operation = k->ex->rq.route->operation;
    struct db_batch batch = {0};
    enum err e;

    k->ex->reply = (struct reply){0};
    sql_idempotency_lock_add(
        cx, &batch,
        &(struct sql_idempotency_lock){
            .org_id = cx->org_id, .actor = k->actor, .operation = operation, .key = k->key});
    sql_idempotency_find_add(cx, &batch,
                             &(struct sql_idempotency_find){.org_id = cx->org_id,
                                                            .actor = k->actor,
                                                            .operation = operation,
                                                            .key = k->key,
                                                            .request_hash = k->hash});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    if (!db_bool(&batch.rows[0], 0, "is_first"))
        return fail(cx, ERR_REQUEST_IN_PROGRESS, NULL);
    if (batch.rows[1].n)
        return replay(cx, &k->ex->reply, &batch.rows[1]);
    e = k->ex->rq.route->call(cx, k->in, &k->ex->reply);
    return e ? e : store(cx, k);
}

static bool is_key(const char *key)
{
    size_t len = strlen(key);

    for (size_t i = 0; i < len; i++)
        if (key[i] < 0x21 || key[i] > 0x7e)
            return false;
    return len >= 1 && len <= 255;
}

enum err idempotency_run(struct exchange *ex, const char *key, const void *in)
{
    struct ctx *cx = &ex->cx;
    struct keyed k = {.ex = ex, .key = key, .in = in, .actor = cx->actor_id ? cx->actor_id : NOBODY};

    if (!is_key(key))
        return fail(cx, ERR_INVALID_IDEMPOTENCY_KEY, NULL);
    k.hash = request_hash(cx, ex);
    return db_transact(cx, run_keyed, &k);
}
