// SPDX-License-Identifier: MIT
/* Small files as whole texts: settings, pid files, version files. */
#ifndef SAUDA_BASE_FILE_H
#define SAUDA_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads up to size - 1 bytes and ends them with NUL. The number of bytes, or -1 with errno. */
ssize_t file_read(const char *path, char *text, size_t size);
/* Writes the whole text to `fd`, also where the kernel takes it in pieces. False with errno. */
bool file_write(int fd, const char *text, size_t len);

#endif
