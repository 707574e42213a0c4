// SPDX-License-Identifier: MIT
/* Who acts: a person with an access token, or a program with an API key. */
#ifndef SAUDA_AUTH_IDENTITY_H
#define SAUDA_AUTH_IDENTITY_H

#include "auth/permission.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

struct identity {
    char org_id[UUID_SIZE];
    char actor_id[UUID_SIZE];   /* of the user or the key */
    char session_id[UUID_SIZE]; /* "": a key, or nobody has to sign in */
    enum role role;
    bool is_key;
    int64_t epoch;        /* of the user, when the token was made */
    int64_t expires_at_s; /* seconds since 1970; INT64_MAX: never by itself */
};

#endif
