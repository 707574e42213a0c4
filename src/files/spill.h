// SPDX-License-Identifier: MIT
/* Bytes that are put aside in a file without a name and read again in any order, in constant memory. */
#ifndef SAUDA_SRC_FILES_SPILL_H
#define SAUDA_SRC_FILES_SPILL_H

#include "fault.h"

#include <stddef.h>
#include <stdint.h>

#define SPILL_BLOCK_BYTES 4096u
#define SPILL_BLOCKS 1024u

struct spill {
    int fd; /* -1: closed */
    uint64_t size;
    size_t n_waiting; /* bytes in `blocks` that are not in the file yet, while it grows */
    uint64_t numbers[SPILL_BLOCKS];    /* which block of the file is in which place, +1 */
    char (*blocks)[SPILL_BLOCK_BYTES]; /* SPILL_BLOCKS of them */
};

/* Of zeroed memory makes one that may be closed; after that spill_close() is due in any case. */
void spill_init(struct spill *spill);
enum fault spill_open(struct spill *spill, const char *folder);
enum fault spill_append(struct spill *spill, const void *data, size_t len);
/* Nothing is appended from now on, and reading begins. */
enum fault spill_complete(struct spill *spill);
/* The bytes from `at` on that lie together in memory, at least 1 and at most `max`, valid until the next call;
 * at + max is within the size. */
enum fault spill_read(struct spill *spill, uint64_t at, size_t max, const char **ret_data,
                      size_t *ret_len);
void spill_close(struct spill *spill);

#endif
