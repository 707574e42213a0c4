// SPDX-License-Identifier: MIT
/* Access tokens: JWT (RFC 7519) signed with HS256, the one algorithm that is taken (RFC 8725 section 3.1). libjwt makes
 * and verifies the signature; everything else it leaves unchecked is checked here: the header, each claim's type and
 * value, that no member stands twice. Claims: iss and aud "sauda", sub the user, org, sid the session, role, epoch,
 * typ "access", iat, nbf, exp, jti. */
#ifndef SAUDA_AUTH_TOKEN_H
#define SAUDA_AUTH_TOKEN_H

#include "auth/identity.h"
#include "auth/secret.h"

#define TOKEN_MAX 2048 /* bytes; a longer one is refused unread */
#define TOKEN_LIFE_S 900

/* The token of a person, valid for TOKEN_LIFE_S from now; its expires_at_s is written to `who`. */
enum err token_issue(struct ctx *cx, const struct secret *secret, struct identity *who,
                     const char **ret_token) __attribute__((warn_unused_result));
/* ERR_UNAUTHORIZED for whatever is not a token of ours that is valid now. Does not know of revocations. */
enum err token_verify(struct ctx *cx, const struct secret *secret, const char *token, size_t len,
                      struct identity *ret_who) __attribute__((warn_unused_result));

#endif
