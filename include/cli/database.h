// SPDX-License-Identifier: MIT
/* The database as commands get it: the foreign one of DATABASE_URL, or the own cluster, started for
 * the command's run where no server runs it; with a blocking session. */
#ifndef SAUDA_CLI_DATABASE_H
#define SAUDA_CLI_DATABASE_H

#include "base/config.h"
#include "base/ctx.h"

#include <stdint.h>

struct cluster;
struct session;

#define DATABASE_PATIENCE_US INT64_C(30000000) /* of who has time: 30 s */

struct database {
    struct cluster *cluster; /* NULL: a foreign one */
    const char *conninfo;
    struct session *session;
};

/* `patience_us`: how long a foreign database is asked that does not answer yet. */
enum err database_open(struct ctx *cx, const struct config *config, int64_t patience_us,
                       struct database *ret_database) __attribute__((warn_unused_result));
/* The session ends; the cluster goes on. */
void database_end_session(struct database *database);
void database_close(struct database *database);

/* What must be there before requests are served. */
struct database_basis {
    const char *org_id, *admin_id; /* who acts while there is no sign-in */
};

/* Migrates, makes the partitions of the coming months, and the first organisation with its admin
 * where there is none. */
enum err database_prepare(struct ctx *cx, struct database *database,
                          struct database_basis *ret_basis) __attribute__((warn_unused_result));

#endif
