// SPDX-License-Identifier: MIT
/* Reading and writing whole small files; a signal in between does not cut them short. And files without a name. */
#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* Where the file system cannot make one without a name (NFS, older overlays), the name goes at once. */
static int open_and_unlink(const char *folder)
{
    char path[PATH_MAX];
    int fd;

    if (snprintf(path, sizeof path, "%s/.unnamed-XXXXXX", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

int file_open_unnamed(const char *folder)
{
    int fd;

    if (mkdir(folder, S_IRWXU) && errno != EEXIST)
        return -1;
    fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    return fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR) ? fd : open_and_unlink(folder);
}

static enum err err_of(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ERR_INSUFFICIENT_STORAGE;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return ERR_OVERLOADED;
    default:
        return ERR_STORAGE_UNAVAILABLE;
    }
}

enum err file_fail(struct ctx *cx, const char *folder, int error)
{
    log_warn("files", "a file in %s: %s (%s)", folder, strerror(error),
             cx->request_id ? cx->request_id : "a job");
    return fail(cx, err_of(error), NULL);
}
