// SPDX-License-Identifier: MIT
/* API keys as those who manage them see them. Revoked ones stay, so that the audit log can name them, but are shown no
 * more. */
#ifndef SAUDA_REPO_API_KEYS_H
#define SAUDA_REPO_API_KEYS_H

#include "base/ctx.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

#define API_KEYS_MAX 200 /* of an organisation, not counting revoked ones */

/* The newest first. `ret_total`: how many there are on all pages. */
enum err api_keys_find_page(struct ctx *cx, int64_t page, int64_t page_size, struct db_rows *ret_rows,
                            int64_t *ret_total) __attribute__((warn_unused_result));

struct api_key_values {
    const char *name, *role;
    const char *prefix; /* how the key begins */
    const char *hash;   /* its SHA-256 in hexadecimal */
};

/* A new key with the given id, made by the ctx's actor. ERR_CONFLICT when the organisation has API_KEYS_MAX. */
enum err api_key_insert(struct ctx *cx, const char *id, const struct api_key_values *values,
                        struct db_rows *ret_row) __attribute__((warn_unused_result));
/* ERR_NOT_FOUND when there is none that works. */
enum err api_key_revoke(struct ctx *cx, const char *id) __attribute__((warn_unused_result));

#endif
