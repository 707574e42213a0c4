// SPDX-License-Identifier: MIT
/* sauda seed: demo data to look around in. Each part is remembered by the database, so that running
 * it again neither doubles rows nor brings deleted ones back. */
#include "cli/command.h"

#include "cli/database.h"
#include "db/migrate.h"

#include <stdio.h>

int cli_seed(const struct invocation *in)
{
    struct database database;
    struct database_basis basis;
    unsigned n = 0;
    enum err e;

    if (in->config->app_env == APP_PROD) {
        fputs("sauda: demo data does not belong into production (APP_ENV=prod)\n", stderr);
        return EXIT_FAILED;
    }
    e = database_open(in->cx, in->config, DATABASE_PATIENCE_US, &database);
    if (e)
        return cli_fail(in->cx);
    e = database_prepare(in->cx, &database,
                         in->config->is_auth_required ? NEED_ORGANIZATION : NEED_ADMIN, &basis);
    if (!e)
        e = migrate_seed(in->cx, database.session, &n);
    database_close(&database);
    if (e)
        return cli_fail(in->cx);
    if (n)
        printf("put in %u of %u parts\n", n, n_db_seeds);
    else
        puts("nothing to do: all parts were put in before");
    return EXIT_OK;
}
