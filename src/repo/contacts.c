// SPDX-License-Identifier: MIT
/* Contacts one at a time. A change is tried first, with the check of its client in the statement; only where it changed
 * nothing the row is looked at. */
#include "repo/contacts.h"
#include "change.h"
#include "gen/sql.h"

enum err contact_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_contacts_get(cx, &(struct sql_contacts_get){.org_id = cx->org_id, .id = opt_int(id)},
                            ret_row);
}

static enum err fail_client(struct ctx *cx)
{
    return fail_field(cx, ERR_VALIDATION_FAILED, "client_id", "not_found", "there is no such client");
}

/* The client may go between the look and the write; the foreign key tells. */
static enum err explain_reference(struct ctx *cx, enum err e)
{
    return e == ERR_STILL_REFERENCED ? fail_client(cx) : e;
}

enum err contact_insert(struct ctx *cx, const struct contact_values *v, struct db_rows *ret_row)
{
    struct db_rows row;
    enum err e = sql_contacts_create(cx,
                                     &(struct sql_contacts_create){
                                         .org_id = cx->org_id,
                                         .client_id = v->client_id,
                                         .full_name = v->full_name,
                                         .position = v->position,
                                         .phone = v->phone,
                                         .email = v->email,
                                     },
                                     &row);

    if (!e && row.n == 0)
        e = fail_client(cx);
    if (!e)
        *ret_row = row;
    return explain_reference(cx, e);
}

enum err contact_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                       const struct contact_values *v, struct db_change *ret_change)
{
    struct db_rows updated;
    struct db_change change;
    enum err e = sql_contacts_update(cx,
                                     &(struct sql_contacts_update){
                                         .org_id = cx->org_id,
                                         .id = opt_int(id),
                                         .revision = revision,
                                         .client_id = v->client_id,
                                         .full_name = v->full_name,
                                         .position = v->position,
                                         .phone = v->phone,
                                         .email = v->email,
                                         .cleared = v->cleared,
                                     },
                                     &updated);

    if (!e)
        e = change_look(cx, &updated, contact_find, id, &change);
    if (!e && change_is_refused(&change, revision))
        e = fail_client(cx);
    if (!e)
        *ret_change = change;
    return explain_reference(cx, e);
}

enum err contact_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                        struct db_change *ret_change)
{
    struct db_rows deleted;
    enum err e = sql_contacts_delete(
        cx,
        &(struct sql_contacts_delete){.org_id = cx->org_id, .id = opt_int(id), .revision = revision},
        &deleted);

    return e ? e : change_look(cx, &deleted, contact_find, id, ret_change);
}
