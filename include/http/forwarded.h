// SPDX-License-Identifier: MIT
/* Who sent a request that came through proxies. Each of them appends the address it was called from to
 * X-Forwarded-For, so the list is true from its end as far back as trusted proxies wrote it; what lies before that a
 * client may have made up (RFC 7239 section 8.1). */
#ifndef SAUDA_HTTP_FORWARDED_H
#define SAUDA_HTTP_FORWARDED_H

#include "base/network.h"
#include "http/param.h"

#include <stdbool.h>
#include <stddef.h>

struct forwarded {
    struct ip client;
    bool is_https;
};

/* The last address that is no trusted proxy's, beginning with `peer`; the first of the list where all are, and where an
 * item is no address, the one behind it. `is_https` by X-Forwarded-Proto, as the outermost trusted proxy that sent one
 * saw it. Several headers of a name are one list in their order. */
struct forwarded forwarded_read(const struct networks *trusted, struct ip peer,
                                const struct param *headers, size_t n);

#endif
