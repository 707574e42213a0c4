// SPDX-License-Identifier: MIT
/* The queue of mails that all processes on the database share: rows of mail_links with a time at which they are due. */
#ifndef SAUDA_REPO_MAILS_H
#define SAUDA_REPO_MAILS_H

#include "base/ctx.h"

#include <stdbool.h>

/* One try of one mail. */
struct mail_try {
    const char *org_id, *id; /* of the link */
    int number;              /* from 1 */
};

/* What is to be said, to whom. */
struct mail_content {
    const char *kind; /* "reset" or "invite" */
    const char *email, *full_name, *language;
    const char *organization;
    const char *good_until; /* in the organisation's time, as its people write it */
};

/* Takes the mail that is due longest; for `lease_s` no other process does. `ret_has` false: none is due. */
enum err mails_claim(struct ctx *cx, int lease_s, struct mail_try *ret_try, bool *ret_has)
    __attribute__((warn_unused_result));
/* ERR_LINK_INVALID when there is nothing to send any more: the link is used, out of time, or of somebody blocked. */
enum err mails_get(struct ctx *cx, const struct mail_try *try, struct mail_content *ret_content)
    __attribute__((warn_unused_result));
/* Notes what came of it. `problem` NULL: it was sent. Otherwise it is due again after `pause_s`, or given up where that
 * is 0 or the link will be out of time; `ret_is_queued` says which. */
enum err mails_settle(struct ctx *cx, const struct mail_try *try, const char *problem, int pause_s,
                      bool *ret_is_queued) __attribute__((warn_unused_result));

#endif
