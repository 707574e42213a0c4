// SPDX-License-Identifier: MIT
/* Answers that are made while they are sent: the handler returns reply_stream() (http/reply.h), and dispatch() then runs
 * its producer on the same fiber. What it writes waits in a bounded buffer until the client has taken it.
 *
 * An answer that fits into the buffer goes out whole, so a producer that fails before STREAM_BUFFER bytes still answers
 * with its error. Later than that the client has the status and a part of the body: then the connection is reset, so
 * that nobody takes the part for the whole. */
#ifndef SAUDA_HTTP_STREAM_H
#define SAUDA_HTTP_STREAM_H

#include "base/ctx.h"

#include <stddef.h>

#define STREAM_BUFFER ((size_t)256 * 1024)

struct stream;

/* Writes the whole body; its first failure ends it. `arg` is that of reply_stream(). It does not run for HEAD. Between
 * two pieces it may wait as a handler may, but it should hold no transaction meanwhile: how long a piece takes is up to
 * the client. */
typedef enum err stream_fn(struct ctx *cx, struct stream *out, void *arg);

/* Appends to the body. The fiber waits where there is no room left, and each piece that is taken gives cx->deadline_us
 * anew as much time as a request has. ERR_CLIENT_GONE: the client has closed its side, has taken nothing for 30 s, or the
 * server is stopping; then nothing more can be written, and the producer returns. */
enum err stream_write(struct stream *out, const void *data, size_t len)
    __attribute__((warn_unused_result));

#endif
