// SPDX-License-Identifier: MIT
/* A counting semaphore for the fibers of one loop, with a bounded queue: work that is dear goes on a few at a time, in
 * the order in which it came, and who finds the queue full is told at once. On the loop's thread. */
#ifndef SAUDA_BASE_SEMAPHORE_H
#define SAUDA_BASE_SEMAPHORE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct semaphore {
    unsigned permits; /* that are free */
    unsigned room;    /* of the queue, that is free */
    TAILQ_HEAD(, semaphore_waiter) waiting;
};

void semaphore_init(struct semaphore *semaphore, unsigned permits, unsigned room);
/* Takes a permit; the fiber waits for it, at most until `deadline_us` of the monotonic clock. False: the queue is full,
 * or the deadline came, and there is nothing to give back. */
bool semaphore_enter(struct semaphore *semaphore, int64_t deadline_us)
    __attribute__((warn_unused_result));
/* Gives it back, to the first who waits. */
void semaphore_leave(struct semaphore *semaphore);

#endif
