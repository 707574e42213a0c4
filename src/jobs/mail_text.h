// SPDX-License-Identifier: MIT
/* The words of mails, in the languages of the panel. */
#ifndef SAUDA_JOBS_MAIL_TEXT_H
#define SAUDA_JOBS_MAIL_TEXT_H

#include "base/arena.h"
#include "repo/mails.h"

/* The address behind the link: what is behind the # stays in the browser, so no log and no Referer has the token. */
const char *mail_link(struct arena *arena, const char *public_url, const char *kind,
                      const char *token);
/* The address of a task in the panel. */
const char *mail_task_link(struct arena *arena, const char *public_url, const char *task_id);
/* Subject and text for what it is about; both live in the arena. Names are shown as one short line, whatever people
 * have put into them. */
void mail_text(struct arena *arena, const struct mail_content *content, const char *link,
               const char **ret_subject, const char **ret_text);

#endif
