// SPDX-License-Identifier: MIT
/* Whether the database answers and is what this program expects. */
#ifndef SAUDA_REPO_HEALTH_H
#define SAUDA_REPO_HEALTH_H

#include "base/ctx.h"

enum err health_ping(struct ctx *cx) __attribute__((warn_unused_result));

struct health_state {
    bool is_behind;   /* a migration of this program has not been applied */
    int months_ahead; /* partitions of events for coming months */
};
enum err health_state(struct ctx *cx, struct health_state *ret_state)
    __attribute__((warn_unused_result));

#endif
