// SPDX-License-Identifier: MIT
/* How a session begins, whichever way somebody comes in: by a password, a registration, an invitation. */
#include "auth.h"
#include "auth/token.h"
#include "base/config.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "handlers/app.h"
#include "http/json_rows.h"
#include "http/request.h"
#include "repo/accounts.h"
#include "repo/users.h"

#include <stdlib.h>
#include <string.h>

#define USER_AGENT_MAX 300

struct session_client auth_client(const struct ctx *cx)
{
    const char *agent = request_header(cx->request, "User-Agent");
    size_t len = agent ? strlen(agent) : 0;

    if (!len || !utf8_is_valid(agent, len))
        agent = NULL;
    else if (len > USER_AGENT_MAX)
        agent = arena_strndup(cx->arena, agent, utf8_cut(agent, len, USER_AGENT_MAX));
    return (struct session_client){.address = cx->request->client_address, .user_agent = agent};
}

struct login_guard auth_guard(const struct ctx *cx)
{
    return (struct login_guard){
        .address = login_address(cx->arena, cx->request->client_address),
        .account_limit = cx->app->config->login_limit_account,
        .address_limit = cx->app->config->login_limit_address,
    };
}

void auth_identity(struct identity *who, const struct session_token *token)
{
    *who = (struct identity){.epoch = token->epoch};
    memcpy(who->org_id, token->org_id, UUID_SIZE);
    memcpy(who->actor_id, token->user_id, UUID_SIZE);
    memcpy(who->session_id, token->session_id, UUID_SIZE);
    if (!role_parse(token->role, &who->role))
        abort(); /* the schema lets no other role in */
}

enum err auth_session_begin(struct ctx *cx, const struct login_user *user, const char *new_hash,
                            struct auth_session *session)
{
    struct session_client client = auth_client(cx);
    struct account_rights rights;
    char id[UUID_SIZE], token_hash[SHA256_HEX];
    bool is_entered;
    enum err e = account_enter(cx, user, new_hash, &is_entered, &rights);

    if (e)
        return e;
    if (!is_entered)
        return fail(cx, ERR_INVALID_CREDENTIALS, NULL);
    uuid_v7(id);
    auth_identity(&session->who, &(struct session_token){
                                     .org_id = user->org_id,
                                     .user_id = user->id,
                                     .session_id = id,
                                     .role = rights.role,
                                     .epoch = rights.epoch,
                                 });
    secret_random(session->refresh_token);
    secret_hash(session->refresh_token, token_hash);
    return session_create(cx,
                          &(struct session_new){
                              .org_id = user->org_id,
                              .id = id,
                              .user_id = user->id,
                              .token_hash = token_hash,
                              .is_cookie = session->is_cookie,
                          },
                          &client);
}

static void put_tokens(struct buf *json, const char *access_token, const char *refresh_token)
{
    buf_printf(json, "{\"access_token\":\"%s\",", access_token);
    if (refresh_token)
        buf_printf(json, "\"refresh_token\":\"%s\",", refresh_token);
    buf_printf(json, "\"token_type\":\"bearer\",\"expires_in\":%d,\"user\":", TOKEN_LIFE_S);
}

enum err auth_session_reply(struct ctx *cx, struct reply *ret_reply, int status,
                            struct auth_session *session)
{
    const char *access_token;
    struct db_rows user;
    struct buf json;
    enum err e = token_issue(cx, cx->app->secret, &session->who, &access_token);

    cx->org_id = session->who.org_id;
    cx->actor_id = session->who.actor_id;
    if (!e)
        e = users_find(cx, session->who.actor_id, &user);
    if (e)
        return e;
    if (user.n == 0)
        return fail(cx, ERR_UNAUTHORIZED, NULL);
    buf_init(&json, cx->arena, 2048);
    put_tokens(&json, access_token, session->is_cookie ? NULL : session->refresh_token);
    json_row(&json, &user, 0);
    buf_putc(&json, '}');
    if (session->is_cookie)
        reply_header(ret_reply, "Set-Cookie", auth_cookie(cx, session->refresh_token));
    return reply_json(cx, ret_reply, status, &json);
}
