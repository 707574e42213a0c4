// SPDX-License-Identifier: MIT
/* The thread of what goes on behind the requests: a loop without a listener, on which each piece of work is a fiber. */
#ifndef SAUDA_JOBS_WORKER_H
#define SAUDA_JOBS_WORKER_H

#include "outbound/mail.h"

struct compute;
struct db_connector;
struct hub;
struct outbound;
struct secret;
struct worker;

struct worker_options {
    const char *conninfo;
    struct db_connector *connector;
    struct compute *compute;
    struct outbound *outbound;
    struct hub *hub;
    unsigned events_keep_days;
    const struct secret *secret; /* of which the links in mails are made */
    const char *public_url;      /* where they lead */
    struct mail_settings mail;
    const char *temporary_folder; /* on a disk that takes large files */
};

/* For claims of due checks, rollups, retention, event partitions, idempotency keys, mails, and the queue of jobs. */
struct worker *worker_new(const struct worker_options *options);
/* Starts the thread. */
void worker_start(struct worker *worker);
/* Something was committed that the queue should see: a new job, or one that is to end. From any thread. */
void worker_wake(struct worker *worker);
/* Gives the jobs back that are running, so that another process goes on with them, and takes none any more. From any
 * thread. */
void worker_drain(struct worker *worker);
/* Ends the thread; what a check found is stored before, and jobs are given back. */
void worker_stop(struct worker *worker);
/* After worker_stop(), and after the connector: what that still makes finds the loop stopped. NULL is allowed. */
void worker_free(struct worker *worker);

#endif
