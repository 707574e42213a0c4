// SPDX-License-Identifier: MIT
/* Refresh tokens: each is good for one use, which makes its successor. The successor is derived from the token, so a
 * client that did not hear the answer may ask again and hear the same; whoever else comes with a used token shows that
 * two have it, and the session ends (RFC 9700 section 4.14.2). */
#include "auth.h"
#include "gen/api.h"
#include "handlers/app.h"

#include <string.h>

struct refresh {
    const char *token; /* NULL: the request carries none */
    bool is_cookie;
    char hash[SHA256_HEX];
    enum { REFRESH_GRANTED, REFRESH_REFUSED, REFRESH_REUSED } outcome;
    struct session_token found;
    char successor[SECRET_TEXT];
};

/* That of the body, or else of the cookie, which pages of others may not use. */
static enum err find_token(struct ctx *cx, const struct refresh_request *body, struct refresh *refresh)
{
    *refresh = (struct refresh){.token = body->refresh_token.v};
    if (refresh->token)
        return ERR_OK;
    refresh->is_cookie = auth_cookie_find(cx, &refresh->token);
    return refresh->is_cookie ? auth_check_origin(cx) : ERR_OK;
}

/* The reuse of a token must be written down though the answer is an error, so the outcome is told aside. */
static enum err refresh_tx(struct ctx *cx, void *arg)
{
    struct refresh *refresh = arg;
    struct session_client client = auth_client(cx);
    char successor_hash[SHA256_HEX];
    bool is_found;
    enum err e = session_take(cx, refresh->hash, &client, &is_found, &refresh->found);

    if (e)
        return e;
    refresh->outcome = REFRESH_REFUSED;
    if (!is_found || !refresh->found.is_open)
        return ERR_OK;
    if (refresh->found.is_used && !refresh->found.is_repeated) {
        refresh->outcome = REFRESH_REUSED;
        return session_end_reused(cx, &refresh->found, &client);
    }
    refresh->outcome = REFRESH_GRANTED;
    secret_derive(cx->app->secret, "refresh", refresh->token, refresh->successor);
    if (refresh->found.is_used)
        return ERR_OK;
    secret_hash(refresh->successor, successor_hash);
    return session_rotate(cx, &refresh->found, refresh->hash, successor_hash, &client);
}

static enum err use_token(struct ctx *cx, struct refresh *refresh)
{
    enum err e;

    if (!refresh->token)
        return fail(cx, ERR_UNAUTHORIZED, NULL);
    secret_hash(refresh->token, refresh->hash);
    e = db_transact(cx, refresh_tx, refresh);
    if (!e && refresh->outcome == REFRESH_REFUSED)
        e = fail(cx, ERR_UNAUTHORIZED, NULL);
    if (!e && refresh->outcome == REFRESH_REUSED)
        e = fail(cx, ERR_TOKEN_REUSED, NULL);
    return e;
}

enum err auth_refresh(struct ctx *cx, const struct auth_refresh_in *in, struct reply *ret_reply)
{
    struct auth_session session = {0};
    struct refresh refresh;
    enum err e = find_token(cx, &in->body, &refresh);

    if (!e)
        e = use_token(cx, &refresh);
    if (refresh.is_cookie && (e == ERR_UNAUTHORIZED || e == ERR_TOKEN_REUSED))
        cx->failure.set_cookie = auth_cookie_gone(cx);
    if (e)
        return e;
    auth_identity(&session.who, &refresh.found);
    memcpy(session.refresh_token, refresh.successor, sizeof session.refresh_token);
    session.is_cookie = refresh.is_cookie;
    return auth_session_reply(cx, ret_reply, 200, &session);
}

/* --- signing out -------------------------------------------------------------------------------------------------- */

static enum err sign_out_tx(struct ctx *cx, void *arg)
{
    struct refresh *refresh = arg;
    struct session_client client = auth_client(cx);
    bool is_found, is_done;
    enum err e = session_take(cx, refresh->hash, &client, &is_found, &refresh->found);

    if (e || !is_found)
        return e;
    cx->org_id = refresh->found.org_id;
    return session_end(cx, refresh->found.user_id, refresh->found.session_id, "signed_out", &is_done);
}

enum err auth_logout(struct ctx *cx, const struct auth_logout_in *in, struct reply *ret_reply)
{
    const struct identity *who = cx->identity;
    struct refresh refresh;
    bool is_done;
    enum err e = find_token(cx, &in->body, &refresh);

    if (e)
        return e;
    if (refresh.token) {
        secret_hash(refresh.token, refresh.hash);
        e = db_transact(cx, sign_out_tx, &refresh);
    } else if (who && *who->session_id) {
        e = session_end(cx, who->actor_id, who->session_id, "signed_out", &is_done);
    }
    if (e)
        return e;
    if (refresh.is_cookie)
        reply_header(ret_reply, "Set-Cookie", auth_cookie_gone(cx));
    return reply_empty(cx, ret_reply, 204);
}
