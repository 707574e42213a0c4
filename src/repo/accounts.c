// SPDX-License-Identifier: MIT
/* Users as those who sign in. A password is only ever replaced where it still is the one that was compared, so that of
 * two changes at once the second is refused. */
#include "repo/accounts.h"
#include "base/uuid.h"
#include "gen/sql.h"

#include <string.h>

enum err account_enter(struct ctx *cx, const struct login_user *user, const char *new_hash,
                       bool *ret_is_entered, struct account_rights *ret_rights)
{
    const char *note = cx->note;
    struct db_rows row;
    enum err e;

    if (new_hash)
        cx->note = "rehashed"; /* the audit log would tell of a new password otherwise */
    e = sql_accounts_enter(cx,
                           &(struct sql_accounts_enter){
                               .org_id = user->org_id,
                               .id = user->id,
                               .password_hash = user->password_hash,
                               .new_hash = new_hash,
                           },
                           &row);
    cx->note = note;
    if (e)
        return e;
    *ret_is_entered = row.n > 0;
    if (row.n)
        *ret_rights =
            (struct account_rights){db_text(&row, 0, "role"), db_int(&row, 0, "token_epoch")};
    return ERR_OK;
}

enum err account_secret(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_accounts_secret(cx, &(struct sql_accounts_secret){.org_id = cx->org_id, .id = id},
                               ret_row);
}

enum err account_show(struct ctx *cx, const char *id, struct db_rows *ret_user,
                      struct db_rows *ret_organization)
{
    struct db_batch batch = {0};
    enum err e;

    sql_users_get_add(cx, &batch, &(struct sql_users_get){.org_id = cx->org_id, .id = id});
    sql_organizations_get_add(cx, &batch, &(struct sql_organizations_get){.org_id = cx->org_id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_user = batch.rows[0];
    *ret_organization = batch.rows[1];
    return ERR_OK;
}

/* --- one's own settings ------------------------------------------------------------------------------------------ */

struct update {
    const char *id;
    const struct account_patch *patch;
    bool is_done;
};

/* With a new password whoever knew the old one is out. */
static enum err end_the_others(struct ctx *cx, const struct update *update)
{
    const char *kept = update->patch->session_id;
    struct db_batch batch = {0};

    sql_sessions_end_all_add(cx, &batch,
                             &(struct sql_sessions_end_all){
                                 .org_id = cx->org_id,
                                 .user_id = update->id,
                                 .reason = "password",
                                 .kept_id = *kept ? kept : NULL,
                             });
    sql_links_void_add(cx, &batch,
                       &(struct sql_links_void){.org_id = cx->org_id, .user_id = update->id});
    return db_batch_run(cx, &batch);
}

static enum err update_tx(struct ctx *cx, void *arg)
{
    struct update *update = arg;
    const struct account_patch *patch = update->patch;
    struct db_rows rows;
    enum err e = sql_accounts_update(cx,
                                     &(struct sql_accounts_update){
                                         .org_id = cx->org_id,
                                         .id = update->id,
                                         .revision = patch->revision,
                                         .full_name = patch->full_name,
                                         .language = patch->language,
                                         .new_hash = patch->new_hash,
                                         .password_hash = patch->old_hash,
                                     },
                                     &rows);

    if (e)
        return e;
    update->is_done = rows.n > 0;
    return update->is_done && patch->new_hash ? end_the_others(cx, update) : ERR_OK;
}

enum err account_update(struct ctx *cx, const char *id, const struct account_patch *patch,
                        bool *ret_is_done)
{
    struct update update = {.id = id, .patch = patch};
    enum err e = patch->new_hash ? db_transact(cx, update_tx, &update) : update_tx(cx, &update);

    if (!e)
        *ret_is_done = update.is_done;
    return e;
}

/* --- coming to be ------------------------------------------------------------------------------------------------ */

enum err account_knock(struct ctx *cx, const struct login_guard *guard, const char *email,
                       bool *ret_is_taken)
{
    struct db_rows row;
    enum err e = sql_accounts_knock(cx,
                                    &(struct sql_accounts_knock){
                                        .address = guard->address,
                                        .address_limit = opt_int(guard->address_limit),
                                        .email = email,
                                    },
                                    &row);

    if (e)
        return e;
    if (!db_is_null(&row, 0, "wait_s"))
        return fail_retry(cx, ERR_TOO_MANY_LOGINS, (unsigned)db_int(&row, 0, "wait_s"));
    *ret_is_taken = db_bool(&row, 0, "is_taken");
    return ERR_OK;
}

/* Of two who come first at once, the second joins what the first has made. */
static enum err first_organization(struct ctx *cx, const char **ret_org_id)
{
    struct db_batch batch = {0};
    enum err e;

    sql_logins_lock_add(cx, &batch, &(struct sql_logins_lock){.account = "first organization"});
    sql_organizations_first_add(cx, &batch);
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_org_id = batch.rows[1].n ? db_text(&batch.rows[1], 0, "org_id") : NULL;
    return e;
}

static enum err organization_create(struct ctx *cx, const struct account_new *account,
                                    const char **ret_org_id)
{
    char *id = arena_alloc(cx->arena, UUID_SIZE);
    struct db_rows none;
    enum err e;

    uuid_v7(id);
    e = sql_organizations_create(cx,
                                 &(struct sql_organizations_create){
                                     .id = id,
                                     .name = account->organization_name,
                                     .language = account->language,
                                 },
                                 &none);
    if (!e)
        *ret_org_id = id;
    return e;
}

enum err account_home(struct ctx *cx, const char *language, const char **ret_org_id)
{
    const struct account_new account = {.language = language};
    enum err e = first_organization(cx, ret_org_id);

    return e || *ret_org_id ? e : organization_create(cx, &account, ret_org_id);
}

/* Two who came at once may have drawn the same user name: the next try finds another. */
static enum err explain_clash(struct ctx *cx, enum err e)
{
    if (e != ERR_ALREADY_EXISTS || !cx->failure.constraint ||
        !strstr(cx->failure.constraint, "users_username"))
        return e;
    e = fail(cx, ERR_CONFLICT, NULL);
    cx->failure.is_transient = true;
    return e;
}

enum err account_create(struct ctx *cx, const struct account_new *account, const char **ret_org_id)
{
    const char *org_id = NULL;
    struct db_rows none;
    enum err e = account->joins_first ? account_home(cx, account->language, &org_id)
                                      : organization_create(cx, account, &org_id);

    if (!e)
        e = sql_users_create(cx,
                             &(struct sql_users_create){
                                 .org_id = org_id,
                                 .id = account->id,
                                 .email = account->email,
                                 .full_name = account->full_name,
                                 .role = "admin",
                                 .language = account->language,
                                 .password_hash = account->password_hash,
                             },
                             &none);
    if (!e)
        *ret_org_id = org_id;
    return explain_clash(cx, e);
}
