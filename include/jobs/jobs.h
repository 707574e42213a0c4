// SPDX-License-Identifier: MIT
/* The thread of recurring work: a loop without a listener, on which each job is a fiber. */
#ifndef SAUDA_JOBS_JOBS_H
#define SAUDA_JOBS_JOBS_H

#include "outbound/mail.h"

struct db_connector;
struct hub;
struct jobs;
struct outbound;
struct secret;

struct jobs_options {
    const char *conninfo;
    struct db_connector *connector;
    struct outbound *outbound;
    struct hub *hub;
    unsigned events_keep_days;
    const struct secret *secret; /* of which the links in mails are made */
    const char *public_url;      /* where they lead */
    struct mail_settings mail;
};

/* Starts the thread: claims of due checks, rollups, retention, event partitions, idempotency keys, mails. */
struct jobs *jobs_new(const struct jobs_options *options);
/* Ends it; what a check found is stored before. */
void jobs_stop(struct jobs *jobs);
/* After jobs_stop(), and after the connector: what that still makes finds the loop stopped. NULL is allowed. */
void jobs_free(struct jobs *jobs);

#endif
