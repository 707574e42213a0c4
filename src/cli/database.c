// SPDX-License-Identifier: MIT
/* Getting at the database and laying the ground in it. Everything here blocks: it runs before there
 * are loops, or in commands that have none. */
#include "cli/database.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"
#include "base/uuid.h"
#include "db/cluster.h"
#include "db/migrate.h"
#include "db/session.h"
#include "gen/sql.h"

#define MONTHS_AHEAD 3
#define OWN_CONNECTIONS_MIN 100

/* --- opening ---------------------------------------------------------------------------------- */

/* A machine that boots starts us and the database at the same time. */
static enum err session_open_patiently(struct ctx *cx, const char *conninfo, int64_t patience_us,
                                       struct session **ret_session)
{
    int64_t deadline_us = clock_now_us() + patience_us;
    bool has_said = false;

    for (;;) {
        enum err e = session_open(cx, conninfo, ret_session);

        if (e != ERR_DB_UNAVAILABLE || clock_now_us() > deadline_us || stop_is_pending())
            return e;
        if (!has_said)
            log_warn("db", "the database does not answer, trying on: %s", cx->failure.message);
        has_said = true;
        stop_sleep_ms(250);
    }
}

static enum err cluster_use(struct ctx *cx, const struct config *config, struct database *database)
{
    unsigned wanted = 2 * config->loops * config->db_pool + 40; /* a second process may join */
    const struct cluster_options options = {
        .data_dir = config->data_dir,
        .max_connections = wanted > OWN_CONNECTIONS_MIN ? wanted : OWN_CONNECTIONS_MIN,
    };
    enum err e = cluster_open(cx, &options, &database->cluster);

    if (!e)
        database->conninfo = cluster_conninfo(database->cluster);
    return e;
}

enum err database_open(struct ctx *cx, const struct config *config, int64_t patience_us,
                       struct database *ret_database)
{
    struct database database = {0};
    enum err e;

    if (config->database_url)
        e = session_conninfo(cx, config->database_url, &database.conninfo);
    else
        e = cluster_use(cx, config, &database);
    if (!e)
        e = session_open_patiently(cx, database.conninfo, patience_us, &database.session);
    if (e)
        database_close(&database);
    else
        *ret_database = database;
    return e;
}

void database_end_session(struct database *database)
{
    session_close(database->session);
    database->session = NULL;
}

void database_close(struct database *database)
{
    database_end_session(database);
    cluster_close(database->cluster);
    database->cluster = NULL;
}

/* --- laying the ground ------------------------------------------------------------------------ */

static enum err partitions_ensure(struct ctx *cx, struct session *session)
{
    const char *const values[] = {db_int_text(cx->arena, opt_int(MONTHS_AHEAD))};

    return session_run(cx, session, &sql_events_ensure_partitions_statement, values, NULL);
}

enum err database_make_organization(struct ctx *cx, struct session *session, const char *name,
                                    char org_id[static UUID_SIZE])
{
    const char *const values[] = {org_id, name, NULL};

    uuid_v7(org_id);
    return session_run(cx, session, &sql_organizations_create_statement, values, NULL);
}

enum err database_choose_organization(struct ctx *cx, struct session *session, const char *wanted,
                                      struct database_organization *ret_organization)
{
    const char *const these[] = {wanted}, *const any[] = {NULL};
    struct db_rows rows;
    enum err e = session_run(cx, session, &sql_organizations_choose_statement, these, &rows);

    if (e)
        return e;
    if (rows.n > 1)
        return fail(cx, ERR_BAD_REQUEST,
                    wanted ? "several organizations have that name: give the id, --organization ID"
                           : "there are several organizations: choose one, --organization NAME|ID");
    *ret_organization = (struct database_organization){0};
    if (rows.n == 1) {
        ret_organization->id = db_text(&rows, 0, "id");
        ret_organization->name = db_text(&rows, 0, "name");
        return ERR_OK;
    }
    if (!wanted)
        return ERR_OK;
    e = session_run(cx, session, &sql_organizations_choose_statement, any, &rows);
    if (!e && rows.n > 0)
        e = fail_fmt(cx, ERR_NOT_FOUND, "there is no organization %s", wanted);
    return e;
}

static enum err admin_make(struct ctx *cx, struct session *session, const char *org_id)
{
    char id[UUID_SIZE];
    const char *const values[] = {
        org_id, id, "admin@localhost", NULL, "Администратор", "admin", NULL, NULL,
    };

    uuid_v7(id);
    return session_run(cx, session, &sql_users_create_statement, values, NULL);
}

static enum err basis_find(struct ctx *cx, struct session *session, struct database_basis *ret_basis)
{
    struct db_rows rows;
    enum err e = session_run(cx, session, &sql_organizations_first_statement, NULL, &rows);

    if (e)
        return e;
    ret_basis->org_id = rows.n ? db_text(&rows, 0, "org_id") : NULL;
    ret_basis->admin_id = rows.n ? db_text(&rows, 0, "admin_id") : NULL;
    return 0;
}

struct laying {
    enum database_need need;
    struct database_basis *basis;
};

static enum err basis_lay(struct ctx *cx, struct session *session, void *arg)
{
    const struct laying *laying = arg;
    struct database_basis *basis = laying->basis;
    bool needs_org, needs_admin;
    char org_id[UUID_SIZE];
    enum err e;

    e = partitions_ensure(cx, session);
    if (!e)
        e = basis_find(cx, session, basis);
    if (e)
        return e;
    needs_org = laying->need >= NEED_ORGANIZATION && !basis->org_id;
    needs_admin = laying->need >= NEED_ADMIN && !basis->admin_id;
    if (needs_org)
        e = database_make_organization(cx, session, NULL, org_id);
    if (!e && needs_admin)
        e = admin_make(cx, session, basis->org_id ? basis->org_id : org_id);
    if (!e && (needs_org || needs_admin))
        e = basis_find(cx, session, basis);
    return e;
}

enum err database_prepare(struct ctx *cx, struct database *database, enum database_need need,
                          struct database_basis *ret_basis)
{
    struct laying laying = {need, ret_basis};
    unsigned n;
    enum err e = migrate_apply(cx, database->session, &n);

    if (e)
        return e;
    if (n)
        log_info("migrate", "applied %u migration%s; the database is at %u", n, n == 1 ? "" : "s",
                 n_db_migrations);
    return migrate_alone(cx, database->session, basis_lay, &laying);
}
