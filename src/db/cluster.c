// SPDX-License-Identifier: MIT
/* The life of the own cluster. The lock decides everything: whoever has it may make, start, stop
 * and replace what runs on the data, and nobody else touches it. */
#include "db/cluster.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"
#include "cluster_parts.h"

#include <errno.h>
#include <libpq-fe.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOIN_LIMIT_US (60 * US_PER_S)
#define STOP_LIMIT_US (10 * US_PER_S)
#define TAKE_OVER_MS 250 /* how often a process that joined looks whether the owner has gone */
#define LOG_CHECK_MS 60000
#define STEADY_US (30 * US_PER_S) /* what has run so long begins anew with its tries */
#define START_TRIES 3

struct cluster {
    struct arena *arena;
    struct cluster_home home;
    unsigned max_connections;
    const char *conninfo;             /* of our database */
    const char *maintenance_conninfo; /* of the one that always exists */
    int lock_fd;                      /* -1: another process owns the cluster */
    pid_t pid;                        /* 0: none of ours runs */
    off_t log_from;                   /* where in the log its words begin */
    int64_t started_us, next_try_us;
    unsigned failures; /* since it last ran steadily */
};

static const char *conninfo_make(struct arena *arena, const char *sockets, const char *database)
{
    struct buf text;

    buf_init(&text, arena, 256);
    buf_puts(&text, "host='");
    for (const char *c = sockets; *c; c++) {
        if (*c == '\'' || *c == '\\')
            buf_putc(&text, '\\');
        buf_putc(&text, *c);
    }
    buf_printf(&text,
               "' port=5432 user=" CLUSTER_USER " dbname=%s sslmode=disable gssencmode=disable",
               database);
    return buf_cstr(&text);
}

static struct cluster *cluster_new(struct arena *arena, const struct cluster_home *home,
                                   unsigned max_connections)
{
    struct cluster *cluster = arena_zalloc(arena, 1, sizeof *cluster);

    cluster->arena = arena;
    cluster->home = *home;
    cluster->max_connections = max_connections;
    cluster->conninfo = conninfo_make(arena, home->sockets, CLUSTER_DATABASE);
    cluster->maintenance_conninfo = conninfo_make(arena, home->sockets, "postgres");
    cluster->lock_fd = -1;
    return cluster;
}

/* --- starting --------------------------------------------------------------------------------- */

/* A socket without a server, and its lock file, whose process id may be somebody else's by now. */
static void sockets_clear(const struct cluster *cluster)
{
    static const char *const names[] = {".s.PGSQL.5432", ".s.PGSQL.5432.lock"};
    char path[PATH_MAX];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", cluster->home.sockets, names[i]);
        unlink(path);
    }
}

static enum err postmaster_start(struct ctx *cx, struct cluster *cluster,
                                 const struct cluster_programs *programs)
{
    const struct cluster_home *home = &cluster->home;
    const char *path = arena_printf(cx->arena, "%s/postgres", programs->folder);
    const char *const argv[] = {
        path, /* whole: it looks for its own files beside it */
        "-D", home->pg,
        "-c", arena_printf(cx->arena, "unix_socket_directories=\"%s\"", home->sockets),
        "-c", "unix_socket_permissions=0700",
        "-c", "listen_addresses=",
        "-c", "port=5432",
        NULL};
    const struct process_options options = {.path = path,
                                            .argv = argv,
                                            .account = &home->account,
                                            .output_fd = cluster_log_open(home),
                                            .death_signal = SIGINT};
    enum err e;

    cluster->log_from = lseek(options.output_fd, 0, SEEK_END);
    e = process_start(cx, &options, &cluster->pid);
    close(options.output_fd);
    return e;
}

/* Waits until it takes connections, as long as that takes: a large recovery is no failure. */
static enum err postmaster_wait(struct ctx *cx, struct cluster *cluster)
{
    int64_t say_us = clock_now_us() + 5 * US_PER_S;
    bool is_ready = false;
    char how[32];

    while (postmaster_read(cluster->home.pg, &is_ready) != cluster->pid || !is_ready) {
        if (process_has_ended(cluster->pid, how, sizeof how)) {
            cluster->pid = 0;
            return fail_fmt(cx, ERR_DB_UNAVAILABLE,
                            "PostgreSQL ended at its start (%s); %s says %s", how, cluster->home.log,
                            cluster_log_fault(cx, &cluster->home, cluster->log_from));
        }
        if (stop_is_pending())
            return fail(cx, ERR_DB_UNAVAILABLE, "stopped while PostgreSQL was starting");
        if (clock_now_us() > say_us) {
            log_info("cluster",
                     "PostgreSQL is still starting (after a crash it replays its journal)");
            say_us += 5 * US_PER_S;
        }
        stop_sleep_ms(2);
    }
    return 0;
}

