// SPDX-License-Identifier: MIT
/* Users. A user name made of the e-mail may be drawn by two at once; the unique index tells, and the loser draws
 * again. */
#include "repo/users.h"
#include "db/change.h"
#include "gen/sql.h"
#include "repo/pattern.h"
#include "repo/sessions.h"

#include <string.h>

#define TRIES 5u

enum err users_find_names(struct ctx *cx, struct db_rows *ret_rows)
{
    return sql_users_names(cx, &(struct sql_users_names){.org_id = cx->org_id}, ret_rows);
}

enum err users_find_page(struct ctx *cx, const struct user_filter *filter, struct db_rows *ret_rows,
                         int64_t *ret_total)
{
    const char *pattern = pattern_contains(cx->arena, filter->text);
    struct db_batch batch = {0};
    enum err e;

    sql_users_list_add(cx, &batch,
                       &(struct sql_users_list){
                           .org_id = cx->org_id,
                           .pattern = pattern,
                           .role = filter->role,
                           .is_active = filter->is_active,
                           .page = opt_int(filter->page),
                           .page_size = opt_int(filter->page_size),
                       });
    sql_users_count_add(cx, &batch,
                        &(struct sql_users_count){
                            .org_id = cx->org_id,
                            .pattern = pattern,
                            .role = filter->role,
                            .is_active = filter->is_active,
                        });
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[0];
    *ret_total = db_int(&batch.rows[1], 0, "total");
    return ERR_OK;
}

enum err users_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_users_get(cx, &(struct sql_users_get){.org_id = cx->org_id, .id = id}, ret_row);
}

static bool is_broken(const struct ctx *cx, enum err e, const char *constraint)
{
    return e == ERR_ALREADY_EXISTS && cx->failure.constraint &&
           strstr(cx->failure.constraint, constraint);
}

/* Which of the two names is taken. */
static enum err explain_taken(struct ctx *cx, enum err e)
{
    if (is_broken(cx, e, "users_email"))
        return fail_field(cx, e, "email", "taken", "belongs to a user already");
    if (is_broken(cx, e, "users_username"))
        return fail_field(cx, e, "username", "taken", "belongs to a user already");
    return e;
}

enum err user_insert(struct ctx *cx, const char *id, const struct user_values *v,
                     struct db_rows *ret_row)
{
    struct db_batch batch = {0};
    enum err e = ERR_OK;

    sql_users_create_add(cx, &batch,
                         &(struct sql_users_create){
                             .org_id = cx->org_id,
                             .id = id,
                             .email = v->email,
                             .username = v->username,
                             .full_name = v->full_name,
                             .role = v->role,
                             .language = v->language,
                             .password_hash = v->password_hash,
                         });
    sql_users_get_add(cx, &batch, &(struct sql_users_get){.org_id = cx->org_id, .id = id});
    for (unsigned i = 0; i < TRIES; i++) {
        e = db_batch_run(cx, &batch);
        if (v->username || !is_broken(cx, e, "users_username"))
            break;
    }
    if (!e)
        *ret_row = batch.rows[1];
    return explain_taken(cx, e);
}

/* Whether the patch may leave the organisation without an admin. */
static bool takes_rights(const struct user_values *v)
{
    return (v->role && strcmp(v->role, "admin") != 0) ||
           (v->is_active.state == OPT_SET && !v->is_active.v);
}

struct patch {
    const char *id;
    struct opt_int revision;
    const struct user_values *values;
    struct user_change change;
};

static void add_update(struct ctx *cx, struct db_batch *batch, const struct patch *patch)
{
    const struct user_values *v = patch->values;

    sql_users_update_add(cx, batch,
                         &(struct sql_users_update){
                             .org_id = cx->org_id,
                             .id = patch->id,
                             .revision = patch->revision,
                             .email = v->email,
                             .username = v->username,
                             .full_name = v->full_name,
                             .role = v->role,
                             .language = v->language,
                             .is_active = v->is_active,
                             .password_hash = v->password_hash,
                         });
}

