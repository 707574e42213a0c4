// SPDX-License-Identifier: MIT
/* Files that clients send as a raw body (`x-upload: true` in the contract). Who is asking, how large it is and what it
 * is are looked at before the body is taken; it goes into an unlinked file as it arrives, and what is in memory of it
 * does not grow with it. Its handler runs when it is complete. */
#ifndef SAUDA_HTTP_UPLOAD_H
#define SAUDA_HTTP_UPLOAD_H

#include <stdint.h>

/* What the handler gets as `in->upload`; it lives as long as the request. */
struct upload {
    int fd; /* open for reading and writing, at its begin; closed when the request is over: dup() it to keep it */
    int64_t size;             /* bytes, from 1 to the operation's x-body-limit */
    const char *path;         /* "/proc/self/fd/7", for libraries that open a file by its name */
    const char *content_type; /* one of those that the contract lists, without parameters */
    const char *charset;      /* as the client named it: "windows-1251"; NULL: it did not */
    const char *filename; /* of Content-Disposition, or of the query word `filename`: UTF-8, without folders, at most
                             255 bytes; NULL: none. Only words: nothing is stored under it. */
};

#endif
