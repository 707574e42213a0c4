// SPDX-License-Identifier: MIT
/* Signing in. The limits are asked before the password is looked at, and again when it is found right or wrong: so
 * whoever tries many at once gets the same answers as who tries them in a row, and the right one among them does not
 * stand out. An unknown name costs the same time and says the same. */
#include "auth.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/fiber.h"
#include "gen/api.h"
#include "handlers/app.h"

#define REFUSAL_GAP_US (5 * US_PER_MS)
#define REFUSAL_WAIT_US US_PER_S /* at most: more would hold too much memory */
#define LOGIN_TRIES 2u /* the password may change, or be hashed anew, while it is compared */

enum err auth_options(struct ctx *cx, const struct auth_options_in *in, struct reply *ret_reply)
{
    const struct config *config = cx->app->config;
    struct buf json;

    (void)in;
    buf_init(&json, cx->arena, 96);
    buf_printf(&json, "{\"is_auth_required\":%s,\"is_registration_open\":%s}",
               config->is_auth_required ? "true" : "false",
               config->is_registration_open ? "true" : "false");
    return reply_json(cx, ret_reply, 200, &json);
}

struct login {
    struct login_guard guard;
    struct login_user user;
    const char *new_hash; /* NULL: the old one is good enough */
    struct auth_session session;
};

static enum err login_tx(struct ctx *cx, void *arg)
{
    struct login *login = arg;
    enum err e = login_allow(cx, &login->guard);

    if (!e)
        e = auth_session_begin(cx, &login->user, login->new_hash, &login->session);
    return e ? e : login_forgive(cx, login->guard.account);
}

static enum err refuse_login(struct ctx *cx, const struct login_guard *guard)
{
    enum err e = login_count_failure(cx, guard);

    return e ? e : fail(cx, ERR_INVALID_CREDENTIALS, NULL);
}

/* `ret_is_right` with an error: the password was right a moment ago. */
static enum err try_login(struct ctx *cx, const struct login_request *body, struct login *login,
                          bool *ret_is_right)
{
    bool is_right, is_outdated;
    enum err e = login_find(cx, body->username.v, &login->guard, &login->user);

    if (!e)
        e = password_verify(cx, cx->app->compute, body->password.v, login->user.password_hash,
                            &is_right, &is_outdated);
    if (e)
        return e;
    if (!is_right)
        return refuse_login(cx, &login->guard);
    login->new_hash = NULL;
    if (is_outdated)
        e = password_hash(cx, cx->app->compute, body->password.v, &login->new_hash);
    if (e)
        return e;
    *ret_is_right = true;
    cx->org_id = login->user.org_id;
    cx->actor_id = login->user.id;
    return db_transact(cx, login_tx, login);
}

static enum err log_in(struct ctx *cx, const struct login_request *body, struct reply *ret_reply)
{
    struct login login = {.guard = auth_guard(cx), .session.is_cookie = body->cookie.v};
    enum err e = ERR_OK;

    for (unsigned i = 0; i < LOGIN_TRIES; i++) {
        bool is_right = false;

        e = try_login(cx, body, &login, &is_right);
        if (e != ERR_INVALID_CREDENTIALS || !is_right)
            break;
    }
    return e ? e : auth_session_reply(cx, ret_reply, 200, &login.session);
}

/* Who finds no room is told so one after another: told all at once, a crowd would hold up everybody else at that moment,
 * and again when it comes back. Who comes back without waiting is slowed down by it, too. */
static enum err put_off(struct ctx *cx)
{
    struct app_loop *loop = app_loop(cx);
    int64_t now_us = clock_now_us(), due_us = loop->sign_in_refused_us + REFUSAL_GAP_US;

    if (due_us < now_us)
        due_us = now_us;
    if (due_us <= now_us + REFUSAL_WAIT_US) {
        loop->sign_in_refused_us = due_us;
        fiber_sleep_us(due_us - now_us);
    }
    return fail(cx, ERR_OVERLOADED, NULL);
}

/* A crowd goes through a few at a time, from the first look into the database on: all their look-ups at once would hold
 * up everybody who only wants to read. */
enum err auth_login(struct ctx *cx, const struct auth_login_in *in, struct reply *ret_reply)
{
    struct semaphore *sign_ins = &app_loop(cx)->sign_ins;
    enum err e = in->body.cookie.v ? auth_check_origin(cx) : ERR_OK;

    if (e)
        return e;
    if (!semaphore_enter(sign_ins, cx->deadline_us))
        return put_off(cx);
    e = log_in(cx, &in->body, ret_reply);
    semaphore_leave(sign_ins);
    return e;
}
