// SPDX-License-Identifier: MIT
/* The queue of mails. A claim is a lease and not a lock: no connection is held while a mail server takes its time. */
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
        *ret_try = (struct mail_try){.org_id = db_text(&row, 0, "org_id"),
                                     .id = db_text(&row, 0, "id"),
                                     .number = (int)db_int(&row, 0, "tries")};
    return ERR_OK;
}

enum err mails_get(struct ctx *cx, const struct mail_try *try, struct mail_content *ret_content)
{
    struct db_rows row;
    enum err e =
        sql_mails_get(cx, &(struct sql_mails_get){.org_id = try->org_id, .id = try->id}, &row);

    if (e)
        return e;
    if (row.n == 0)
        return fail(cx, ERR_LINK_INVALID, NULL);
    *ret_content = (struct mail_content){.kind = db_text(&row, 0, "kind"),
                                         .email = db_text(&row, 0, "email"),
                                         .full_name = db_text(&row, 0, "full_name"),
                                         .language = db_text(&row, 0, "language"),
                                         .organization = db_text(&row, 0, "organization"),
                                         .good_until = db_text(&row, 0, "good_until")};
    return ERR_OK;
}

enum err mails_settle(struct ctx *cx, const struct mail_try *try, const char *problem, int pause_s,
                      bool *ret_is_queued)
{
    const struct sql_mails_settle in = {
        .problem = problem,
        .pause_s = problem && pause_s ? opt_int(pause_s) : (struct opt_int){0},
        .org_id = try->org_id,
        .id = try->id,
        .tries = opt_int(try->number),
    };
    struct db_rows row;
    enum err e = sql_mails_settle(cx, &in, &row);

    if (!e)
        *ret_is_queued = row.n && db_bool(&row, 0, "is_queued");
    return e;
}
