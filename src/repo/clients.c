// SPDX-License-Identifier: MIT
/* Clients one at a time. A change is tried first, with the check of the new owner in the statement; only where it changed
 * nothing the row is looked at. */
#include "repo/clients.h"
#include "change.h"
#include "gen/sql.h"

enum err client_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_clients_get(cx, &(struct sql_clients_get){.org_id = cx->org_id, .id = opt_int(id)},
                           ret_row);
}

static enum err fail_owner(struct ctx *cx)
{
    return fail_field(cx, ERR_VALIDATION_FAILED, "owner_id", "not_found",
                      "is no active user of the organisation");
}

enum err client_insert(struct ctx *cx, const struct client_values *v, struct db_rows *ret_row)
{
    struct db_rows row;
    enum err e = sql_clients_create(cx,
                                    &(struct sql_clients_create){
                                        .org_id = cx->org_id,
                                        .name = v->name,
                                        .bin_iin = v->bin_iin,
                                        .phone = v->phone,
                                        .email = v->email,
                                        .address = v->address,
                                        .source = v->source,
                                        .tags = v->tags,
                                        .owner_id = v->owner_id,
                                    },
                                    &row);

    if (!e && row.n == 0)
        e = fail_owner(cx);
    if (!e)
        *ret_row = row;
    return e;
}

enum err client_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                      const struct client_values *v, struct db_change *ret_change)
{
    struct db_rows updated;
    struct db_change change;
    enum err e = sql_clients_update(cx,
                                    &(struct sql_clients_update){
                                        .org_id = cx->org_id,
                                        .id = opt_int(id),
                                        .revision = revision,
                                        .name = v->name,
                                        .bin_iin = v->bin_iin,
                                        .phone = v->phone,
                                        .email = v->email,
                                        .address = v->address,
                                        .source = v->source,
                                        .tags = v->tags,
                                        .owner_id = v->owner_id,
                                        .cleared = v->cleared,
                                    },
                                    &updated);

    if (!e)
        e = change_look(cx, &updated, client_find, id, &change);
    if (!e && change_is_refused(&change, revision))
        e = fail_owner(cx);
    if (!e)
        *ret_change = change;
    return e;
}

/* Each of them leaves an event, and the event feed waits for the whole transaction. What comes in behind the count is no more
 * than a few. */
static enum err check_removal(struct ctx *cx, int64_t id)
{
    const char *ids[] = {db_int_text(cx->arena, opt_int(id))};
    struct db_rows count;
    enum err e = sql_clients_merge_count(
        cx,
        &(struct sql_clients_merge_count){.org_id = cx->org_id, .ids = db_array(cx->arena, 1, ids)},
        &count);

    if (e)
        return e;
    return db_int(&count, 0, "n") > CLIENT_REMOVE_MAX_ROWS ? fail(cx, ERR_CLIENT_TOO_FULL, NULL)
                                                           : ERR_OK;
}

enum err client_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                       struct db_change *ret_change)
{
    struct db_rows deleted;
    enum err e = check_removal(cx, id);

    if (e)
        return e;
    e = sql_clients_delete(
        cx,
        &(struct sql_clients_delete){.org_id = cx->org_id, .id = opt_int(id), .revision = revision},
        &deleted);
    return e ? e : change_look(cx, &deleted, client_find, id, ret_change);
}
