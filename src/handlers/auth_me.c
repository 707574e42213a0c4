// SPDX-License-Identifier: MIT
/* One's own account and sessions. */
#include "auth.h"
#include "auth/password.h"
#include "auth/permission.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "http/json_rows.h"
#include "repo/accounts.h"

#include <stdlib.h>
#include <string.h>

/* "" where nobody has to sign in. */
static const char *own_session(const struct ctx *cx)
{
    return cx->identity ? cx->identity->session_id : "";
}

static void put_rights(struct buf *json, const char *role_text)
{
    enum role role;

    if (!role_parse(role_text, &role))
        abort(); /* the schema lets no other role in */
    permission_json(json, role);
}

/* Me as JSON, and its revision. */
static enum err put_me(struct ctx *cx, struct buf *json, const char **ret_revision)
{
    struct db_rows user, organization;
    enum err e = account_show(cx, cx->actor_id, &user, &organization);

    if (!e && (user.n == 0 || organization.n == 0))
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (e)
        return e;
    *ret_revision = db_text(&user, 0, "revision");
    buf_puts(json, "{\"user\":");
    json_row(json, &user, 0);
    buf_puts(json, ",\"organization\":");
    json_row(json, &organization, 0);
    buf_puts(json, ",\"rights\":");
    put_rights(json, db_text(&user, 0, "role"));
    if (*own_session(cx))
        buf_printf(json, ",\"session_id\":\"%s\"", own_session(cx));
    else
        buf_puts(json, ",\"session_id\":null");
    buf_printf(json, ",\"revision\":%s}", *ret_revision);
    return ERR_OK;
}

static enum err reply_me(struct ctx *cx, struct reply *ret_reply)
{
    const char *revision;
    struct buf json;
    enum err e;

    buf_init(&json, cx->arena, 4096);
    e = put_me(cx, &json, &revision);
    if (e)
        return e;
    reply_header(ret_reply, "ETag", arena_printf(cx->arena, "\"%s\"", revision));
    return reply_json(cx, ret_reply, 200, &json);
}

enum err auth_me(struct ctx *cx, const struct auth_me_in *in, struct reply *ret_reply)
{
    (void)in;
    return reply_me(cx, ret_reply);
}

/* --- changing it -------------------------------------------------------------------------------------------------- */

static enum err refuse_old_password(struct ctx *cx, const char *code, const char *message)
{
    return fail_field(cx, ERR_VALIDATION_FAILED, "old_password", code, message);
}

/* Counts as a sign-in: who sits at somebody's open panel must not find the password out here. */
static enum err check_old_password(struct ctx *cx, const char *password, const char *hash)
{
    struct login_guard guard = auth_guard(cx);
    bool is_right, is_outdated;
    enum err e;

    guard.account = login_account(cx->arena, cx->actor_id);
    e = login_allow(cx, &guard);
    if (!e)
        e = password_verify(cx, cx->app->compute, password, hash, &is_right, &is_outdated);
    if (e)
        return e;
    e = is_right ? login_allow(cx, &guard) : login_count_failure(cx, &guard);
    if (e)
        return e;
    return is_right ? login_forgive(cx, guard.account)
                    : refuse_old_password(cx, "wrong", "is not the right one");
}

/* Whoever has no password yet, which is so only where nobody has to sign in, needs no old one. */
static enum err change_password(struct ctx *cx, const struct me_update *body,
                                struct account_patch *patch)
{
    struct db_rows secret;
    enum err e = account_secret(cx, cx->actor_id, &secret);

    if (!e && secret.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (e)
        return e;
    patch->old_hash = db_text(&secret, 0, "password_hash");
    if (patch->old_hash && !body->old_password.v)
        return refuse_old_password(cx, "required", "is required");
    e = password_check(cx, "password", body->password.v, db_text(&secret, 0, "email"));
    if (!e && patch->old_hash)
        e = check_old_password(cx, body->old_password.v, patch->old_hash);
    return e ? e : password_hash(cx, cx->app->compute, body->password.v, &patch->new_hash);
}

/* Why nothing changed: 412 with the account as it is, unless it was the password that somebody changed first. */
static enum err explain_no_change(struct ctx *cx, struct opt_int wanted)
{
    const char *revision;
    struct buf json;
    enum err e;

    buf_init(&json, cx->arena, 4096);
    buf_puts(&json, "\"current\":");
    e = put_me(cx, &json, &revision);
    if (e)
        return e;
    if (wanted.state != OPT_SET || strtoll(revision, NULL, 10) == wanted.v)
        return refuse_old_password(cx, "wrong", "is not the right one any more");
    return fail_details(cx, ERR_REVISION_MISMATCH, buf_cstr(&json));
}

enum err auth_update_me(struct ctx *cx, const struct auth_update_me_in *in, struct reply *ret_reply)
{
    struct account_patch patch = {
        .revision = in->if_match,
        .full_name = in->body.full_name.v,
        .language = in->body.language.v,
        .session_id = own_session(cx),
    };
    bool is_done = false;
    enum err e = in->body.password.v ? change_password(cx, &in->body, &patch) : ERR_OK;

    if (!e)
        e = account_update(cx, cx->actor_id, &patch, &is_done);
    if (!e && !is_done)
        e = explain_no_change(cx, in->if_match);
    return e ? e : reply_me(cx, ret_reply);
}

/* --- sessions ----------------------------------------------------------------------------------------------------- */

enum err auth_sessions(struct ctx *cx, const struct auth_sessions_in *in, struct reply *ret_reply)
{
    const char *own = own_session(cx);
    struct session_page page = {in->page.v, in->page_size.v, *own ? own : NULL};
    struct db_rows rows;
    int64_t total;
    enum err e = sessions_find(cx, cx->actor_id, &page, &rows, &total);

    return e ? e
             : reply_page(cx, ret_reply, &rows,
                          (struct reply_page){
                              .total = total, .page = page.page, .page_size = page.page_size});
}

enum err auth_end_session(struct ctx *cx, const struct auth_end_session_in *in,
                          struct reply *ret_reply)
{
    bool is_done;
    enum err e = session_end(cx, cx->actor_id, in->id.v, "ended", &is_done);

    if (!e && !is_done)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    return e ? e : reply_empty(cx, ret_reply, 204);
}

enum err auth_logout_all(struct ctx *cx, const struct auth_logout_all_in *in, struct reply *ret_reply)
{
    const char *token;
    enum err e = sessions_end_all(cx, cx->actor_id, NULL, "signed_out");

    (void)in;
    if (e)
        return e;
    if (auth_cookie_find(cx, &token))
        reply_header(ret_reply, "Set-Cookie", auth_cookie_gone(cx));
    return reply_empty(cx, ret_reply, 204);
}
