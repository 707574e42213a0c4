// SPDX-License-Identifier: MIT
/* The file that a reply is the content of: made by reply.c, handed to libmicrohttpd by respond.c. */
#ifndef SAUDA_HTTP_REPLY_FILE_H
#define SAUDA_HTTP_REPLY_FILE_H

#include <stdint.h>

struct reply_file {
    int fd; /* closed with the request's arena; -1: libmicrohttpd has it and closes it */
    uint64_t size;
};

#endif
