// SPDX-License-Identifier: MIT
/* The database as commands get it: the foreign one of DATABASE_URL, or the own cluster, started for
 * the command's run where no server runs it; with a blocking session. */
#ifndef SAUDA_CLI_DATABASE_H
#define SAUDA_CLI_DATABASE_H

#include "base/config.h"
#include "base/ctx.h"
#include "base/uuid.h"

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

/* What is made where there is none. */
enum database_need {
    NEED_TABLES,
    NEED_ORGANIZATION, /* and those */
    NEED_ADMIN,        /* and that: without sign-in somebody has to be who acts */
};

struct database_basis {
    const char *org_id, *admin_id; /* the first; NULL: there is none */
};

/* Migrates, makes the partitions of the coming months, and what is needed of the first organisation
 * and its admin. */
enum err database_prepare(struct ctx *cx, struct database *database, enum database_need need,
                          struct database_basis *ret_basis) __attribute__((warn_unused_result));
struct database_organization {
    const char *id, *name; /* NULL: there is none in this database yet */
};

/* The one that the command line names, by its name or id, or the only one. ERR_BAD_REQUEST: the command line does not say
 * which; ERR_NOT_FOUND: there are others, but not that one. */
enum err database_choose_organization(struct ctx *cx, struct session *session, const char *wanted,
                                      struct database_organization *ret_organization)
    __attribute__((warn_unused_result));
/* In a transaction. `name` NULL: one to begin with. */
enum err database_make_organization(struct ctx *cx, struct session *session, const char *name,
                                    char org_id[static UUID_SIZE])
    __attribute__((warn_unused_result));

#endif
