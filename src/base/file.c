// SPDX-License-Identifier: MIT
/* Reading and writing whole small files; a signal in between does not cut them short. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

ssize_t file_read(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    ssize_t got = 0;
    int error;

    if (fd < 0)
        return -1;
    while (len < size - 1) {
        got = read(fd, text + len, size - 1 - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    error = errno;
    close(fd);
    errno = error;
    text[len] = '\0';
    return got < 0 ? -1 : (ssize_t)len;
}

bool file_write(int fd, const char *text, size_t len)
{
    while (len) {
        ssize_t put = write(fd, text, len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        text += put;
        len -= (size_t)put;
    }
    return true;
}
