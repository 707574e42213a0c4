// SPDX-License-Identifier: MIT
/* Checks of a request's head that need nothing but its headers: where it ends (libmicrohttpd takes requests whose length
 * is ambiguous, which a proxy in front may read differently: request smuggling), which host it means, from which page
 * it comes, whether it asks for a WebSocket. */
#ifndef SAUDA_HTTP_FRAMING_H
#define SAUDA_HTTP_FRAMING_H

#include "base/ctx.h"
#include "http/param.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ERR_BAD_FRAMING for more than one Content-Length, Transfer-Encoding or Host, for the first two beside each other, a
 * transfer coding other than chunked, a length that is no number, and names and values with characters that have no
 * place there (RFC 9110 section 5.5, RFC 9112 section 6.3). */
enum err framing_check(struct ctx *cx, const struct param *headers, size_t n)
    __attribute__((warn_unused_result));

/* The number of a Content-Length; NULL counts as 0. False when it is none, or does not fit. */
bool framing_content_length(const char *value, uint64_t *ret_length)
    __attribute__((warn_unused_result));

/* Whether a client's X-Request-Id may stand in our log: 1 to 64 letters, digits, dots, hyphens, underscores. */
bool framing_is_request_id(const char *value);

struct framing_origins {
    bool is_open;             /* no sign-in: only our own pages may use the server */
    const char *public_url;   /* our own address, or NULL */
    const char *cors_origins; /* further pages, with commas, or NULL */
};

/* Whether a page of `origin` is ours: of the same host and port as `host`, public_url's, or one of cors_origins. "null" is
 * foreign. */
bool framing_is_own_origin(const char *host, const char *origin,
                           const struct framing_origins *origins);

/* In the open mode: ERR_FOREIGN_HOST unless `host` is a loopback name or public_url's, whatever the port (so a name
 * that somebody points at 127.0.0.1 does not pass); ERR_FOREIGN_ORIGIN unless `origin` is absent or ours. Otherwise all
 * pass. */
enum err framing_check_origin(struct ctx *cx, const char *host, const char *origin,
                              const struct framing_origins *origins)
    __attribute__((warn_unused_result));

/* Whether the list names the origin. */
bool framing_is_cors_origin(const char *cors_origins, const char *origin);

/* A WebSocket handshake (RFC 6455 section 4.2.1): ERR_UPGRADE_REQUIRED where it is none of version 13,
 * ERR_BAD_REQUEST where its key is malformed. */
enum err framing_check_upgrade(struct ctx *cx, const char *method, const struct param *headers,
                               size_t n) __attribute__((warn_unused_result));

#endif
