// SPDX-License-Identifier: MIT
/* The file of an import: in pieces in the database, and from there back on the disk of whoever goes on with it. */
#ifndef SAUDA_SRC_JOBS_IMPORT_FILE_H
#define SAUDA_SRC_JOBS_IMPORT_FILE_H

#include "base/ctx.h"

#include <stdint.h>

struct compute;

/* Runs fn on a compute thread while the fiber waits; `cx` is the thread's meanwhile. Where there is no room a job waits for
 * it, a request is ERR_OVERLOADED. */
typedef enum err compute_fn(struct ctx *cx, void *arg);
enum err on_compute(struct ctx *cx, struct compute *compute, compute_fn *fn, void *arg)
    __attribute__((warn_unused_result));

/* Puts the whole file into pieces, each in a transaction of its own. */
enum err import_file_store(struct ctx *cx, struct compute *compute, const char *import_id, int fd,
                           int64_t size) __attribute__((warn_unused_result));

/* The way back: an unnamed file of our own, which grows piece by piece. */
struct import_file {
    int fd;
    char path[32]; /* "/proc/self/fd/7" */
    int64_t size;  /* so far */
};

enum err import_file_create(struct ctx *cx, const char *folder, struct import_file *ret_file)
    __attribute__((warn_unused_result));
/* Appends the `n`th piece. ERR_IMPORT_FILE_GONE where there is none. */
enum err import_file_fetch(struct ctx *cx, struct compute *compute, const char *import_id,
                           int64_t n, struct import_file *file) __attribute__((warn_unused_result));
void import_file_close(struct import_file *file);

#endif
