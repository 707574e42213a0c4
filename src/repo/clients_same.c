// SPDX-License-Identifier: MIT
/* Clients that may be the same. */
#include "gen/sql.h"
#include "repo/clients.h"

enum err clients_find_duplicates(struct ctx *cx, int64_t at_most, struct db_rows *ret_rows)
{
    return sql_clients_duplicates(
        cx, &(struct sql_clients_duplicates){.org_id = cx->org_id, .at_most = opt_int(at_most)},
        ret_rows);
}

enum err clients_find_duplicates_of(struct ctx *cx, int64_t id, struct db_rows *ret_rows)
{
    struct db_batch batch = {0};
    enum err e;

    sql_clients_get_add(cx, &batch,
                        &(struct sql_clients_get){.org_id = cx->org_id, .id = opt_int(id)});
    sql_clients_duplicates_of_add(
        cx, &batch, &(struct sql_clients_duplicates_of){.org_id = cx->org_id, .id = opt_int(id)});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    if (batch.rows[0].n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    *ret_rows = batch.rows[1];
    return ERR_OK;
}
