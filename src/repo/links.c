// SPDX-License-Identifier: MIT
/* Links sent by mail. Using one is a single UPDATE, so of two who use it at once one finds it used. */
#include "repo/links.h"
#include "gen/sql.h"

enum err link_request(struct ctx *cx, const struct login_guard *guard, const struct link_new *link)
{
    struct db_batch batch = {0};

    sql_logins_lock_add(cx, &batch,
                        &(struct sql_logins_lock){
                            .account = arena_printf(cx->arena, "reset:%s", link->email),
                            .address = arena_printf(cx->arena, "reset:%s", guard->address),
                        });
    sql_links_request_add(cx, &batch,
                          &(struct sql_links_request){
                              .email = link->email,
                              .address = guard->address,
                              .address_limit = opt_int(guard->address_limit),
                              .id = link->id,
                              .token_hash = link->token_hash,
                          });
    return db_batch_run(cx, &batch);
}

enum err link_find(struct ctx *cx, const char *token_hash, const char *kind, const char **ret_email)
{
    struct db_rows row;
    enum err e =
        sql_links_find(cx, &(struct sql_links_find){.token_hash = token_hash, .kind = kind}, &row);

    if (e)
        return e;
    if (row.n == 0)
        return fail(cx, ERR_LINK_INVALID, NULL);
    *ret_email = db_text(&row, 0, "email");
    return ERR_OK;
}

static enum err set_password(struct ctx *cx, const struct link_use *use, const struct login_user *user)
{
    struct db_rows row;
    enum err e = sql_accounts_set_password(cx,
                                           &(struct sql_accounts_set_password){
                                               .password_hash = use->password_hash,
                                               .full_name = use->full_name,
                                               .language = use->language,
                                               .org_id = user->org_id,
                                               .id = user->id,
                                           },
                                           &row);

    if (e)
        return e;
    return row.n ? ERR_OK : fail(cx, ERR_LINK_INVALID, NULL);
}

enum err link_use(struct ctx *cx, const struct link_use *use, struct login_user *ret_user)
{
    struct db_batch batch = {0};
    struct login_user user;
    struct db_rows link;
    enum err e = sql_links_use(
        cx, &(struct sql_links_use){.token_hash = use->token_hash, .kind = use->kind}, &link);

    if (e)
        return e;
    if (link.n == 0)
        return fail(cx, ERR_LINK_INVALID, NULL);
    user = (struct login_user){.org_id = db_text(&link, 0, "org_id"),
                               .id = db_text(&link, 0, "user_id"),
                               .password_hash = use->password_hash};
    cx->org_id = user.org_id;
    cx->actor_id = user.id;
    e = set_password(cx, use, &user);
    if (e)
        return e;
    sql_sessions_end_all_add(cx, &batch,
                             &(struct sql_sessions_end_all){
                                 .reason = "password", .org_id = user.org_id, .user_id = user.id});
    sql_links_void_add(cx, &batch,
                       &(struct sql_links_void){.org_id = user.org_id, .user_id = user.id});
    sql_logins_forgive_add(
        cx, &batch, &(struct sql_logins_forgive){.account = login_account(cx->arena, user.id)});
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_user = user;
    return e;
}
