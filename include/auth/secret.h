// SPDX-License-Identifier: MIT
/* The one secret of an installation and what is derived from it. Processes that share a database share it too. */
#ifndef SAUDA_AUTH_SECRET_H
#define SAUDA_AUTH_SECRET_H

#include "base/ctx.h"

#include <stddef.h>

#define SECRET_MIN 32  /* bytes: RFC 7518 section 3.2 */
#define SECRET_TEXT 44 /* 32 bytes in base64url without padding, with the NUL */
#define SHA256_SIZE 32
#define SHA256_HEX 65 /* with the NUL */

struct secret; /* lives in the arena it was made in; read by all threads */

/* `key` is SECRET_KEY, at least SECRET_MIN bytes. NULL: the one kept in `data_dir`/secret_key, made on the first start
 * (0600; of two processes that make it at once both get the same). */
enum err secret_open(struct ctx *cx, const char *key, const char *data_dir,
                     struct secret **ret_secret) __attribute__((warn_unused_result));
/* The file it is kept in without SECRET_KEY, made or not. */
const char *secret_path(struct arena *arena, const char *data_dir);
/* The bytes that sign access tokens: SECRET_KEY as it is, so that other programs can verify them. */
const unsigned char *secret_signing_key(const struct secret *secret, size_t *ret_len);

/* 32 random bytes as base64url: a new refresh token, the random part of an API key. */
void secret_random(char text[static SECRET_TEXT]);
/* HMAC-SHA256 of `data` under a key derived for `purpose` alone, as base64url: "refresh" makes a refresh token's
 * successor of it, "mail" the token of a link from its id. Purposes never share a key. */
void secret_derive(const struct secret *secret, const char *purpose, const char *data,
                   char text[static SECRET_TEXT]);
/* SHA-256 as hexadecimal digits: how tokens and keys are kept. Written to SQL as decode(…, 'hex'). */
void secret_hash(const char *data, char hex[static SHA256_HEX]);

#endif
