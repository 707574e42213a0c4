// SPDX-License-Identifier: MIT
/* Who stands before a request: a loop's end of identity. It verifies a token once and remembers the outcome under the
 * token's SHA-256, asks the database for an API key once a minute, and hears every second who may act no longer
 * (table revocations), so that what was remembered is forgotten within seconds on every process. All on the loop's
 * thread. */
#ifndef SAUDA_AUTH_GATE_H
#define SAUDA_AUTH_GATE_H

#include "auth/identity.h"
#include "auth/secret.h"
#include "base/ctx.h"

#include <stdbool.h>
#include <stdint.h>

struct gate;
struct db;
struct loop;

enum revocation_kind { REVOKED_USER, REVOKED_SESSION, REVOKED_KEY };

/* Who may act no longer. */
struct revocation {
    enum revocation_kind kind;
    const char *subject; /* uuid of the user, the session, the key */
    int64_t epoch;       /* of a user: those of an earlier one */
};

struct gate_options {
    struct loop *loop;
    struct db *db;
    const struct secret *secret;
    /* Called for each revocation that is new to this loop. */
    void (*on_revoked)(void *arg, const struct revocation *revocation);
    void *arg;
};

/* Before the loop runs. */
struct gate *gate_new(const struct gate_options *options);
/* Begins to look for revocations; called on the loop's thread, or before it runs. */
void gate_start(struct gate *gate);
/* No more looks. True while one is still under way: ask again a moment later. On the loop's thread. */
bool gate_stop(struct gate *gate);
/* After the loop has stopped. NULL is allowed. */
void gate_free(struct gate *gate);

/* By an access token: ERR_UNAUTHORIZED for what token_verify() refuses and for what was revoked. When revocations could
 * not be read for some seconds, they are read now, or this fails as that does. The identity lives in cx's arena. */
enum err gate_check_token(struct ctx *cx, struct gate *gate, const char *token, size_t len,
                          const struct identity **ret_who) __attribute__((warn_unused_result));
/* By an API key. */
enum err gate_check_key(struct ctx *cx, struct gate *gate, const char *key,
                        const struct identity **ret_who) __attribute__((warn_unused_result));

/* Whether the revocation concerns the identity. */
bool revocation_concerns(const struct revocation *revocation, const struct identity *who);

#endif
