// SPDX-License-Identifier: MIT
/* What the operations under /auth share: whom a try is counted for, the refresh token and its cookie, and how a session
 * begins. */
#ifndef SAUDA_HANDLERS_AUTH_H
#define SAUDA_HANDLERS_AUTH_H

#include "auth/identity.h"
#include "auth/secret.h"
#include "base/ctx.h"
#include "base/uuid.h"
#include "http/reply.h"
#include "repo/logins.h"
#include "repo/sessions.h"

#include <stdbool.h>

/* --- who asks (auth_session.c) --- */

/* The client of the request; its own words are cut to a sane length. */
struct session_client auth_client(const struct ctx *cx);
/* For the limits: by the client's address, `account` not known yet. */
struct login_guard auth_guard(const struct ctx *cx);

/* --- a session begins (auth_session.c) --- */

struct auth_session {
    struct identity who;
    char refresh_token[SECRET_TEXT];
    bool is_cookie; /* that is how the refresh token travels */
};

/* In a transaction: the user, who gave the password of user->password_hash, has a session from now on. `new_hash`
 * replaces the hash, NULL keeps it. ERR_INVALID_CREDENTIALS when it is not his password any more. session->is_cookie is
 * the caller's to set. */
enum err auth_session_begin(struct ctx *cx, const struct login_user *user, const char *new_hash,
                            struct auth_session *session) __attribute__((warn_unused_result));
/* Who acts by tokens of this session. */
void auth_identity(struct identity *who, const struct session_token *token);
/* SignedIn: an access token, the refresh token, the user. Sets cx's organisation and actor to the user's. */
enum err auth_session_reply(struct ctx *cx, struct reply *ret_reply, int status,
                            struct auth_session *session) __attribute__((warn_unused_result));

/* --- links in mails (auth_links.c) --- */

struct auth_link {
    char id[UUID_SIZE], token[SECRET_TEXT], hash[SHA256_HEX];
};

/* A new link. Its token is derived from its id, so that the mail can be written later and nobody stores it. */
void auth_link_new(const struct ctx *cx, struct auth_link *ret_link);

/* --- the cookie (auth_cookie.c) --- */

/* ERR_FOREIGN_ORIGIN where a page of others asks: it must neither use the cookie nor set it. */
enum err auth_check_origin(struct ctx *cx) __attribute__((warn_unused_result));
/* Whether the request has our cookie, and its refresh token: NULL where it stands there several times. */
bool auth_cookie_find(const struct ctx *cx, const char **ret_token);
/* Values of Set-Cookie. */
const char *auth_cookie(const struct ctx *cx, const char *token);
const char *auth_cookie_gone(const struct ctx *cx);

#endif
