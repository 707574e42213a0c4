// SPDX-License-Identifier: MIT
/* Where each kind of job is made: for the table in kinds.c. */
#ifndef SAUDA_JOBS_KINDS_H
#define SAUDA_JOBS_KINDS_H

#include "jobs/queue.h"

/* import_run.c */
extern const struct job_kind products_import, products_import_check, clients_import,
    clients_import_check, deals_import, deals_import_check;
/* undo.c */
extern const struct job_kind products_undo, clients_undo, deals_undo;
/* sale.c */
extern const struct job_kind products_sale;

#endif
