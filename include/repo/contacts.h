// SPDX-License-Identifier: MIT
/* The contacts of the ctx's organisation: people, most of them at a client. */
#ifndef SAUDA_REPO_CONTACTS_H
#define SAUDA_REPO_CONTACTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"

#include <stdint.h>

/* NULL or not set: of a new contact nothing, in a patch what is there stays. */
struct contact_values {
    const char *full_name, *position, *email;
    const char *phone; /* E.164 */
    struct opt_int client_id;
    const char *cleared; /* of a patch: an array literal of the fields that become null */
};

enum err contact_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_VALIDATION_FAILED names `client_id` where there is no such client; so does contact_patch(). */
enum err contact_insert(struct ctx *cx, const struct contact_values *values, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err contact_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                       const struct contact_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
enum err contact_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                        struct db_change *ret_change) __attribute__((warn_unused_result));

#endif
