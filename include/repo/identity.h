// SPDX-License-Identifier: MIT
/* What the gate asks of the database: whose an API key is, and who may act no longer. */
#ifndef SAUDA_REPO_IDENTITY_H
#define SAUDA_REPO_IDENTITY_H

#include "base/ctx.h"
#include "db/query.h"

/* Columns: org_id, id, role; no row where the key does not work. `hash` in hexadecimal. Notes that it was used. */
enum err identity_of_key(struct ctx *cx, const char *hash, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* Columns: kind (null: there is none), subject, epoch, xid, horizon. Since the transaction `since`; at least one row, whose
 * horizon is where the next look begins. */
enum err identity_revocations(struct ctx *cx, int64_t since, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));

#endif
