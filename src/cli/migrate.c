// SPDX-License-Identifier: MIT
/* sauda migrate: what serve does at its start, for who wants it apart (one process migrates, then
 * many start), and the plan of it. */
#include "cli/command.h"

#include "cli/database.h"
#include "db/migrate.h"

#include <stdio.h>

static enum err plan(struct ctx *cx, struct session *session)
{
    unsigned applied;
    enum err e = migrate_status(cx, session, &applied);

    if (e)
        return e;
    for (unsigned i = applied; i < n_db_migrations; i++)
        printf("would apply %04d_%s\n", db_migrations[i].version, db_migrations[i].name);
    if (applied == n_db_migrations)
        printf("nothing to do: the database is at %u\n", applied);
    return 0;
}

static enum err apply(struct ctx *cx, struct session *session)
{
    unsigned n = 0;
    enum err e = migrate_apply(cx, session, &n);

    if (e)
        return e;
    for (unsigned i = n_db_migrations - n; i < n_db_migrations; i++)
        printf("applied %04d_%s\n", db_migrations[i].version, db_migrations[i].name);
    if (!n)
        printf("nothing to do: the database is at %u\n", n_db_migrations);
    return 0;
}

int cli_migrate(const struct invocation *in)
{
    struct database database;
    enum err e = database_open(in->cx, in->config, DATABASE_PATIENCE_US, &database);

    if (e)
        return cli_fail(in->cx);
    e = in->options ? plan(in->cx, database.session) : apply(in->cx, database.session);
    database_close(&database);
    return e ? cli_fail(in->cx) : EXIT_OK;
}
