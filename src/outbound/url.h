// SPDX-License-Identifier: MIT
/* Addresses, taken apart by curl's own parser, so that what is judged is what is called. */
#ifndef SAUDA_OUTBOUND_URL_H
#define SAUDA_OUTBOUND_URL_H

#include <stdbool.h>
#include <stdint.h>

#define URL_HOST_MAX 256

struct url {
    char *text;              /* normalised, without fragment; url_done() frees it */
    char host[URL_HOST_MAX]; /* small letters, punycode, no dot at the end, no brackets */
    uint16_t port;
    bool is_https;
    bool is_numeric; /* the host is an address, or one of the names that mean this machine: nothing to look up */
};

/* False, with the reason in words, unless it is an http or https address without name and password. Letters beyond
 * ASCII in the host need a thread whose locale is UTF-8. */
bool url_parse(const char *text, struct url *ret_url, const char **ret_why)
    __attribute__((warn_unused_result));
void url_done(struct url *url);
/* The same scheme, host and port (RFC 6454). */
bool url_same_origin(const struct url *a, const struct url *b);

#endif
