// SPDX-License-Identifier: MIT
/* sauda seed: demo data to look around in. Each part is remembered by the database, so that running
 * it again neither doubles rows nor brings deleted ones back. With --products instead: as many
 * products as somebody wants who measures, made inside the database, slice by slice. */
#include "cli/command.h"

#include "base/clock.h"
#include "base/stop.h"
#include "cli/database.h"
#include "db/migrate.h"
#include "gen/sql.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_PRODUCTS 2000000
/* A slice is a transaction, and the readers of the feed wait for the oldest one. */
#define SLICE 2000

/* --- the parts -------------------------------------------------------------------------------- */

static enum err seed_parts(struct ctx *cx, struct database *database)
{
    unsigned n = 0;
    enum err e = migrate_seed(cx, database->session, &n);

    if (e)
        return e;
    if (n)
        printf("put in %u of %u parts\n", n, n_db_seeds);
    else
        puts("nothing to do: all parts were put in before");
    return 0;
}

/* --- products by number ----------------------------------------------------------------------- */

struct making {
    const char *org_id;
    int64_t wanted, made;
    int64_t slice; /* how many the last transaction made */
    int64_t started_us;
};

static enum err make_slice(struct ctx *cx, struct session *session, void *arg)
{
    struct making *making = arg;
    int64_t left = making->wanted - making->made;
    const char *const values[] = {making->org_id,
                                  db_int_text(cx->arena, opt_int(left < SLICE ? left : SLICE))};
    struct db_rows row;
    enum err e = session_script(cx, session, "set local sauda.bulk = on");

    if (!e)
        e = session_run(cx, session, &sql_products_generate_statement, values, &row);
    if (!e)
        making->slice = db_int(&row, 0, "n");
    return e;
}

static double making_rate(const struct making *making, double *ret_seconds)
{
    *ret_seconds = (double)(clock_now_us() - making->started_us) / 1e6;
    return *ret_seconds > 0 ? (double)making->made / *ret_seconds : 0;
}

static void show_progress(const struct making *making)
{
    double seconds, rate = making_rate(making, &seconds);

    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%" PRId64 " of %" PRId64 " products, %.0f a second ", making->made,
                making->wanted, rate);
}

/* Whoever is tired of it keeps what is there: signals wait until a slice is done. */
static void hold_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

static enum err make_products(struct ctx *cx, struct database *database, struct making *making)
{
    double seconds, rate;
    enum err e = 0;

    hold_signals();
    making->started_us = clock_now_us();
    do {
        e = migrate_alone(cx, database->session, make_slice, making);
        if (e)
            break;
        making->made += making->slice;
        show_progress(making);
    } while (making->slice && making->made < making->wanted && !stop_is_pending());
    rate = making_rate(making, &seconds);
    if (isatty(STDERR_FILENO))
        fputc('\n', stderr);
    if (!e && !stop_is_pending()) /* also what the indexes of words have not taken in yet */
        e = session_script(cx, database->session, "vacuum (analyze) products");
    if (e)
        return e;
    printf("made %" PRId64 " products in %.1f s, %.0f a second\n", making->made, seconds, rate);
    return making->made == making->wanted
               ? 0
               : fail_fmt(cx, ERR_CONFLICT, "%s",
                          making->slice ? "stopped before all were made"
                                        : "there are no article numbers left for more");
}

/* How many, or 0: that is no number, or too many. */
static int64_t products_wanted(const char *text)
{
    size_t len = strspn(text, "0123456789");
    int64_t n = len && len < 10 && !text[len] ? strtoll(text, NULL, 10) : 0;

    return n <= MAX_PRODUCTS ? n : 0;
}

/* --- the command ------------------------------------------------------------------------------ */

int cli_seed(const struct invocation *in)
{
    struct making making = {.wanted = in->values[0] ? products_wanted(in->values[0]) : 0};
    struct database database;
    struct database_basis basis;
    enum err e;

    if (in->values[0] && !making.wanted) {
        fprintf(stderr, "sauda: --products must be a number from 1 to %d\n", MAX_PRODUCTS);
        return EXIT_USAGE;
    }
    if (in->config->app_env == APP_PROD) {
        fputs("sauda: demo data does not belong into production (APP_ENV=prod)\n", stderr);
        return EXIT_FAILED;
    }
    e = database_open(in->cx, in->config, DATABASE_PATIENCE_US, &database);
    if (e)
        return cli_fail(in->cx);
    e = database_prepare(in->cx, &database,
                         in->config->is_auth_required ? NEED_ORGANIZATION : NEED_ADMIN, &basis);
    making.org_id = e ? NULL : basis.org_id;
    if (!e)
        e = making.wanted ? make_products(in->cx, &database, &making) : seed_parts(in->cx, &database);
    database_close(&database);
    return e ? cli_fail(in->cx) : EXIT_OK;
}
