// SPDX-License-Identifier: MIT
/* Sessions and their refresh tokens. A session is one sign-in on one device; each of its refresh tokens is good for one
 * use, which makes the next. That a session has ended is told to all processes by the schema (table revocations). */
#ifndef SAUDA_REPO_SESSIONS_H
#define SAUDA_REPO_SESSIONS_H

#include "base/ctx.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_LIFE_S (7 * 24 * 3600) /* of a refresh token; sql/queries/sessions/ says the same */

#define SESSIONS_MAX 1000 /* open ones of a user */

/* Who uses a token, as far as it can be told. */
struct session_client {
    const char *address;
    const char *user_agent; /* NULL: not told */
};

struct session_new {
    const char *org_id, *id, *user_id;
    const char *token_hash; /* of its first refresh token, in hexadecimal */
    bool is_cookie;
};

/* With an event for the audit log. Of those beyond SESSIONS_MAX the ones used longest ago end. */
enum err session_create(struct ctx *cx, const struct session_new *session,
                        const struct session_client *client) __attribute__((warn_unused_result));

/* A refresh token as it was found. */
struct session_token {
    const char *org_id, *session_id, *user_id, *role;
    int64_t epoch;
    bool is_open; /* the token and its session are valid, and the user may act */
    bool is_used;
    bool is_repeated; /* it was used by the same client within the last 10 seconds */
};

/* In a transaction: finds the token and locks its session. False: there is no such token. */
enum err session_take(struct ctx *cx, const char *token_hash, const struct session_client *client,
                      bool *ret_is_found, struct session_token *ret_token)
    __attribute__((warn_unused_result));
/* Then: the token is used, `successor_hash` is the next one. */
enum err session_rotate(struct ctx *cx, const struct session_token *token, const char *token_hash,
                        const char *successor_hash, const struct session_client *client)
    __attribute__((warn_unused_result));
/* Or: it was used before, so somebody else has it too. Ends the session, with an event for the audit log. */
enum err session_end_reused(struct ctx *cx, const struct session_token *token,
                            const struct session_client *client) __attribute__((warn_unused_result));

/* Of cx's organisation from here on. `reason` is one of the words of sessions.end_reason. */
enum err session_end(struct ctx *cx, const char *user_id, const char *id, const char *reason,
                     bool *ret_is_done) __attribute__((warn_unused_result));
/* `kept_id`: the session that goes on, or NULL. */
enum err sessions_end_all(struct ctx *cx, const char *user_id, const char *kept_id,
                          const char *reason) __attribute__((warn_unused_result));

/* The open sessions of a user, the latest used first, and their number. */
struct session_page {
    int64_t page, page_size;
    const char *current_id; /* of the one that asks; NULL: none */
};
enum err sessions_find(struct ctx *cx, const char *user_id, const struct session_page *page,
                       struct db_rows *ret_rows, int64_t *ret_total)
    __attribute__((warn_unused_result));

#endif
