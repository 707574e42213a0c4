// SPDX-License-Identifier: MIT
/* Clients one at a time. A change is tried first, with the check of the new owner in the statement; only where it changed
 * nothing the row is looked at. */
#include "repo/clients.h"
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

/* Why nothing was changed: the client is absent, or of another revision, or its owner could not be. */
static enum err explain(struct ctx *cx, int64_t id, struct opt_int revision,
                        struct client_change *change)
{
    enum err e = client_find(cx, id, &change->row);

    if (e || change->row.n == 0)
        return e;
    if (revision.state == OPT_SET && db_int(&change->row, 0, "revision") != revision.v)
        return ERR_OK;
    return fail_owner(cx);
}

enum err client_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                      const struct client_values *v, struct client_change *ret_change)
{
    struct client_change change = {0};
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
                                    &change.row);

    change.is_done = !e && change.row.n > 0;
    if (!e && !change.is_done)
        e = explain(cx, id, revision, &change);
    if (!e)
        *ret_change = change;
    return e;
}

enum err client_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                       struct client_change *ret_change)
{
    struct client_change change = {0};
    enum err e = sql_clients_delete(
        cx,
        &(struct sql_clients_delete){.org_id = cx->org_id, .id = opt_int(id), .revision = revision},
        &change.row);

    change.is_done = !e && change.row.n > 0;
    if (!e && !change.is_done)
        e = client_find(cx, id, &change.row);
    if (!e)
        *ret_change = change;
    return e;
}
