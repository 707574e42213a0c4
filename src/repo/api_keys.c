// SPDX-License-Identifier: MIT
/* API keys. Two who make the last one that is allowed wait for each other at the organisation's row. */
#include "repo/api_keys.h"
#include "gen/sql.h"

enum err api_keys_find_page(struct ctx *cx, int64_t page, int64_t page_size,
                            struct db_rows *ret_rows, int64_t *ret_total)
{
    struct db_batch batch = {0};
    enum err e;

    sql_api_keys_list_add(cx, &batch,
                          &(struct sql_api_keys_list){
                              .org_id = cx->org_id,
                              .page = opt_int(page),
                              .page_size = opt_int(page_size),
                          });
    sql_api_keys_count_add(cx, &batch, &(struct sql_api_keys_count){cx->org_id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[0];
    *ret_total = db_int(&batch.rows[1], 0, "total");
    return ERR_OK;
}

enum err api_key_insert(struct ctx *cx, const char *id, const struct api_key_values *v,
                        struct db_rows *ret_row)
{
    struct db_batch batch = {0};
    enum err e;

    sql_organizations_lock_add(cx, &batch, &(struct sql_organizations_lock){cx->org_id});
    sql_api_keys_create_add(cx, &batch,
                            &(struct sql_api_keys_create){
                                .org_id = cx->org_id,
                                .id = id,
                                .name = v->name,
                                .role = v->role,
                                .prefix = v->prefix,
                                .hash = v->hash,
                                .created_by = cx->actor_id,
                                .at_most = opt_int(API_KEYS_MAX),
                            });
    sql_api_keys_get_add(cx, &batch, &(struct sql_api_keys_get){.org_id = cx->org_id, .id = id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    if (batch.rows[2].n == 0)
        return fail_fmt(
            cx, ERR_CONFLICT,
            "There are %d keys, more are not possible. Revoke one that is not used first.",
            API_KEYS_MAX);
    *ret_row = batch.rows[2];
    return ERR_OK;
}

enum err api_key_revoke(struct ctx *cx, const char *id)
{
    struct db_rows rows;
    enum err e =
        sql_api_keys_revoke(cx, &(struct sql_api_keys_revoke){.org_id = cx->org_id, .id = id}, &rows);

    if (!e && rows.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    return e;
}
