// SPDX-License-Identifier: MIT
/* Text that a client hands back and cannot make: readable by who looks into it, so nothing secret goes in. */
#ifndef SAUDA_AUTH_SIGNED_TEXT_H
#define SAUDA_AUTH_SIGNED_TEXT_H

#include "auth/secret.h"
#include "base/arena.h"

/* `text` and its HMAC-SHA256 as base64url. The HMAC is under a key for `purpose` alone and is bound to `scope`, which does
 * not go along: what was signed for one is no good for another. */
const char *signed_text_make(struct arena *arena, const struct secret *secret, const char *purpose,
                             const char *scope, const char *text);
/* The text again; NULL for what signed_text_make() has not made for the same purpose and scope. */
const char *signed_text_open(struct arena *arena, const struct secret *secret, const char *purpose,
                             const char *scope, const char *signed_text);

#endif
