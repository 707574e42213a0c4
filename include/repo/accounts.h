// SPDX-License-Identifier: MIT
/* Users as those who sign in: their password, their own settings, how they come to be. What an admin does to others is
 * in repo/users.h. */
#ifndef SAUDA_REPO_ACCOUNTS_H
#define SAUDA_REPO_ACCOUNTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"
#include "repo/logins.h"

#include <stdbool.h>

/* What a user may do from now on, as his tokens tell it. */
struct account_rights {
    const char *role;
    int64_t epoch;
};

/* The user gave the password that belongs to `password_hash`; `new_hash` replaces it, NULL keeps it. False when it is
 * not the user's any more, or the user was blocked meanwhile. */
enum err account_enter(struct ctx *cx, const struct login_user *user, const char *new_hash,
                       bool *ret_is_entered, struct account_rights *ret_rights)
    __attribute__((warn_unused_result));

/* Columns: email, password_hash (null: none yet). Of cx's organisation. */
enum err account_secret(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* The user and the organisation as the API shows them, in one trip. Of cx's organisation. */
enum err account_show(struct ctx *cx, const char *id, struct db_rows *ret_user,
                      struct db_rows *ret_organization) __attribute__((warn_unused_result));

struct account_patch {
    struct opt_int revision;          /* the one it must have */
    const char *full_name, *language; /* NULL: stay */
    const char *new_hash;             /* NULL: the password stays */
    const char *old_hash;   /* what the old password was compared with; NULL: there was none */
    const char *session_id; /* goes on when a new password ends the others; "": none does */
};

/* One's own user. False when nothing was changed: it has another revision, or another password, by now. */
enum err account_update(struct ctx *cx, const char *id, const struct account_patch *patch,
                        bool *ret_is_done) __attribute__((warn_unused_result));

/* Whether the e-mail is taken; ERR_TOO_MANY_LOGINS when the address has asked too often. */
enum err account_knock(struct ctx *cx, const struct login_guard *guard, const char *email,
                       bool *ret_is_taken) __attribute__((warn_unused_result));

struct account_new {
    const char *id, *email, *full_name, *language, *password_hash;
    const char *organization_name; /* of the new organisation, in which the user is the admin; NULL: one to begin with */
    bool joins_first; /* the oldest organisation, where there is one */
};

/* In a transaction: the oldest organisation; where there is none, a new one in `language`. */
enum err account_home(struct ctx *cx, const char *language, const char **ret_org_id)
    __attribute__((warn_unused_result));

/* In a transaction: makes the admin, and the organisation where none is joined. ERR_ALREADY_EXISTS when the e-mail is
 * taken. */
enum err account_create(struct ctx *cx, const struct account_new *account, const char **ret_org_id)
    __attribute__((warn_unused_result));

#endif