/* With a new password whoever knew the old one is out: also he who signed in by it while the change waited for him, whose
 * session only a statement that begins after it can see. A block has ended them by a trigger. */
static enum err end_sessions(struct ctx *cx, const struct patch *patch)
{
    return patch->change.is_done && patch->values->password_hash
               ? sessions_end_all(cx, patch->id, NULL, "password")
               : ERR_OK;
}

static enum err patch_tx(struct ctx *cx, void *arg)
{
    struct patch *patch = arg;
    struct user_change *change = &patch->change;
    struct db_batch batch = {0};
    unsigned update;
    enum err e;

    if (takes_rights(patch->values))
        sql_organizations_lock_add(cx, &batch, &(struct sql_organizations_lock){cx->org_id});
    update = batch.n;
    add_update(cx, &batch, patch);
    sql_users_get_add(cx, &batch, &(struct sql_users_get){.org_id = cx->org_id, .id = patch->id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    change->is_done = batch.rows[update].n > 0;
    change->row = batch.rows[update + 1];
    change->is_last_admin =
        !change->is_done && change->row.n > 0 && db_is_revision(&change->row, patch->revision);
    return end_sessions(cx, patch);
}

/* In a transaction, though it mostly is one trip: who accepts an invitation meanwhile locks the same rows the other way round,
 * and then it is tried again. */
enum err user_patch(struct ctx *cx, const char *id, struct opt_int revision,
                    const struct user_values *values, struct user_change *ret_change)
{
    struct patch patch = {.id = id, .revision = revision, .values = values};
    enum err e = db_transact(cx, patch_tx, &patch);

    if (e)
        return explain_taken(cx, e);
    *ret_change = patch.change;
    return ERR_OK;
}

struct invite {
    const struct user_invitation *in;
    struct user_invited out;
};

static enum err invite_tx(struct ctx *cx, void *arg)
{
    struct invite *invite = arg;
    const struct user_invitation *in = invite->in;
    const char *org_id = cx->org_id, *user_id;
    struct db_batch batch = {0};
    struct db_rows user;
    enum err e;

    sql_organizations_lock_add(cx, &batch, &(struct sql_organizations_lock){org_id});
    sql_users_invite_add(cx, &batch,
                         &(struct sql_users_invite){
                             .org_id = org_id,
                             .id = in->user_id,
                             .email = in->email,
                             .full_name = in->full_name,
                             .role = in->role,
                             .language = in->language,
                         });
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    user = batch.rows[1];
    if (user.n == 0)
        return fail_field(cx, ERR_ALREADY_EXISTS, "email", "taken", "belongs to a user already");
    user_id = db_text(&user, 0, "id");
    batch = (struct db_batch){0};
    sql_links_void_add(cx, &batch, &(struct sql_links_void){.org_id = org_id, .user_id = user_id});
    sql_links_invite_add(cx, &batch,
                         &(struct sql_links_invite){
                             .org_id = org_id,
                             .id = in->link_id,
                             .user_id = user_id,
                             .token_hash = in->token_hash,
                             .actor = cx->actor_id,
                         });
    sql_users_get_add(cx, &batch, &(struct sql_users_get){.org_id = org_id, .id = user_id});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    invite->out = (struct user_invited){
        .user = batch.rows[2],
        .expires_at = db_text(&batch.rows[1], 0, "expires_at"),
        .is_due = db_bool(&batch.rows[1], 0, "is_due"),
    };
    return ERR_OK;
}

enum err user_invite(struct ctx *cx, const struct user_invitation *invitation,
                     struct user_invited *ret_invited)
{
    struct invite invite = {.in = invitation};
    enum err e = ERR_OK;

    for (unsigned i = 0; i < TRIES; i++) {
        e = db_transact(cx, invite_tx, &invite);
        if (!is_broken(cx, e, "users_username"))
            break;
    }
    if (!e)
        *ret_invited = invite.out;
    return e;
}
