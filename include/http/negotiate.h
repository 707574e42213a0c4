// SPDX-License-Identifier: MIT
/* What a client would rather have (RFC 9110 section 12), and what it has already (section 13). */
#ifndef SAUDA_HTTP_NEGOTIATE_H
#define SAUDA_HTTP_NEGOTIATE_H

#include <stdbool.h>

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_BR };

/* The coding of the highest quality in an Accept-Encoding (NULL: there was none) among those at hand; of equal ones the
 * one that makes smaller. The bytes as they are where nothing else is acceptable. */
enum coding negotiate_coding(const char *accept_encoding, bool has_gzip, bool has_br);

/* Whether an If-None-Match (NULL: there was none) names the tag, weakly compared; `*` names any. */
bool negotiate_etag_matches(const char *if_none_match, const char *etag);

#endif
