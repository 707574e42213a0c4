// SPDX-License-Identifier: MIT
/* Bringing the database to the schema that this program knows, and filling it with first rows.
 * Migrations go forward only, each in one transaction; several processes may try at once. */
#ifndef SAUDA_DB_MIGRATE_H
#define SAUDA_DB_MIGRATE_H

#include "base/ctx.h"
#include "db/session.h"

#include <stdbool.h>

struct db_migration {
    int version; /* from 1, without a gap */
    const char *name;
    const char *sql;
    const char *sha256_hex; /* of the text, as it is when it is applied */
};

struct db_seed {
    const char *name;
    const char *sql;
};

/* Of sql/migrations/ and sql/seed/, embedded by the generator. */
extern const struct db_migration db_migrations[];
extern const unsigned n_db_migrations;
extern const struct db_seed db_seeds[];
extern const unsigned n_db_seeds;

/* How many migrations the database has had. ERR_CONFLICT when it is newer than this program, or a
 * migration was changed after it had been applied. */
enum err migrate_status(struct ctx *cx, struct session *session, unsigned *ret_applied)
    __attribute__((warn_unused_result));
/* Applies what is missing; `ret_n` is how many that were. */
enum err migrate_apply(struct ctx *cx, struct session *session, unsigned *ret_n)
    __attribute__((warn_unused_result));
/* Runs `fn` in a transaction that no other process that starts can have at the same time. */
typedef enum err migrate_fn(struct ctx *cx, struct session *session, void *arg);
enum err migrate_alone(struct ctx *cx, struct session *session, migrate_fn *fn, void *arg)
    __attribute__((warn_unused_result));
/* Runs the seeds that were never run on this database; `ret_n` is how many that were. */
enum err migrate_seed(struct ctx *cx, struct session *session, unsigned *ret_n)
    __attribute__((warn_unused_result));

#endif
