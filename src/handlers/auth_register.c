// SPDX-License-Identifier: MIT
/* Registering: a new organisation with its first admin. Whether an e-mail is taken has to be told here, so asking counts
 * as a failed sign-in of the address. Whom ADMIN_USERS names gets into the organisation of others: so where mails can be
 * sent his comes with a link, and it alone lets him in. */
#include "auth.h"
#include "auth/password.h"
#include "base/config.h"
#include "base/uuid.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "repo/accounts.h"
#include "repo/users.h"

#include <string.h>
#include <strings.h>

/* Whether ADMIN_USERS has it. */
static bool is_named_admin(const char *list, const char *email)
{
    size_t len = strlen(email);

    while (list && *list) {
        size_t n;

        list += strspn(list, " \t,");
        n = strcspn(list, " \t,");
        if (n == len && strncasecmp(list, email, len) == 0)
            return true;
        list += n;
    }
    return false;
}

static enum err check_may_register(struct ctx *cx, const struct register_request *body, bool is_named)
{
    if (!is_named && !cx->app->config->is_registration_open)
        return fail(cx, ERR_REGISTRATION_CLOSED, NULL);
    if (!is_named && !body->organization_name.v)
        return fail_field(cx, ERR_VALIDATION_FAILED, "organization_name", "required", "is required");
    return body->cookie.v ? auth_check_origin(cx) : ERR_OK;
}

static enum err refuse_taken(struct ctx *cx, const struct login_guard *guard)
{
    enum err e = login_count_failure(cx, guard);

    return e ? e : fail_field(cx, ERR_ALREADY_EXISTS, "email", "taken", "belongs to a user already");
}

struct registration {
    struct account_new account;
    struct auth_session session;
};

static enum err register_tx(struct ctx *cx, void *arg)
{
    struct registration *r = arg;
    struct login_user user = {.id = r->account.id, .password_hash = r->account.password_hash};
    enum err e = account_create(cx, &r->account, &user.org_id);

    if (e)
        return e;
    cx->org_id = user.org_id;
    return auth_session_begin(cx, &user, NULL, &r->session);
}

static enum err register_account(struct ctx *cx, const struct register_request *body, bool is_named,
                                 struct registration *r)
{
    char *id = arena_alloc(cx->arena, UUID_SIZE);

    uuid_v7(id);
    r->account.id = id;
    r->account.email = body->email.v;
    r->account.full_name = body->full_name.v;
    r->account.language = body->language.v;
    r->account.joins_first = is_named;
    r->account.organization_name = body->organization_name.v;
    r->session.is_cookie = body->cookie.v;
    cx->actor_id = id;
    return db_transact(cx, register_tx, r);
}

/* --- by a link in a mail ------------------------------------------------------------------------------------------ */

static enum err home_tx(struct ctx *cx, void *arg)
{
    return account_home(cx, arg, &cx->org_id);
}

/* Nothing that a stranger may have sent stands in the mail. */
static enum err invite_admin(struct ctx *cx, const struct register_request *body)
{
    char user_id[UUID_SIZE];
    struct auth_link link;
    const struct user_invitation invitation = {
        .user_id = user_id,
        .link_id = link.id,
        .token_hash = link.hash,
        .email = body->email.v,
        .role = "admin",
        .language = body->language.v,
    };
    struct user_invited invited;
    enum err e;

    uuid_v7(user_id);
    auth_link_new(cx, &link);
    e = db_transact(cx, home_tx, (void *)body->language.v);
    return e ? e : user_invite(cx, &invitation, &invited);
}

static enum err register_by_mail(struct ctx *cx, const struct register_request *body,
                                 struct reply *ret_reply)
{
    const struct login_guard guard = auth_guard(cx);
    struct buf json;
    bool is_known; /* he may have been invited, and have no password yet */
    enum err e = account_knock(cx, &guard, body->email.v, &is_known);

    if (!e)
        e = invite_admin(cx, body);
    if (e == ERR_ALREADY_EXISTS)
        return refuse_taken(cx, &guard);
    if (e)
        return e;
    buf_init(&json, cx->arena, 64);
    buf_puts(&json, "{\"message\":\"A mail with a link is on its way.\"}");
    return reply_json(cx, ret_reply, 202, &json);
}

enum err auth_register(struct ctx *cx, const struct auth_register_in *in, struct reply *ret_reply)
{
    const struct register_request *body = &in->body;
    bool is_named = is_named_admin(cx->app->config->admin_users, body->email.v);
    struct login_guard guard = auth_guard(cx);
    struct registration r = {0};
    bool is_taken;
    enum err e = check_may_register(cx, body, is_named);

    if (!e)
        e = password_check(cx, "password", body->password.v, body->email.v);
    if (!e && is_named && cx->app->config->smtp_url)
        return register_by_mail(cx, body, ret_reply);
    if (!e)
        e = account_knock(cx, &guard, body->email.v, &is_taken);
    if (!e && is_taken)
        return refuse_taken(cx, &guard);
    if (!e)
        e = password_hash(cx, cx->app->compute, body->password.v, &r.account.password_hash);
    if (!e)
        e = register_account(cx, body, is_named, &r);
    if (e == ERR_ALREADY_EXISTS) /* somebody took it meanwhile */
        return refuse_taken(cx, &guard);
    return e ? e : auth_session_reply(cx, ret_reply, 201, &r.session);
}
