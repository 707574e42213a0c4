// SPDX-License-Identifier: MIT
/* Passwords: what makes a good one, and argon2id (RFC 9106) on the compute threads: 19 MiB, t = 2, p = 1, as PHC
 * strings. */
#ifndef SAUDA_AUTH_PASSWORD_H
#define SAUDA_AUTH_PASSWORD_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>

struct compute;

#define PASSWORD_HASH_SIZE 128 /* of a PHC string of ours, with the NUL */

/* A field error on `field` and ERR_VALIDATION_FAILED for a password that is the e-mail (or the part before @) or one of
 * the commonest. Its length is the contract's to check. */
enum err password_check(struct ctx *cx, const char *field, const char *password, const char *email)
    __attribute__((warn_unused_result));

/* Hash and verification on a compute thread while the fiber waits; `compute` NULL: on this thread (commands).
 * ERR_OVERLOADED when the queue is full. */
enum err password_hash(struct ctx *cx, struct compute *compute, const char *password,
                       const char **ret_hash) __attribute__((warn_unused_result));
/* `hash` NULL, or one that cannot be read: takes as long as any and says no. `ret_is_outdated`: the hash is right but
 * of smaller parameters than today's, it should be made anew. */
enum err password_verify(struct ctx *cx, struct compute *compute, const char *password,
                         const char *hash, bool *ret_is_right, bool *ret_is_outdated)
    __attribute__((warn_unused_result));

#endif
