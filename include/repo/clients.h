// SPDX-License-Identifier: MIT
/* The clients of the ctx's organisation. */
#ifndef SAUDA_REPO_CLIENTS_H
#define SAUDA_REPO_CLIENTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

/* NULL: of a new client nothing, in a patch what is there stays. */
struct client_values {
    const char *name, *email, *address, *source;
    const char *bin_iin; /* 12 digits */
    const char *phone;   /* E.164 */
    const char *tags;    /* an array literal */
    const char *owner_id;
    const char *cleared; /* of a patch: an array literal of the fields that become null */
};

struct client_change {
    bool is_done;       /* false: it is of another revision */
    struct db_rows row; /* the client afterwards; none: absent */
};

enum err client_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_VALIDATION_FAILED names `owner_id` where that is no active user of the organisation; so does client_patch(). */
enum err client_insert(struct ctx *cx, const struct client_values *values, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err client_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                      const struct client_values *values, struct client_change *ret_change)
    __attribute__((warn_unused_result));
/* Of the change only `is_done` and, where it is false, the present row. */
enum err client_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                       struct client_change *ret_change) __attribute__((warn_unused_result));

/* Clients that may be the same, the surest first: at most so many groups of at most 20, a row each, with `_group` (a number
 * they share), `_reason` and `_value`. */
enum err clients_find_duplicates(struct ctx *cx, int64_t at_most, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
/* Those that may be the same as this one, which is in each of the groups. ERR_NOT_FOUND. */
enum err clients_find_duplicates_of(struct ctx *cx, int64_t id, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));

#endif
