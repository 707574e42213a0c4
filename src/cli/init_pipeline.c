// SPDX-License-Identifier: MIT
/* sauda init-pipeline: the standard pipeline for an organisation that has none, so that deals have where to go. Running it
 * again changes nothing. */
#include "cli/command.h"

#include "cli/database.h"
#include "db/migrate.h"
#include "gen/sql.h"

#include <stdio.h>

struct making {
    const char *wanted; /* the name or the id of the organisation, or NULL */
    struct database_organization organization;
    bool is_made;
};

/* Behind whoever adds a pipeline at the same moment. */
static enum err make_tx(struct ctx *cx, struct session *session, void *arg)
{
    struct making *making = arg;
    const char *const values[] = {making->organization.id};
    struct db_rows made;
    enum err e = session_run(cx, session, &sql_organizations_lock_statement, values, NULL);

    if (!e)
        e = session_run(cx, session, &sql_pipelines_make_standard_statement, values, &made);
    if (!e)
        making->is_made = made.n > 0;
    return e;
}

static enum err make_pipeline(struct ctx *cx, struct database *database, struct making *making)
{
    struct database_basis basis;
    enum err e = database_prepare(cx, database, NEED_TABLES, &basis);

    if (!e)
        e = database_choose_organization(cx, database->session, making->wanted,
                                         &making->organization);
    if (!e && !making->organization.id)
        e = fail(cx, ERR_NOT_FOUND,
                 "there is no organization yet: sauda create-admin makes the first");
    return e ? e : migrate_alone(cx, database->session, make_tx, making);
}

int cli_init_pipeline(const struct invocation *in)
{
    struct making making = {.wanted = in->values[0]};
    struct database database;
    enum err e = database_open(in->cx, in->config, DATABASE_PATIENCE_US, &database);

    if (e)
        return cli_fail(in->cx);
    e = make_pipeline(in->cx, &database, &making);
    database_close(&database);
    if (e) {
        cli_fail(in->cx);
        return e == ERR_BAD_REQUEST ? EXIT_USAGE : EXIT_FAILED;
    }
    printf(making.is_made ? "made the standard pipeline of %s\n"
                          : "nothing to do: %s has a pipeline already\n",
           making.organization.name);
    return EXIT_OK;
}
