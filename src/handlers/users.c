// SPDX-License-Identifier: MIT
/* The people of the organisation, as its admins see and change them. */
#include "repo/users.h"
#include "auth.h"
#include "auth/password.h"
#include "gen/api.h"
#include "handlers/app.h"
#include "http/json_rows.h"
#include "http/read_only.h"
#include "http/reply.h"
#include "outbound/mail.h"

enum err users_names(struct ctx *cx, const struct users_names_in *in, struct reply *ret_reply)
{
    struct db_rows rows;
    enum err e = users_find_names(cx, &rows);

    (void)in;
    return e ? e : reply_rows(cx, ret_reply, 200, &rows);
}

enum err users_list(struct ctx *cx, const struct users_list_in *in, struct reply *ret_reply)
{
    const struct user_filter filter = {
        .text = in->q.v,
        .role = in->role.v,
        .is_active = in->is_active,
        .page = in->page.v,
        .page_size = in->page_size.v,
    };
    struct reply_page page = {.page = filter.page, .page_size = filter.page_size};
    struct db_rows rows;
    enum err e = users_find_page(cx, &filter, &rows, &page.total);

    return e ? e : reply_page(cx, ret_reply, &rows, page);
}

enum err users_get(struct ctx *cx, const struct users_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = users_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

static enum err hash_new_password(struct ctx *cx, const char *password, const char *email,
                                  const char **ret_hash)
{
    enum err e = password_check(cx, "password", password, email);

    return e ? e : password_hash(cx, cx->app->compute, password, ret_hash);
}

enum err users_create(struct ctx *cx, const struct users_create_in *in, struct reply *ret_reply)
{
    const struct user_create *b = &in->body;
    struct user_values values = {
        .email = b->email.v,
        .username = b->username.v,
        .full_name = b->full_name.v,
        .role = b->role.v,
        .language = b->language.v,
    };
    char id[UUID_SIZE];
    struct db_rows row;
    enum err e = hash_new_password(cx, b->password.v, b->email.v, &values.password_hash);

    if (e)
        return e;
    uuid_v7(id);
    e = user_insert(cx, id, &values, &row);
    return e ? e : reply_created(cx, ret_reply, "users", &row);
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

static enum err change_user(struct ctx *cx, const char *id, struct opt_int revision,
                            const struct user_values *values, struct db_rows *ret_row)
{
    struct user_change change;
    enum err e = user_patch(cx, id, revision, values, &change);

    if (e)
        return e;
    if (change.is_last_admin)
        return fail(cx, ERR_LAST_ADMIN, NULL);
    if (!change.is_done)
        return fail_revision(cx, &change.row);
    *ret_row = change.row;
    return ERR_OK;
}

/* A new password is compared with the e-mail the user will have. */
static enum err hash_patched_password(struct ctx *cx, const char *id, const struct user_update *b,
                                      const char **ret_hash)
{
    struct db_rows row;
    enum err e;

    if (!b->password.v)
        return ERR_OK;
    e = users_find(cx, id, &row);
    if (!e && row.n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (e)
        return e;
    return hash_new_password(cx, b->password.v, b->email.v ? b->email.v : db_text(&row, 0, "email"),
                             ret_hash);
}

enum err users_update(struct ctx *cx, const struct users_update_in *in, struct reply *ret_reply)
{
    const struct user_update *b = &in->body;
    struct user_values values = {
        .email = b->email.v,
        .username = b->username.v,
        .full_name = b->full_name.v,
        .role = b->role.v,
        .language = b->language.v,
        .is_active = b->is_active,
    };
    struct db_rows row;
    enum err e = read_only_check_uuid_patch(cx, b, users_find, in->id.v);

    if (!e)
        e = hash_patched_password(cx, in->id.v, b, &values.password_hash);
    if (!e)
        e = change_user(cx, in->id.v, in->if_match, &values, &row);
    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err users_delete(struct ctx *cx, const struct users_delete_in *in, struct reply *ret_reply)
{
    const struct user_values blocked = {.is_active = opt_bool(false)};
    struct db_rows row;
    enum err e = change_user(cx, in->id.v, in->if_match, &blocked, &row);

    return e ? e : reply_empty(cx, ret_reply, 204);
}

/* --- inviting ---------------------------------------------------------------------------------------------------- */

static enum err reply_invited(struct ctx *cx, struct reply *ret_reply,
                              const struct user_invited *invited, const char *token)
{
    const struct mail_settings settings = mail_settings_of(cx->arena, cx->app->config);
    bool is_mailed = invited->is_due && mail_is_on(&settings);
    struct buf json;

    buf_init(&json, cx->arena, 1024);
    buf_puts(&json, "{\"user\":");
    json_row(&json, &invited->user, 0);
    buf_printf(&json, ",\"invite_url\":\"%s/accept-invite#token=%s\"", cx->app->public_url, token);
    buf_printf(&json, ",\"expires_at\":\"%s\",\"is_mailed\":%s}", invited->expires_at,
               is_mailed ? "true" : "false");
    return reply_json(cx, ret_reply, 201, &json);
}

enum err users_invite(struct ctx *cx, const struct users_invite_in *in, struct reply *ret_reply)
{
    const struct user_invite *b = &in->body;
    char user_id[UUID_SIZE];
    struct auth_link link;
    const struct user_invitation invitation = {
        .user_id = user_id,
        .link_id = link.id,
        .token_hash = link.hash,
        .email = b->email.v,
        .full_name = b->full_name.v,
        .role = b->role.v,
        .language = b->language.v,
    };
    struct user_invited invited;
    enum err e;

    uuid_v7(user_id);
    auth_link_new(cx, &link);
    e = user_invite(cx, &invitation, &invited);
    return e ? e : reply_invited(cx, ret_reply, &invited, link.token);
}
