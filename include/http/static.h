// SPDX-License-Identifier: MIT
/* The panel and the other files in the binary, as replies. */
#ifndef SAUDA_HTTP_STATIC_H
#define SAUDA_HTTP_STATIC_H

#include "base/ctx.h"
#include "http/assets.h"
#include "http/reply.h"

#include <stddef.h>

struct static_request {
    const char *method, *path;                   /* as the client sent them, without the query */
    const char *accept_encoding, *if_none_match; /* NULL: absent */
};

/* Answers for a path that is none of the API's: a file by its name, /docs with the API's page, everything else with
 * the panel, whose pages have addresses of their own; but what looks like a file and is none is ERR_NOT_FOUND. The
 * reply points at the files in place. Other methods than GET and HEAD get their answer here too. */
enum err static_reply(struct ctx *cx, const struct static_request *rq, struct reply *ret_reply)
    __attribute__((warn_unused_result));
/* The same from another table, sorted by path. */
enum err static_reply_from(struct ctx *cx, const struct asset *table, size_t n,
                           const struct static_request *rq, struct reply *ret_reply)
    __attribute__((warn_unused_result));

#endif
