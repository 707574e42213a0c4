// SPDX-License-Identifier: MIT
/* Sessions and their refresh tokens. Of two uses of one token the lock on the session lets the second see what the
 * first has made of it; the lock and the look travel together, each with a snapshot of its own. */
#include "repo/sessions.h"
#include "gen/sql.h"

enum err session_create(struct ctx *cx, const struct session_new *session,
                        const struct session_client *client)
{
    struct db_rows none;

    return sql_sessions_create(cx,
                               &(struct sql_sessions_create){
                                   .org_id = session->org_id,
                                   .id = session->id,
                                   .user_id = session->user_id,
                                   .address = client->address,
                                   .user_agent = client->user_agent,
                                   .is_cookie = opt_bool(session->is_cookie),
                                   .token_hash = session->token_hash,
                                   .at_most = opt_int(SESSIONS_MAX),
                               },
                               &none);
}

enum err session_take(struct ctx *cx, const char *token_hash, const struct session_client *client,
                      bool *ret_is_found, struct session_token *ret_token)
{
    struct db_batch batch = {0};
    const struct db_rows *row = &batch.rows[1];
    enum err e;

    sql_sessions_lock_add(cx, &batch, &(struct sql_sessions_lock){.token_hash = token_hash});
    sql_sessions_find_add(cx, &batch,
                          &(struct sql_sessions_find){
                              .address = client->address,
                              .user_agent = client->user_agent,
                              .token_hash = token_hash,
                          });
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_is_found = row->n > 0;
    if (row->n)
        *ret_token = (struct session_token){
            .org_id = db_text(row, 0, "org_id"),
            .session_id = db_text(row, 0, "session_id"),
            .user_id = db_text(row, 0, "user_id"),
            .role = db_text(row, 0, "role"),
            .epoch = db_int(row, 0, "token_epoch"),
            .is_open = db_bool(row, 0, "is_open"),
            .is_used = db_bool(row, 0, "is_used"),
            .is_repeated = db_bool(row, 0, "is_repeated"),
        };
    return ERR_OK;
}

enum err session_rotate(struct ctx *cx, const struct session_token *token, const char *token_hash,
                        const char *successor_hash, const struct session_client *client)
{
    struct db_rows none;

    return sql_sessions_rotate(cx,
                               &(struct sql_sessions_rotate){
                                   .address = client->address,
                                   .user_agent = client->user_agent,
                                   .org_id = token->org_id,
                                   .token_hash = token_hash,
                                   .successor_hash = successor_hash,
                               },
                               &none);
}

enum err session_end_reused(struct ctx *cx, const struct session_token *token,
                            const struct session_client *client)
{
    struct db_rows none;

    return sql_sessions_end_reused(cx,
                                   &(struct sql_sessions_end_reused){
                                       .org_id = token->org_id,
                                       .id = token->session_id,
                                       .address = client->address,
                                       .user_agent = client->user_agent,
                                   },
                                   &none);
}

enum err session_end(struct ctx *cx, const char *user_id, const char *id, const char *reason,
                     bool *ret_is_done)
{
    struct db_rows rows;
    enum err e =
        sql_sessions_end(cx,
                         &(struct sql_sessions_end){
                             .reason = reason, .org_id = cx->org_id, .user_id = user_id, .id = id},
                         &rows);

    if (!e)
        *ret_is_done = rows.n > 0;
    return e;
}

enum err sessions_end_all(struct ctx *cx, const char *user_id, const char *kept_id, const char *reason)
{
    struct db_rows none;

    return sql_sessions_end_all(
        cx,
        &(struct sql_sessions_end_all){
            .reason = reason, .org_id = cx->org_id, .user_id = user_id, .kept_id = kept_id},
        &none);
}

enum err sessions_find(struct ctx *cx, const char *user_id, const struct session_page *page,
                       struct db_rows *ret_rows, int64_t *ret_total)
{
    struct db_batch batch = {0};
    enum err e;

    sql_sessions_list_add(cx, &batch,
                          &(struct sql_sessions_list){
                              .current_id = page->current_id,
                              .org_id = cx->org_id,
                              .user_id = user_id,
                              .page_size = opt_int(page->page_size),
                              .page = opt_int(page->page),
                          });
    sql_sessions_count_add(cx, &batch,
                           &(struct sql_sessions_count){.org_id = cx->org_id, .user_id = user_id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[0];
    *ret_total = db_int(&batch.rows[1], 0, "total");
    return ERR_OK;
}
