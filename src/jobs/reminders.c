// SPDX-License-Identifier: MIT
/* Reminders of tasks. Each process looks every second; a look costs one probe of an index that holds nothing but tasks
 * whose reminder is still to come. */
#include "base/clock.h"
#include "events/hub.h"
#include "repo/tasks.h"
#include "worker_parts.h"

#define POLL_US US_PER_S
#define RETRY_US (5 * US_PER_S)
#define TASKS_A_RUN 200

static int64_t run_reminders(struct ctx *cx, struct periodic *periodic)
{
    int64_t n_marked, n_told;

    if (tasks_remind(cx, TASKS_A_RUN, &n_marked, &n_told))
        return RETRY_US;
    if (n_told > 0)
        hub_wake(periodic->worker->options.hub);
    return n_marked < TASKS_A_RUN ? POLL_US : 0;
}

void reminders_init(struct periodic *remind)
{
    remind->run = run_reminders;
}
