// SPDX-License-Identifier: MIT
/* Connecting resolves names and waits for hosts, which libpq does in blocking calls: so it happens here, on one
 * thread for the whole process. A database that is away is asked by one try at a time, not by forty. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "conn.h"
#include "db/db.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct attempt {
    struct attempt *next;
    struct loop *loop;
    const char *conninfo;
    connected_fn *done;
    void *arg;
    PGconn *pg;
};

struct db_connector {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    struct attempt *first, **end;
    bool is_ending, was_away;
};

#define SETUP_US (3 * US_PER_S)

/* What every session of ours begins with: the row writer relies on the notation of times, a statement is planned once
 * and not anew for each set of parameters, waits are bounded, and so is what runs on when nobody waits for it any
 * more. */
static const char session_setup[] =
    "set timezone = 'UTC'; set datestyle = 'ISO'; set client_min_messages = warning;"
    "set extra_float_digits = 1; set jit = off; set plan_cache_mode = force_generic_plan;"
    "set lock_timeout = '5s'; set statement_timeout = '30s';"
    "set idle_in_transaction_session_timeout = '30s'";

static void on_notice(void *arg, const char *message)
{
    (void)arg;
    log_debug("db", "%s", message);
}

/* Waits until the setup has been answered in full; libpq's own waiting has no end where a server accepts and hangs. */
static bool session_is_answered(PGconn *pg)
{
    int64_t deadline_us = clock_now_us() + SETUP_US;
    bool ok = true;

    while (clock_now_us() < deadline_us) {
        struct pollfd socket = {.fd = PQsocket(pg), .events = POLLIN};
        PGresult *result;

        while (!PQisBusy(pg)) {
            result = PQgetResult(pg);
            if (!result)
                return ok;
            ok &= PQresultStatus(result) == PGRES_COMMAND_OK;
            PQclear(result);
        }
        if (poll(&socket, 1, (int)((deadline_us - clock_now_us()) / US_PER_MS) + 1) > 0 &&
            !PQconsumeInput(pg))
            return false;
    }
    return false;
}

static bool session_set_up(PGconn *pg)
{
    PQsetNoticeProcessor(pg, on_notice, NULL);
    return PQsendQuery(pg, session_setup) && session_is_answered(pg) &&
           PQsetnonblocking(pg, 1) == 0 && PQenterPipelineMode(pg);
}

static PGconn *connect_now(const char *conninfo, char **ret_why)
{
    /* Those before dbname are defaults that the string may change; those after it are not its business. */
    static const char *const words[] = {"target_session_attrs", "connect_timeout",
                                        "keepalives_idle",      "keepalives_interval",
                                        "keepalives_count",     "tcp_user_timeout",
                                        "application_name",     "dbname",
                                        "client_encoding",      NULL};
    const char *const values[] = {"read-write", "3",     "10",     "5",    "3",
                                  "15000",      "sauda", conninfo, "UTF8", NULL};
    PGconn *pg = PQconnectdbParams(words, values, 1);

    if (PQstatus(pg) == CONNECTION_OK && session_set_up(pg))
        return pg;
    *ret_why = strdup(*PQerrorMessage(pg) ? PQerrorMessage(pg) : "it accepts connections and hangs");
    PQfinish(pg);
    return NULL;
}

static void attempt_deliver(void *arg)
{
    struct attempt *attempt = arg;

    attempt->done(attempt->arg, attempt->pg);
    free(attempt);
}

static void attempt_make(struct db_connector *connector, struct attempt *attempt)
{
    char *why = NULL;

    attempt->pg = connect_now(attempt->conninfo, &why);
    if (!attempt->pg && !connector->was_away)
        log_warn("db", "the database does not answer, trying on: %s", why ? why : "out of memory");
    else if (attempt->pg && connector->was_away)
        log_info("db", "the database answers again");
    connector->was_away = !attempt->pg;
    free(why);
    if (!loop_post(attempt->loop, attempt_deliver, attempt)) {
        PQfinish(attempt->pg);
        free(attempt);
    }
}

static void *connector_main(void *arg)
{
    struct db_connector *connector = arg;

    pthread_mutex_lock(&connector->lock);
    while (!connector->is_ending) {
        struct attempt *attempt = connector->first;

        if (!attempt) {
            pthread_cond_wait(&connector->has_work, &connector->lock);
            continue;
        }
        connector->first = attempt->next;
        if (!connector->first)
            connector->end = &connector->first;
        pthread_mutex_unlock(&connector->lock);
        attempt_make(connector, attempt);
        pthread_mutex_lock(&connector->lock);
    }
    pthread_mutex_unlock(&connector->lock);
    arena_store_free();
    return NULL;
}

struct db_connector *db_connector_new(void)
{
    struct db_connector *connector = calloc(1, sizeof *connector);

    if (!connector)
        abort();
    connector->end = &connector->first;
    pthread_mutex_init(&connector->lock, NULL);
    pthread_cond_init(&connector->has_work, NULL);
    if (pthread_create(&connector->thread, NULL, connector_main, connector))
        abort();
    return connector;
}

void db_connector_free(struct db_connector *connector)
{
    if (!connector)
        return;
    pthread_mutex_lock(&connector->lock);
    connector->is_ending = true;
    pthread_cond_signal(&connector->has_work);
    pthread_mutex_unlock(&connector->lock);
    pthread_join(connector->thread, NULL);
    while (connector->first) {
        struct attempt *next = connector->first->next;

        free(connector->first);
        connector->first = next;
    }
    pthread_cond_destroy(&connector->has_work);
    pthread_mutex_destroy(&connector->lock);
    free(connector);
}

void db_connect(struct db_connector *connector, struct loop *loop, const char *conninfo,
                connected_fn *done, void *arg)
{
    struct attempt *attempt = calloc(1, sizeof *attempt);

    if (!attempt)
        abort();
    *attempt = (struct attempt){.loop = loop, .conninfo = conninfo, .done = done, .arg = arg};
    pthread_mutex_lock(&connector->lock);
    *connector->end = attempt;
    connector->end = &attempt->next;
    pthread_cond_signal(&connector->has_work);
    pthread_mutex_unlock(&connector->lock);
}
