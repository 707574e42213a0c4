// SPDX-License-Identifier: MIT
/* A change is tried first, in a statement that holds every condition; only where it changed nothing the row is looked at, to
 * tell why. */
#ifndef SAUDA_REPO_CHANGE_H
#define SAUDA_REPO_CHANGE_H

#include "base/ctx.h"
#include "db/change.h"

#include <stdbool.h>
#include <stdint.h>

/* What became of the row: `changed` is what the statement answered; nothing: `find` reads the row as it stands. */
typedef enum err change_find_fn(struct ctx *cx, int64_t id, struct db_rows *ret_row);
enum err change_look(struct ctx *cx, const struct db_rows *changed, change_find_fn *find,
                     int64_t id, struct db_change *ret_change) __attribute__((warn_unused_result));

/* Nothing was changed although the row is there, and of the revision that was asked for: it cannot be as the change would
 * have it. */
bool change_is_refused(const struct db_change *change, struct opt_int revision);

#endif