static void postmaster_stop(struct cluster *cluster)
{
    struct ctx cx = {.arena = cluster->arena};

    if (!cluster->pid)
        return;
    kill(cluster->pid, SIGINT);
    if (!process_wait(cluster->pid, STOP_LIMIT_US)) {
        log_warn("cluster", "PostgreSQL does not stop: ending it at once");
        kill(cluster->pid, SIGQUIT);
        if (!process_wait(cluster->pid, STOP_LIMIT_US / 2) && leftovers_stop(&cx, cluster->home.pg))
            log_error("cluster", "%s", cx.failure.message);
    }
    cluster->pid = 0;
}

static bool can_connect(const char *conninfo)
{
    PGconn *pg = PQconnectdb(conninfo);
    bool ok = PQstatus(pg) == CONNECTION_OK;

    PQfinish(pg);
    return ok;
}

/* The database of ours, which a new cluster lacks, and one whose first start was cut short. */
static enum err database_make(struct ctx *cx, const struct cluster *cluster, bool is_new)
{
    PGconn *pg;
    PGresult *made;
    enum err e = 0;

    if (!is_new && can_connect(cluster->conninfo))
        return 0;
    pg = PQconnectdb(cluster->maintenance_conninfo);
    made = PQexec(pg, "create database " CLUSTER_DATABASE);
    if (PQresultStatus(made) != PGRES_COMMAND_OK && !can_connect(cluster->conninfo))
        e = fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot make the database: %s", PQerrorMessage(pg));
    PQclear(made);
    PQfinish(pg);
    return e;
}

/* Under the lock: leaves a PostgreSQL of ours running on the data, whatever was there before. */
static enum err cluster_start(struct ctx *cx, struct cluster *cluster)
{
    const struct cluster_home *home = &cluster->home;
    struct cluster_programs programs;
    struct stat st;
    bool is_new = stat(home->pg, &st) != 0;
    enum err e;

    e = programs_find(cx, home->pg, &programs);
    if (!e && is_new)
        e = cluster_make(cx, home, &programs);
    for (unsigned i = 0; !e && i < START_TRIES; i++) {
        e = leftovers_stop(cx, home->pg);
        if (!e)
            e = settings_write(cx, home, &programs, cluster->max_connections);
        if (e)
            break;
        sockets_clear(cluster);
        e = postmaster_start(cx, cluster, &programs);
        if (!e)
            e = postmaster_wait(cx, cluster);
        if (!e || stop_is_pending())
            break;
        stop_sleep_ms(100);
        e = i + 1 < START_TRIES ? 0 : e;
    }
    if (!e)
        e = database_make(cx, cluster, is_new);
    if (e)
        postmaster_stop(cluster);
    else
        cluster->started_us = clock_now_us();
    return e;
}

/* --- opening and closing ---------------------------------------------------------------------- */

/* Owns the cluster or joins it, whichever is possible first. */
static enum err cluster_own_or_join(struct ctx *cx, struct cluster *cluster)
{
    int64_t deadline_us = clock_now_us() + JOIN_LIMIT_US;
    pid_t holder = 0;
    enum err e;

    for (;;) {
        e = home_lock(cx, &cluster->home, &cluster->lock_fd, &holder);
        if (!e)
            e = home_link(cx, &cluster->home, cluster->lock_fd < 0);
        if (e)
            return e;
        if (cluster->lock_fd >= 0)
            return cluster_start(cx, cluster);
        if (can_connect(cluster->conninfo)) {
            log_info("cluster", "using the PostgreSQL that process %d runs", (int)holder);
            return 0;
        }
        if (stop_is_pending())
            return fail(cx, ERR_DB_UNAVAILABLE, "stopped while waiting for PostgreSQL");
        if (clock_now_us() > deadline_us)
            return fail_fmt(cx, ERR_DB_UNAVAILABLE,
                            "process %d holds %s, but its PostgreSQL does not answer", (int)holder,
                            cluster->home.lock);
        stop_sleep_ms(20);
    }
}

