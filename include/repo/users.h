// SPDX-License-Identifier: MIT
/* The people of an organisation, as an admin sees and changes them. What they do about themselves is in
 * repo/accounts.h. An organisation never loses its last admin who can sign in: those who would take one away wait for
 * each other at the organisation's row. */
#ifndef SAUDA_REPO_USERS_H
#define SAUDA_REPO_USERS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

struct user_filter {
    const char *text; /* a part of name, e-mail or user name; NULL: any */
    const char *role; /* NULL: any */
    struct opt_bool is_active;
    int64_t page, page_size;
};

/* Everybody, blocked or not, by name: id, full_name, role, is_active. 1,000 at most. */
enum err users_find_names(struct ctx *cx, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
/* By name. `ret_total`: how many there are on all pages. */
enum err users_find_page(struct ctx *cx, const struct user_filter *filter, struct db_rows *ret_rows,
                         int64_t *ret_total) __attribute__((warn_unused_result));
enum err users_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* NULL, and is_active that is not set: for a new user the default, for a patch what is there stays. */
struct user_values {
    const char *email, *username, *full_name, *role, *language, *password_hash;
    struct opt_bool is_active; /* of a patch */
};

/* A new user with the given id. ERR_ALREADY_EXISTS names `email` or `username`. */
enum err user_insert(struct ctx *cx, const char *id, const struct user_values *values,
                     struct db_rows *ret_row) __attribute__((warn_unused_result));

struct user_change {
    bool is_done;
    bool is_last_admin; /* that is why nothing was done; otherwise it is absent or of another revision */
    struct db_rows row; /* the user afterwards; none: absent */
};

/* A new password, a block and another e-mail address void what was mailed before; the first two end the sessions.
 * ERR_ALREADY_EXISTS as above. */
enum err user_patch(struct ctx *cx, const char *id, struct opt_int revision,
                    const struct user_values *values, struct user_change *ret_change)
    __attribute__((warn_unused_result));

/* An invitation and its link. */
struct user_invitation {
    const char *user_id; /* of the user, if a new one is made */
    const char *link_id, *token_hash;
    const char *email, *full_name, *role,
        *language; /* full_name, language NULL: as for a new user, or as they are */
};

struct user_invited {
    struct db_rows user;
    const char *expires_at; /* of the link, in RFC 3339 */
    bool is_due; /* a mail waits to be sent; false: there were enough of them within the hour */
};

/* Invites somebody new, or anew somebody of the organisation who has set no password yet: the earlier link is void
 * then. ERR_ALREADY_EXISTS on `email` for anybody else. */
enum err user_invite(struct ctx *cx, const struct user_invitation *invitation,
                     struct user_invited *ret_invited) __attribute__((warn_unused_result));

#endif
