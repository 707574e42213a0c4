// SPDX-License-Identifier: MIT
/* Links sent by mail: a new password for who has forgotten the old one, and invitations. The token of a link is derived
 * from its id, so that it need not be stored for the mail; only its hash is. */
#include "auth.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/uuid.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "repo/links.h"

#include <string.h>

#define RESET_ANSWER_US (50 * US_PER_MS) /* what a request takes, whoever it is for */

void auth_link_new(const struct ctx *cx, struct auth_link *ret_link)
{
    uuid_v7(ret_link->id);
    secret_derive(cx->app->secret, "mail", ret_link->id, ret_link->token);
    secret_hash(ret_link->token, ret_link->hash);
}

enum err auth_request_reset(struct ctx *cx, const struct auth_request_reset_in *in,
                            struct reply *ret_reply)
{
    static const char answer[] = "{\"message\":\"If the address is known, a mail is on its way.\"}";
    int64_t answer_at_us = clock_now_us() + RESET_ANSWER_US;
    struct auth_link made;
    const struct link_new link = {
        .id = made.id,
        .token_hash = made.hash,
        .email = in->body.email.v,
    };
    const struct login_guard guard = auth_guard(cx);
    struct buf json;
    enum err e;

    auth_link_new(cx, &made);
    e = link_request(cx, &guard, &link);
    if (e)
        return e;
    if (clock_now_us() < answer_at_us)
        fiber_sleep_us(answer_at_us - clock_now_us());
    buf_init(&json, cx->arena, sizeof answer);
    buf_puts(&json, answer);
    return reply_json(cx, ret_reply, 202, &json);
}

/* A password that is refused does not use up the link. */
static enum err prepare_use(struct ctx *cx, const char *token, const char *password,
                            struct link_use *use)
{
    char *hash = arena_alloc(cx->arena, SHA256_HEX);
    const char *email;
    enum err e;

    secret_hash(token, hash);
    use->token_hash = hash;
    e = link_find(cx, use->token_hash, use->kind, &email);
    if (!e)
        e = password_check(cx, "password", password, email);
    return e ? e : password_hash(cx, cx->app->compute, password, &use->password_hash);
}

static enum err confirm_tx(struct ctx *cx, void *arg)
{
    struct login_user user;

    return link_use(cx, arg, &user);
}

enum err auth_confirm_reset(struct ctx *cx, const struct auth_confirm_reset_in *in,
                            struct reply *ret_reply)
{
    struct link_use use = {.kind = "reset"};
    enum err e = prepare_use(cx, in->body.token.v, in->body.password.v, &use);

    if (!e)
        e = db_transact(cx, confirm_tx, &use);
    return e ? e : reply_empty(cx, ret_reply, 204);
}

struct acceptance {
    struct link_use use;
    struct auth_session session;
};

static enum err accept_tx(struct ctx *cx, void *arg)
{
    struct acceptance *a = arg;
    struct login_user user;
    enum err e = link_use(cx, &a->use, &user);

    return e ? e : auth_session_begin(cx, &user, NULL, &a->session);
}

enum err auth_accept_invite(struct ctx *cx, const struct auth_accept_invite_in *in,
                            struct reply *ret_reply)
{
    const struct accept_invite *body = &in->body;
    struct acceptance a = {
        .use = {.kind = "invite", .full_name = body->full_name.v, .language = body->language.v},
        .session.is_cookie = body->cookie.v,
    };
    enum err e = body->cookie.v ? auth_check_origin(cx) : ERR_OK;

    if (!e)
        e = prepare_use(cx, body->token.v, body->password.v, &a.use);
    if (!e)
        e = db_transact(cx, accept_tx, &a);
    return e ? e : auth_session_reply(cx, ret_reply, 200, &a.session);
}
