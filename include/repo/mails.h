// SPDX-License-Identifier: MIT
/* The queues of mails that all processes on the database share: rows of mail_links and of reminder_mails, with a time at
 * which they are due. */
#ifndef SAUDA_REPO_MAILS_H
#define SAUDA_REPO_MAILS_H

#include "base/ctx.h"

#include <stdbool.h>

enum mail_queue { MAIL_LINKS, MAIL_REMINDERS };

/* One try of one mail. */
struct mail_try {
    enum mail_queue queue;
    const char *org_id, *id; /* of the row */
    int number;              /* from 1 */
};

/* What is to be said, to whom. Times are the organisation's, as its people write them. */
struct mail_content {
    const char *kind; /* "reset", "invite"; "reminder", or without a time "undated_reminder" */
    const char *email, *full_name, *language;
    const char *organization;
    const char *good_until;            /* of a link */
    const char *task_id, *title, *due; /* of a reminder */
};

/* Takes the mail that is due longest; for `lease_s` no other process does. `ret_has` false: none is due. */
enum err mails_claim(struct ctx *cx, int lease_s, struct mail_try *ret_try, bool *ret_has)
    __attribute__((warn_unused_result));
/* ERR_NOT_FOUND when there is nothing to send any more: the link is used, the task done, either out of time, or of somebody
 * blocked. */
enum err mails_get(struct ctx *cx, const struct mail_try *try, struct mail_content *ret_content)
    __attribute__((warn_unused_result));
/* Notes what came of it. `problem` NULL: it was sent. Otherwise it is due again after `pause_s`, or given up where that
 * is 0 or it will be out of time; `ret_is_queued` says which. */
enum err mails_settle(struct ctx *cx, const struct mail_try *try, const char *problem, int pause_s,
                      bool *ret_is_queued) __attribute__((warn_unused_result));

#endif
