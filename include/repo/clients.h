// SPDX-License-Identifier: MIT
/* The clients of the ctx's organisation. */
#ifndef SAUDA_REPO_CLIENTS_H
#define SAUDA_REPO_CLIENTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"
#include "repo/operations.h"

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

enum err client_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_VALIDATION_FAILED names `owner_id` where that is no active user of the organisation; so does client_patch(). */
enum err client_insert(struct ctx *cx, const struct client_values *values, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err client_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                      const struct client_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
#define CLIENT_REMOVE_MAX_ROWS                                                                     \
    5000 /* that lose their client in one transaction, with an event each */

/* ERR_CLIENT_TOO_FULL: more rows than that belong to it. */
enum err client_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                       struct db_change *ret_change) __attribute__((warn_unused_result));

/* Clients that may be the same, the surest first: at most so many groups of at most 20, a row each, with `_group` (a number
 * they share), `_reason` and `_value`. */
enum err clients_find_duplicates(struct ctx *cx, int64_t at_most, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
/* Those that may be the same as this one, which is in each of the groups. ERR_NOT_FOUND. */
enum err clients_find_duplicates_of(struct ctx *cx, int64_t id, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));

#define MERGE_MAX_ROWS 20000 /* that go over from client to client in one transaction */

struct client_merge_plan {
    const char *operation_id; /* uuid of the operation that it becomes */
    int64_t target_id;
    const char *ids; /* an array literal of the others */
    size_t n_ids;
    const struct client_values *fields; /* a patch: wins over what the clients say */
};
struct client_merged {
    struct db_rows row;   /* the client that remains */
    struct db_rows moved; /* one row: deals, contacts, tasks, activities, how many went over */
};
/* Makes several clients one, in one transaction, as an operation of the kind "merge". ERR_NOT_FOUND where one of them is
 * absent; ERR_VALIDATION_FAILED names `ids` where more than MERGE_MAX_ROWS would move, or `fields.owner_id`. */
enum err clients_make_one(struct ctx *cx, const struct client_merge_plan *plan,
                          struct client_merged *ret_merged) __attribute__((warn_unused_result));

/* Of the kind "merge". All of it is one slice. */
undo_needs_fn clients_unmerge_needs;
undo_conflicts_fn clients_unmerge_conflicts;
undo_slice_fn clients_unmerge_slice;

#endif
