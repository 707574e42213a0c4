// SPDX-License-Identifier: MIT
/* `.env` files: lines of KEY=value, as docker compose and the usual libraries write them. Values
 * may stand in single quotes (as they are) or double quotes (\n, \t, \", \\ and \$ are understood);
 * a comment begins with # at the start of a line or after a blank. Nothing is expanded. */
#ifndef SAUDA_BASE_ENV_FILE_H
#define SAUDA_BASE_ENV_FILE_H

#include "base/ctx.h"

#include <stddef.h>

struct env_line {
    const char *key, *value;
};

struct env_file {
    struct env_line *lines;
    size_t n;
};

/* A file that is missing is empty. ERR_VALIDATION_FAILED, with the file's name as the field, where
 * a line cannot be understood, or the file is unreadable or longer than 64 KiB. */
enum err env_file_read(struct ctx *cx, const char *path, struct env_file *ret_file)
    __attribute__((warn_unused_result));
/* The value of the key, of the last line where it stands more than once; NULL: it is not there. */
const char *env_file_get(const struct env_file *file, const char *key);

#endif
