// SPDX-License-Identifier: MIT
/* Failed sign-ins. Whether one more try is allowed is asked by the statement that needs it (login_wait_s() in the
 * schema); whoever decides by it locks the subjects first, in the same trip. */
#include "repo/logins.h"
#include "base/network.h"
#include "base/value.h"
#include "db/query.h"
#include "gen/sql.h"

#include <string.h>

const char *login_address(struct arena *arena, const char *client_address)
{
    char text[IP_TEXT_SIZE];
    struct ip ip;

    if (!ip_parse(client_address, strlen(client_address), &ip))
        return arena_printf(arena, "address:%s", client_address);
    ip_write(ip_customer(ip), text);
    return arena_printf(arena, ip_is_v4(ip) ? "address:%s" : "address:%s/64", text);
}

const char *login_account(struct arena *arena, const char *user_id)
{
    return arena_printf(arena, "account:%s", user_id);
}

static enum err refuse_while(struct ctx *cx, const struct db_rows *row)
{
    if (db_is_null(row, 0, "wait_s"))
        return ERR_OK;
    return fail_retry(cx, ERR_TOO_MANY_LOGINS, (unsigned)db_int(row, 0, "wait_s"));
}

enum err login_find(struct ctx *cx, const char *username, struct login_guard *guard,
                    struct login_user *ret_user)
{
    struct db_rows row;
    enum err e = sql_logins_find(cx,
                                 &(struct sql_logins_find){
                                     .username = username,
                                     .account_limit = opt_int(guard->account_limit),
                                     .address = guard->address,
                                     .address_limit = opt_int(guard->address_limit),
                                 },
                                 &row);

    if (!e)
        e = refuse_while(cx, &row);
    if (e)
        return e;
    guard->account = db_text(&row, 0, "account");
    *ret_user = (struct login_user){
        .org_id = db_text(&row, 0, "org_id"),
        .id = db_text(&row, 0, "id"),
        .password_hash = db_text(&row, 0, "password_hash"),
    };
    return ERR_OK;
}

static void lock_add(struct ctx *cx, struct db_batch *batch, const struct login_guard *guard)
{
    sql_logins_lock_add(
        cx, batch, &(struct sql_logins_lock){.account = guard->account, .address = guard->address});
}

enum err login_allow(struct ctx *cx, const struct login_guard *guard)
{
    struct db_batch batch = {0};
    enum err e;

    lock_add(cx, &batch, guard);
    sql_logins_wait_add(cx, &batch,
                        &(struct sql_logins_wait){
                            .account = guard->account,
                            .account_limit = opt_int(guard->account_limit),
                            .address = guard->address,
                            .address_limit = opt_int(guard->address_limit),
                        });
    e = db_batch_run(cx, &batch);
    return e ? e : refuse_while(cx, &batch.rows[1]);
}

enum err login_count_failure(struct ctx *cx, const struct login_guard *guard)
{
    struct db_batch batch = {0};
    enum err e;

    lock_add(cx, &batch, guard);
    sql_logins_note_add(cx, &batch,
                        &(struct sql_logins_note){
                            .account = guard->account,
                            .account_limit = opt_int(guard->account_limit),
                            .address = guard->address,
                            .address_limit = opt_int(guard->address_limit),
                        });
    e = db_batch_run(cx, &batch);
    return e ? e : refuse_while(cx, &batch.rows[1]);
}

enum err login_forgive(struct ctx *cx, const char *account)
{
    struct db_rows none;

    return sql_logins_forgive(cx, &(struct sql_logins_forgive){.account = account}, &none);
}
