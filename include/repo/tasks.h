// SPDX-License-Identifier: MIT
/* Tasks of the ctx's organisation; with own_id those that are assigned to him, that he made, or that are of his deals. */
#ifndef SAUDA_REPO_TASKS_H
#define SAUDA_REPO_TASKS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"

#include <stdint.h>

/* NULL or not set: for a new task the default, for a patch what is there stays. */
struct task_values {
    const char *title, *description, *status, *priority;
    const char *due_at, *remind_at;
    const char *assignee_id;
    struct opt_int deal_id, client_id;
    struct opt_bool remind_by_email;
    const char *cleared; /* of a patch: an array literal of the fields that become null */
};

enum err task_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_VALIDATION_FAILED names what is not there, or may not be assigned; so does task_patch(). A task of a deal that is
 * done now leaves an activity. */
enum err task_insert(struct ctx *cx, const struct task_values *values, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err task_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                    const struct task_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
enum err task_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                     struct db_change *ret_change) __attribute__((warn_unused_result));

/* Tells the assignees of at most `at_most` tasks, of all organisations, that their reminder is due: by an event, and where
 * they want it by a mail that waits from now on. Each reminder is told once, whoever asks at the same time. `ret_marked`: so
 * many tasks came due; `ret_told`: to so many there was somebody to tell. */
enum err tasks_remind(struct ctx *cx, int at_most, int64_t *ret_marked, int64_t *ret_told)
    __attribute__((warn_unused_result));

#endif