enum err cluster_open(struct ctx *cx, const struct cluster_options *options,
                      struct cluster **ret_cluster)
{
    struct ctx own = {.arena = arena_new()};
    struct cluster_home home;
    struct cluster *cluster = NULL;
    enum err e;

    signal(SIGCHLD, SIG_DFL); /* where we were started with it ignored, children vanish unseen */
    e = home_find(&own, options->data_dir, &home);
    if (!e)
        e = home_make(&own, &home);
    if (!e) {
        cluster = cluster_new(own.arena, &home, options->max_connections);
        e = cluster_own_or_join(&own, cluster);
    }
    if (!e) {
        *ret_cluster = cluster;
        return 0;
    }
    fail_fmt(cx, e, "%s", own.failure.message);
    if (cluster && cluster->lock_fd >= 0)
        close(cluster->lock_fd);
    arena_free(own.arena);
    return e;
}

const char *cluster_conninfo(const struct cluster *cluster)
{
    return cluster->conninfo;
}

const char *cluster_sockets(const struct cluster *cluster)
{
    return cluster->home.sockets;
}

void cluster_close(struct cluster *cluster)
{
    if (!cluster)
        return;
    postmaster_stop(cluster);
    if (cluster->lock_fd >= 0)
        close(cluster->lock_fd);
    arena_free(cluster->arena);
}

/* --- watching --------------------------------------------------------------------------------- */

static void retry_later(struct cluster *cluster)
{
    unsigned steps = cluster->failures < 6 ? cluster->failures : 6;

    cluster->failures++;
    cluster->next_try_us = clock_now_us() + (steps ? (INT64_C(50) << steps) * US_PER_MS : 0);
}

static void note_end(struct cluster *cluster, const char *how)
{
    log_error("cluster", "PostgreSQL has ended (%s): starting it again", how);
    cluster->pid = 0;
    if (clock_now_us() - cluster->started_us > STEADY_US)
        cluster->failures = 0;
    retry_later(cluster);
}

static void start_again(struct cluster *cluster)
{
    struct ctx cx = {.arena = arena_new()};
    int64_t began_us = clock_now_us();

    if (!cluster_start(&cx, cluster)) {
        log_info("cluster", "PostgreSQL runs again after %d ms",
                 (int)((clock_now_us() - began_us) / US_PER_MS));
    } else {
        log_error("cluster", "%s", cx.failure.message);
        retry_later(cluster);
    }
    arena_free(cx.arena);
}

/* Of a process that joined: has the owner gone? */
static void take_over(struct cluster *cluster)
{
    struct ctx cx = {.arena = arena_new()};
    pid_t holder = 0;

    cluster->next_try_us = clock_now_us() + TAKE_OVER_MS * US_PER_MS;
    if (home_lock(&cx, &cluster->home, &cluster->lock_fd, &holder)) {
        log_error("cluster", "%s", cx.failure.message);
    } else if (cluster->lock_fd >= 0) {
        log_info("cluster", "the process that ran PostgreSQL has gone: taking over");
        cluster->next_try_us = 0;
    }
    arena_free(cx.arena);
}

int cluster_tick(struct cluster *cluster)
{
    char how[32];

    if (cluster->pid && process_has_ended(cluster->pid, how, sizeof how))
        note_end(cluster, how);
    if (cluster->lock_fd < 0 && clock_now_us() >= cluster->next_try_us)
        take_over(cluster);
    if (cluster->lock_fd >= 0 && !cluster->pid && clock_now_us() >= cluster->next_try_us)
        start_again(cluster);
    if (cluster->pid) {
        cluster_log_bound(&cluster->home);
        return LOG_CHECK_MS;
    }
    return (int)((cluster->next_try_us - clock_now_us()) / US_PER_MS) + 1;
}

/* --- for sauda doctor ------------------------------------------------------------------------- */

bool cluster_exists(const char *data_dir)
{
    char path[PATH_MAX];

    return (size_t)snprintf(path, sizeof path, "%s/pg/PG_VERSION", data_dir) < sizeof path &&
           access(path, F_OK) == 0;
}

enum err cluster_describe_programs(struct ctx *cx, const char *data_dir, const char **ret_text)
{
    struct cluster_programs programs;
    enum err e = programs_find(cx, arena_printf(cx->arena, "%s/pg", data_dir), &programs);

    if (!e)
        *ret_text = arena_printf(cx->arena, "PostgreSQL %u in %s", programs.major, programs.folder);
    return e;
}
