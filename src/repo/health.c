// SPDX-License-Identifier: MIT
/* Two statements for balancers and monitors; neither touches a tenant's rows. */
#include "repo/health.h"
#include "db/migrate.h"
#include "gen/sql.h"

enum err health_ping(struct ctx *cx)
{
    struct db_rows rows;

    return sql_health_ping(cx, &rows);
}

enum err health_state(struct ctx *cx, struct health_state *ret_state)
{
    struct db_rows rows;
    enum err e = sql_health_ready(cx, &rows);

    if (e)
        return e;
    ret_state->is_behind = db_int(&rows, 0, "version") < db_migrations[n_db_migrations - 1].version;
    ret_state->months_ahead = (int)db_int(&rows, 0, "months_ahead");
    return ERR_OK;
}
