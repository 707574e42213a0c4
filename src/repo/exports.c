// SPDX-License-Identifier: MIT
#include "repo/exports.h"

#include "base/uuid.h"
#include "gen/sql.h"

enum err export_find_settings(struct ctx *cx, struct export_settings *ret_settings)
{
    struct db_rows row;
    enum err e = sql_exports_settings(
        cx, &(struct sql_exports_settings){.org_id = cx->org_id, .actor = cx->actor_id}, &row);

    if (!e && row.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (e)
        return e;
    *ret_settings = (struct export_settings){
        .language = db_text(&row, 0, "language"),
        .today = db_text(&row, 0, "today"),
    };
    return ERR_OK;
}

enum err export_tell(struct ctx *cx, const struct export_record *record)
{
    char id[UUID_SIZE];
    struct db_rows none;

    uuid_v7(id);
    return sql_exports_tell(cx,
                            &(struct sql_exports_tell){
                                .org_id = cx->org_id,
                                .entity = record->entity,
                                .id = id,
                                .format = record->format,
                                .n_rows = opt_int(record->n_rows),
                                .is_complete = opt_bool(record->is_complete),
                                .filter = filter_write(cx->arena, record->filter),
                            },
                            &none);
}
