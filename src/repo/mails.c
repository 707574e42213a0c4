// SPDX-License-Identifier: MIT
/* The queues of mails. A claim is a lease and not a lock: no connection is held while a mail server takes its time. */
#include "repo/mails.h"
#include "gen/sql.h"

enum err mails_claim(struct ctx *cx, int lease_s, struct mail_try *ret_try, bool *ret_has)
{
    struct db_rows row;
    enum err e = sql_mails_claim(cx, &(struct sql_mails_claim){.lease_s = opt_int(lease_s)}, &row);

    if (e)
        return e;
    *ret_has = row.n > 0;
    if (row.n)
        *ret_try =
            (struct mail_try){.queue = db_bool(&row, 0, "is_reminder") ? MAIL_REMINDERS : MAIL_LINKS,
                              .org_id = db_text(&row, 0, "org_id"),
                              .id = db_text(&row, 0, "id"),
                              .number = (int)db_int(&row, 0, "tries")};
    return ERR_OK;
}

static enum err get_reminder(struct ctx *cx, const struct mail_try *try,
                             struct mail_content *ret_content)
{
    struct db_rows row;
    enum err e = sql_mails_get_reminder(
        cx, &(struct sql_mails_get_reminder){.org_id = try->org_id, .id = try->id}, &row);

    if (e)
        return e;
    if (row.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    *ret_content = (struct mail_content){
        .kind = db_is_null(&row, 0, "due") ? "undated_reminder" : "reminder",
        .email = db_text(&row, 0, "email"),
        .full_name = db_text(&row, 0, "full_name"),
        .language = db_text(&row, 0, "language"),
        .organization = db_text(&row, 0, "organization"),
        .task_id = db_text(&row, 0, "task_id"),
        .title = db_text(&row, 0, "title"),
        .due = db_text(&row, 0, "due"),
    };
    return ERR_OK;
}

static enum err get_link(struct ctx *cx, const struct mail_try *try, struct mail_content *ret_content)
{
    struct db_rows row;
    enum err e = sql_mails_get_link(
        cx, &(struct sql_mails_get_link){.org_id = try->org_id, .id = try->id}, &row);

    if (e)
        return e;
    if (row.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    *ret_content = (struct mail_content){.kind = db_text(&row, 0, "kind"),
                                         .email = db_text(&row, 0, "email"),
                                         .full_name = db_text(&row, 0, "full_name"),
                                         .language = db_text(&row, 0, "language"),
                                         .organization = db_text(&row, 0, "organization"),
                                         .good_until = db_text(&row, 0, "good_until")};
    return ERR_OK;
}

enum err mails_get(struct ctx *cx, const struct mail_try *try, struct mail_content *ret_content)
{
    return try->queue == MAIL_REMINDERS ? get_reminder(cx, try, ret_content)
                                        : get_link(cx, try, ret_content);
}

static enum err settle_link(struct ctx *cx, const struct mail_try *try, const char *problem,
                            struct opt_int pause_s, struct db_rows *ret_row)
{
    return sql_mails_settle_link(cx,
                                 &(struct sql_mails_settle_link){
                                     .problem = problem,
                                     .pause_s = pause_s,
                                     .org_id = try->org_id,
                                     .id = try->id,
                                     .tries = opt_int(try->number),
                                 },
                                 ret_row);
}

static enum err settle_reminder(struct ctx *cx, const struct mail_try *try, struct opt_int pause_s,
                                struct db_rows *ret_row)
{
    return sql_mails_settle_reminder(cx,
                                     &(struct sql_mails_settle_reminder){
                                         .pause_s = pause_s,
                                         .org_id = try->org_id,
                                         .id = try->id,
                                         .tries = opt_int(try->number),
                                     },
                                     ret_row);
}

enum err mails_settle(struct ctx *cx, const struct mail_try *try, const char *problem, int pause_s,
                      bool *ret_is_queued)
{
    struct opt_int pause = problem && pause_s ? opt_int(pause_s) : (struct opt_int){0};
    struct db_rows row;
    enum err e = try->queue == MAIL_REMINDERS ? settle_reminder(cx, try, pause, &row)
                                              : settle_link(cx, try, problem, pause, &row);

    if (!e)
        *ret_is_queued = row.n && db_bool(&row, 0, "is_queued");
    return e;
}
