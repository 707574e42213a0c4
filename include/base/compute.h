// SPDX-License-Identifier: MIT
/* Threads for what takes the processor long (password hashes, files): of the lowest priority, so that
 * requests come first, with a bounded queue. */
#ifndef SAUDA_BASE_COMPUTE_H
#define SAUDA_BASE_COMPUTE_H

#include <stdbool.h>

struct compute;

struct compute *compute_new(unsigned threads, unsigned queue_limit);
/* Finishes what is queued, then ends the threads. */
void compute_free(struct compute *compute);
/* Runs fn(arg) on one of the threads while the calling fiber waits. False when the queue is full: nothing ran. */
bool compute_run(struct compute *compute, void (*fn)(void *), void *arg)
    __attribute__((warn_unused_result));

#endif
