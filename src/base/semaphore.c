// SPDX-License-Identifier: MIT
/* A permit that is given back while somebody waits is handed over and never free in between, so nobody who comes later
 * is served earlier. */
#include "base/semaphore.h"

#include "base/fiber.h"

struct semaphore_waiter {
    TAILQ_ENTRY(semaphore_waiter) next;
    struct fiber *fiber;
    bool has_permit;
};

void semaphore_init(struct semaphore *semaphore, unsigned permits, unsigned room)
{
    *semaphore = (struct semaphore){.permits = permits, .room = room};
    TAILQ_INIT(&semaphore->waiting);
}

bool semaphore_enter(struct semaphore *semaphore, int64_t deadline_us)
{
    struct semaphore_waiter waiter = {.fiber = fiber_current()};

    if (semaphore->permits) {
        semaphore->permits--;
        return true;
    }
    if (!semaphore->room)
        return false;
    semaphore->room--;
    TAILQ_INSERT_TAIL(&semaphore->waiting, &waiter, next);
    if (!fiber_wait(deadline_us) && !waiter.has_permit)
        TAILQ_REMOVE(&semaphore->waiting, &waiter, next);
    semaphore->room++;
    return waiter.has_permit;
}

void semaphore_leave(struct semaphore *semaphore)
{
    struct semaphore_waiter *first = TAILQ_FIRST(&semaphore->waiting);

    if (!first) {
        semaphore->permits++;
        return;
    }
    TAILQ_REMOVE(&semaphore->waiting, first, next);
    first->has_permit = true;
    fiber_resume(first->fiber);
}
