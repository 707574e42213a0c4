// SPDX-License-Identifier: MIT
/* Links sent by mail: for a new password, and invitations. A link is good once; the row also is the mail that waits to
 * be sent. */
#ifndef SAUDA_REPO_LINKS_H
#define SAUDA_REPO_LINKS_H

#include "base/ctx.h"
#include "repo/logins.h"

struct link_new {
    const char *id, *token_hash;
    const char *email; /* whose it is to be */
};

/* Makes a link for a new password where an active user has the e-mail and got fewer than three in the last hour, and the
 * guard's address has not asked too often in the last minute. The same work is done, and the same told, where there is
 * none. */
enum err link_request(struct ctx *cx, const struct login_guard *guard, const struct link_new *link)
    __attribute__((warn_unused_result));
/* The e-mail of the user whose link it is; `kind` "reset" or "invite". ERR_LINK_INVALID for one that is unknown, used,
 * expired, or of somebody blocked. */
enum err link_find(struct ctx *cx, const char *token_hash, const char *kind, const char **ret_email)
    __attribute__((warn_unused_result));

/* What is set by a link. */
struct link_use {
    const char *token_hash, *kind;
    const char *password_hash;
    const char *full_name, *language; /* NULL: stay */
};

/* In a transaction: uses up the link and sets the password; all other links of the user are void, his sessions end, his
 * failed sign-ins are forgiven. Sets cx's organisation and actor to the user's. What
 * is returned has the new password's hash. ERR_LINK_INVALID as above. */
enum err link_use(struct ctx *cx, const struct link_use *use, struct login_user *ret_user)
    __attribute__((warn_unused_result));

#endif
