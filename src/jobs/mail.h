// SPDX-License-Identifier: MIT
/* Sending the mails that wait in the database. */
#ifndef SAUDA_JOBS_MAIL_H
#define SAUDA_JOBS_MAIL_H

#include "job.h"

struct mailer *mailer_new(struct jobs *jobs, struct job *send);
void mailer_free(struct mailer *mailer);
/* Lets what is under way end soon. */
void mailer_stop(struct mailer *mailer);

#endif
