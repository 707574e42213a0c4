// SPDX-License-Identifier: MIT
/* Small files as whole texts: settings, pid files, version files. Files without a name, for what is too large for memory. */
#ifndef SAUDA_BASE_FILE_H
#define SAUDA_BASE_FILE_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads up to size - 1 bytes and ends them with NUL. The number of bytes, or -1 with errno. */
ssize_t file_read(const char *path, char *text, size_t size);
/* Writes the whole text to `fd`, also where the kernel takes it in pieces. False with errno. */
bool file_write(int fd, const char *text, size_t len);

/* A new file for reading and writing that has no name and is gone when it is closed, on the disk that holds `folder`,
 * which is made where it is missing (its parent must be there). The descriptor, or -1 with errno. */
int file_open_unnamed(const char *folder);

/* What the system said of files in `folder`, recorded for whoever asked and told to the log in full: no room left
 * (ERR_INSUFFICIENT_STORAGE), too many files open at once (ERR_OVERLOADED), else ERR_STORAGE_UNAVAILABLE. */
enum err file_fail(struct ctx *cx, const char *folder, int error);

#endif
