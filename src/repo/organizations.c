// SPDX-License-Identifier: MIT
/* Organisations. Time zones are those that PostgreSQL has, as it is what computes with them. */
#include "repo/organizations.h"
#include "gen/sql.h"

enum err organization_find(struct ctx *cx, struct db_rows *ret_row)
{
    return sql_organizations_get(cx, &(struct sql_organizations_get){cx->org_id}, ret_row);
}

static enum err check_time_zone(struct ctx *cx, const char *time_zone)
{
    struct db_rows row;
    enum err e;

    if (!time_zone)
        return ERR_OK;
    e = sql_organizations_may_use_zone(
        cx, &(struct sql_organizations_may_use_zone){.org_id = cx->org_id, .time_zone = time_zone},
        &row);
    if (!e && !db_bool(&row, 0, "is_known"))
        e = fail_field(cx, ERR_VALIDATION_FAILED, "time_zone", "unknown",
                       "must be the IANA name of a time zone, such as Asia/Almaty");
    return e;
}

enum err organization_patch(struct ctx *cx, struct opt_int revision,
                            const struct organization_values *v, struct db_change *ret_change)
{
    struct db_batch batch = {0};
    enum err e = check_time_zone(cx, v->time_zone);

    if (e)
        return e;
    sql_organizations_update_add(cx, &batch,
                                 &(struct sql_organizations_update){
                                     .org_id = cx->org_id,
                                     .revision = revision,
                                     .name = v->name,
                                     .currency = v->currency,
                                     .time_zone = v->time_zone,
                                     .language = v->language,
                                 });
    sql_organizations_get_add(cx, &batch, &(struct sql_organizations_get){cx->org_id});
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_change = (struct db_change){.is_done = batch.rows[0].n > 0, .row = batch.rows[1]};
    return e;
}
