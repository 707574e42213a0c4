// SPDX-License-Identifier: MIT
/* Sending the mails that wait in the database. */
#ifndef SAUDA_JOBS_MAIL_H
#define SAUDA_JOBS_MAIL_H

#include "worker_parts.h"

struct mailer *mailer_new(struct worker *worker, struct periodic *send);
void mailer_free(struct mailer *mailer);
/* Lets what is under way end soon. */
void mailer_stop(struct mailer *mailer);

#endif
