// SPDX-License-Identifier: MIT
/* While it grows, the blocks are one buffer in front of the file; afterwards they are a cache of it, in which a block
 * has one place. Most is read in the order in which it was written, or again and again, and for both that does. */
#include "spill.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPILL_BYTES ((size_t)SPILL_BLOCKS * SPILL_BLOCK_BYTES)

void spill_init(struct spill *spill)
{
    spill->fd = -1;
}

enum fault spill_open(struct spill *spill, const char *folder)
{
    spill->fd = file_open_unnamed(folder);
    if (spill->fd < 0)
        return FAULT_SYSTEM;
    spill->blocks = malloc(SPILL_BYTES);
    if (!spill->blocks)
        abort();
    return FAULT_NONE;
}

static enum fault flush(struct spill *spill)
{
    if (!file_write(spill->fd, spill->blocks[0], spill->n_waiting))
        return FAULT_SYSTEM;
    spill->n_waiting = 0;
    return FAULT_NONE;
}

enum fault spill_append(struct spill *spill, const void *data, size_t len)
{
    const char *from = data;

    spill->size += len;
    while (len) {
        const size_t left = SPILL_BYTES - spill->n_waiting, n = len < left ? len : left;
        enum fault fault = FAULT_NONE;

        memcpy((char *)spill->blocks + spill->n_waiting, from, n);
        spill->n_waiting += n;
        from += n;
        len -= n;
        if (n == left)
            fault = flush(spill);
        if (fault)
            return fault;
    }
    return FAULT_NONE;
}

enum fault spill_complete(struct spill *spill)
{
    return flush(spill);
}

static enum fault load(struct spill *spill, uint64_t number)
{
    char *block = spill->blocks[number % SPILL_BLOCKS];
    const uint64_t at = number * SPILL_BLOCK_BYTES, left = spill->size - at;
    const size_t want = left < SPILL_BLOCK_BYTES ? (size_t)left : SPILL_BLOCK_BYTES;
    size_t len = 0;

    spill->numbers[number % SPILL_BLOCKS] = 0;
    while (len < want) {
        const ssize_t got = pread(spill->fd, block + len, want - len, (off_t)(at + len));

        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            errno = EIO; /* somebody cut the file */
        if (got <= 0)
            return FAULT_SYSTEM;
        len += (size_t)got;
    }
    spill->numbers[number % SPILL_BLOCKS] = number + 1;
    return FAULT_NONE;
}

enum fault spill_read(struct spill *spill, uint64_t at, size_t max, const char **ret_data,
                      size_t *ret_len)
{
    const uint64_t number = at / SPILL_BLOCK_BYTES;
    const size_t offset = at % SPILL_BLOCK_BYTES, left = SPILL_BLOCK_BYTES - offset;

    if (spill->numbers[number % SPILL_BLOCKS] != number + 1) {
        const enum fault fault = load(spill, number);

        if (fault)
            return fault;
    }
    *ret_data = spill->blocks[number % SPILL_BLOCKS] + offset;
    *ret_len = max < left ? max : left;
    return FAULT_NONE;
}

void spill_close(struct spill *spill)
{
    if (spill->fd >= 0)
        close(spill->fd);
    spill->fd = -1;
    free(spill->blocks);
    spill->blocks = NULL;
}
