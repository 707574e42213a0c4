// SPDX-License-Identifier: MIT
/* Failed sign-ins and their limits, kept in the database so that all processes share them. Tries that come side by side
 * are counted one after the other: whoever guesses many at once learns no more than who guesses them in a row. */
#ifndef SAUDA_REPO_LOGINS_H
#define SAUDA_REPO_LOGINS_H

#include "base/ctx.h"

/* Whom a try is counted for. */
struct login_guard {
    const char *account;                   /* "account:…"; NULL: only the address counts */
    const char *address;                   /* "address:…" */
    unsigned account_limit, address_limit; /* failures a minute; 0: any number */
};

/* "address:…" of a client: an IPv6 address by its /64, which is what one household has. */
const char *login_address(struct arena *arena, const char *client_address);
/* "account:…" of a user. */
const char *login_account(struct arena *arena, const char *user_id);

/* Who wants to sign in, as far as his password has to be known. */
struct login_user {
    const char *org_id, *id;   /* NULL: nobody has that name */
    const char *password_hash; /* NULL: nobody, blocked, or invited and without a password yet */
};

/* By e-mail or user name, in any case; fills guard->account. ERR_TOO_MANY_LOGINS when the limit is reached, for
 * somebody unknown as for others. */
enum err login_find(struct ctx *cx, const char *username, struct login_guard *guard,
                    struct login_user *ret_user) __attribute__((warn_unused_result));
/* ERR_TOO_MANY_LOGINS when the limit is reached. In a transaction it stays decided until its end. */
enum err login_allow(struct ctx *cx, const struct login_guard *guard)
    __attribute__((warn_unused_result));
/* Counts a failure; ERR_TOO_MANY_LOGINS when the limit had been reached before. */
enum err login_count_failure(struct ctx *cx, const struct login_guard *guard)
    __attribute__((warn_unused_result));
/* The failures of the account do not count any more. */
enum err login_forgive(struct ctx *cx, const char *account) __attribute__((warn_unused_result));

#endif
