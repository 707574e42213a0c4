// SPDX-License-Identifier: MIT
/* Addresses as texts: whether something is one. What they accept goes to other systems (SQL, curl, mail), so it is strict
 * where those would guess. */
#ifndef SAUDA_BASE_URI_H
#define SAUDA_BASE_URI_H

#include <stdbool.h>
#include <stddef.h>

/* Of the characters of addresses (RFC 3986 section 2) alone, each % with its two digits. */
bool uri_is_text(const char *s, size_t len);
/* At least `min_labels` labels with dots between: letters, digits, hyphens and underscores. */
bool uri_is_domain(const char *s, size_t len, size_t min_labels);
/* http or https, with a host name or address, perhaps a port; no user info, no fragment; ASCII. */
bool uri_is_http(const char *s, size_t len);

#endif
