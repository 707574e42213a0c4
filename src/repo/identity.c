// SPDX-License-Identifier: MIT
/* The two statements that know no organisation yet: they find out whose a request is. */
#include "repo/identity.h"
#include "gen/sql.h"

enum err identity_of_key(struct ctx *cx, const char *hash, struct db_rows *ret_row)
{
    return sql_api_keys_use(cx, &(struct sql_api_keys_use){.hash = hash}, ret_row);
}

enum err identity_revocations(struct ctx *cx, int64_t since, struct db_rows *ret_rows)
{
    return sql_revocations_read(
        cx, &(struct sql_revocations_read){.since = db_int_text(cx->arena, opt_int(since))},
        ret_rows);
}
