// SPDX-License-Identifier: MIT
/* Migrations and seeds. Each step takes an advisory lock in its own transaction and looks again
 * what is left to do: of processes that start together one does the work and the others find it
 * done, also behind a pooler that gives every transaction another connection. */
#include "db/migrate.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* "sauda" as a number: whoever changes the schema holds this advisory lock. */
static const char begin_alone[] =
    "begin; set local statement_timeout = 0; set local lock_timeout = '60s';"
    "select pg_advisory_xact_lock(495556322401);"
    "set local lock_timeout = '5s'";
#define TRIES 5

static const struct db_statement applied_statement = {
    .name = "migrate/applied",
    .sql = "select version, name, sha256 from schema_migrations order by version",
};
static const struct db_statement record_statement = {
    .name = "migrate/record",
    .sql = "insert into schema_migrations (version, name, sha256) values ($1::integer, $2::text, "
           "$3::text)",
    .n_params = 3,
    .is_write = true,
};
static const struct db_statement seed_record_statement = {
    .name = "migrate/seed_record",
    .sql =
        "insert into seeds_applied (name) values ($1::text) on conflict do nothing returning name",
    .n_params = 1,
    .is_write = true,
};
static const char table_sql[] =
    "create table if not exists schema_migrations (version integer primary key, name text not null,"
    " sha256 text not null, applied_at timestamptz not null default clock_timestamp());"
    "comment on table schema_migrations is 'The migrations this database has had.';"
    "comment on column schema_migrations.sha256 is 'Of the text that was applied: a changed one is "
    "refused.'";

/* --- what there is ---------------------------------------------------------------------------- */

static enum err check_applied(struct ctx *cx, const struct db_rows *rows)
{
    for (int i = 0; i < rows->n; i++) {
        int64_t version = db_int(rows, i, "version");
        const struct db_migration *known;

        if (version > (int64_t)n_db_migrations)
            return fail_fmt(cx, ERR_CONFLICT,
                            "the database is at migration %d, this program knows %u: it was used "
                            "by a newer one, "
                            "start that",
                            (int)version, n_db_migrations);
        if (version != i + 1)
            return fail_fmt(cx, ERR_CONFLICT, "migration %d is missing in schema_migrations", i + 1);
        known = &db_migrations[i];
        if (strcmp(db_text(rows, i, "sha256"), known->sha256_hex) != 0)
            return fail_fmt(cx, ERR_CONFLICT,
                            "migration %04d_%s is not the one that this database has had: it was "
                            "changed after it "
                            "had been applied",
                            known->version, known->name);
    }
    return 0;
}

enum err migrate_status(struct ctx *cx, struct session *session, unsigned *ret_applied)
{
    struct db_rows rows;
    enum err e = session_run(cx, session, &applied_statement, NULL, &rows);

    if (e && !strcmp(session_sqlstate(session), "42P01")) { /* no such table: nothing was applied */
        *ret_applied = 0;
        return 0;
    }
    if (!e)
        e = check_applied(cx, &rows);
    if (!e)
        *ret_applied = (unsigned)rows.n;
    return e;
}

/* --- one at a time ---------------------------------------------------------------------------- */

static enum err alone_once(struct ctx *cx, struct session *session, migrate_fn *fn, void *arg)
{
    char sqlstate[6];
    struct ctx aside = {.arena = cx->arena};
    enum err e;

    e = session_script(cx, session, begin_alone);
    if (!e)
        e = fn(cx, session, arg);
    if (!e)
        return session_script(cx, session, "commit");
    snprintf(sqlstate, sizeof sqlstate, "%s", session_sqlstate(session));
    if (session_script(&aside, session, "rollback"))
        log_debug("migrate", "cannot roll back: %s", aside.failure.message);
    return !strcmp(sqlstate, "55P03") || !strcmp(sqlstate, "40P01") ? ERR_OVERLOADED : e;
}

enum err migrate_alone(struct ctx *cx, struct session *session, migrate_fn *fn, void *arg)
{
    enum err e;

    for (unsigned i = 1;; i++) {
        const struct timespec pause = {.tv_sec = i};

        e = alone_once(cx, session, fn, arg);
        if (e != ERR_OVERLOADED || i == TRIES)
            break;
        log_warn("migrate", "somebody holds what has to be changed (%s): trying again",
                 cx->failure.message);
        nanosleep(&pause, NULL);
    }
    return e == ERR_OVERLOADED ? fail(cx, e, cx->failure.message) : e;
}

/* --- migrations ------------------------------------------------------------------------------- */

struct step {
    bool is_done; /* there is nothing left */
};

static enum err apply_one(struct ctx *cx, struct session *session,
                          const struct db_migration *migration)
{
    char version[16];
    const char *const values[] = {version, migration->name, migration->sha256_hex};
    enum err e = session_script(cx, session, migration->sql);

    if (e)
        return fail_fmt(cx, e, "migration %04d_%s: %s", migration->version, migration->name,
                        cx->failure.message);
    snprintf(version, sizeof version, "%d", migration->version);
    return session_run(cx, session, &record_statement, values, NULL);
}

static enum err apply_next(struct ctx *cx, struct session *session, void *arg)
{
    struct step *step = arg;
    unsigned applied;
    enum err e;

    e = session_script(cx, session, table_sql);
    if (!e)
        e = migrate_status(cx, session, &applied);
    if (e)
        return e;
    step->is_done = applied == n_db_migrations;
    return step->is_done ? 0 : apply_one(cx, session, &db_migrations[applied]);
}

enum err migrate_apply(struct ctx *cx, struct session *session, unsigned *ret_n)
{
    struct step step = {false};
    unsigned applied, n = 0;
    enum err e;

    e = migrate_status(cx, session, &applied);
    if (!e && applied == n_db_migrations)
        step.is_done = true;
    while (!e && !step.is_done) {
        e = migrate_alone(cx, session, apply_next, &step);
        n += !e && !step.is_done;
    }
    if (!e)
        *ret_n = n;
    return e;
}

/* --- seeds ------------------------------------------------------------------------------------ */

struct seeding {
    const struct db_seed *seed;
    bool was_new;
};

static enum err seed_one(struct ctx *cx, struct session *session, void *arg)
{
    struct seeding *seeding = arg;
    const char *const values[] = {seeding->seed->name};
    struct db_rows rows;
    enum err e;

    e = session_run(cx, session, &seed_record_statement, values, &rows);
    if (e)
        return e;
    seeding->was_new = rows.n > 0;
    if (!seeding->was_new)
        return 0;
    e = session_script(cx, session, seeding->seed->sql);
    return e ? fail_fmt(cx, e, "seed %s: %s", seeding->seed->name, cx->failure.message) : 0;
}

enum err migrate_seed(struct ctx *cx, struct session *session, unsigned *ret_n)
{
    unsigned n = 0;
    enum err e = 0;

    for (unsigned i = 0; !e && i < n_db_seeds; i++) {
        struct seeding seeding = {.seed = &db_seeds[i]};

        e = migrate_alone(cx, session, seed_one, &seeding);
        n += !e && seeding.was_new;
    }
    if (!e)
        *ret_n = n;
    return e;
}
