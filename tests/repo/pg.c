// SPDX-License-Identifier: MIT
/* PostgreSQL refuses to run as root, so its programs run as the user postgres then. */
#include "pg.h"

#include <ftw.h>
#include <glob.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000

struct pg {
    char folder[32], data[48], bin[128], conninfo[96];
    uid_t uid;
    gid_t gid;
    pid_t server;
    PGconn *admin;
};

static void give_up(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
static void give_up(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

/* Starts one of PostgreSQL's programs, which ends with this one. Its output goes to a file beside the data. */
/* argv[0] becomes the whole path: the programs look for their own files beside it. */
static pid_t run_program(const struct pg *pg, const char **argv)
{
    char log[64], program[192];
    pid_t child;

    snprintf(log, sizeof log, "%s/log", pg->folder);
    snprintf(program, sizeof program, "%s/%s", pg->bin, argv[0]);
    argv[0] = program;
    child = fork();
    if (child < 0)
        give_up("fork failed");
    if (child)
        return child;
    if ((geteuid() == 0 && (setgid(pg->gid) || setuid(pg->uid))) || chdir(pg->folder) ||
        !freopen(log, "a", stdout) || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
        _exit(126);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    execv(program, (char *const *)(uintptr_t)argv);
    _exit(127);
}

static void wait_for(pid_t child, const char *what)
{
    int status;

    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        give_up("%s failed", what);
}

static void find_programs(struct pg *pg)
{
    glob_t found;
    char *slash;

    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) || found.gl_pathc == 0)
        give_up("PostgreSQL is not installed");
    snprintf(pg->bin, sizeof pg->bin, "%s", found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    slash = strrchr(pg->bin, '/');
    *slash = '\0';
}

static void make_folder(struct pg *pg)
{
    const struct passwd *user = getpwnam("postgres");

    snprintf(pg->folder, sizeof pg->folder, "/tmp/sauda-pg-XXXXXX");
    if (!mkdtemp(pg->folder))
        give_up("no folder under /tmp");
    if (geteuid() == 0) {
        if (!user)
            give_up("there is no user postgres");
        pg->uid = user->pw_uid;
        pg->gid = user->pw_gid;
        if (chown(pg->folder, pg->uid, pg->gid))
            give_up("chown of %s failed", pg->folder);
    }
    snprintf(pg->data, sizeof pg->data, "%s/data", pg->folder);
    snprintf(pg->conninfo, sizeof pg->conninfo, "host=%s port=5432 user=postgres dbname=postgres",
             pg->folder);
}

static void make_cluster(struct pg *pg)
{
    const char *argv[] = {"initdb",
                          "-D",
                          pg->data,
                          "--username=postgres",
                          "--auth=trust",
                          "--encoding=UTF8",
                          "--locale=C.UTF-8",
                          "--no-sync",
                          NULL};

    wait_for(run_program(pg, argv), "initdb");
}

void pg_start(struct pg *pg)
{
    const char *argv[] = {"postgres",
                          "-D",
                          pg->data,
                          "-k",
                          pg->folder,
                          "-c",
                          "listen_addresses=",
                          "-c",
                          "fsync=off",
                          "-c",
                          "max_connections=40",
                          "-c",
                          "deadlock_timeout=50ms",
                          "-c",
                          "shared_buffers=16MB",
                          NULL};

    pg->server = run_program(pg, argv);
    pg_await(pg);
}

void pg_await(struct pg *pg)
{
    PQfinish(pg->admin); /* the recovery after a crash has cut it too */
    pg->admin = NULL;
    for (unsigned waited_ms = 0; PQping(pg->conninfo) != PQPING_OK; waited_ms += 20) {
        if (waited_ms > PATIENCE_MS || waitpid(pg->server, NULL, WNOHANG) != 0)
            give_up("PostgreSQL does not start, see %s/log", pg->folder);
        usleep(20000);
    }
}

void pg_stop(struct pg *pg)
{
    if (!pg->server)
        return;
    PQfinish(pg->admin);
    pg->admin = NULL;
    kill(pg->server, SIGINT); /* the fast way */
    waitpid(pg->server, NULL, 0);
    pg->server = 0;
}

struct pg *pg_new(void)
{
    struct pg *pg = calloc(1, sizeof *pg);

    if (!pg)
        abort();
    find_programs(pg);
    make_folder(pg);
    make_cluster(pg);
    pg_start(pg);
    return pg;
}

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
    (void)stat, (void)type, (void)ftw;
    return remove(path);
}

void pg_free(struct pg *pg)
{
    if (!pg)
        return;
    pg_stop(pg);
    nftw(pg->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(pg);
}

const char *pg_conninfo(const struct pg *pg)
{
    return pg->conninfo;
}

static PGresult *admin_run(struct pg *pg, const char *sql)
{
    PGresult *result;

    if (!pg->admin) {
        pg->admin = PQconnectdb(pg->conninfo);
        PQclear(PQexec(pg->admin, "set application_name = 'admin'"));
    }
    result = PQexec(pg->admin, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        give_up("%s: %s", sql, PQerrorMessage(pg->admin));
    return result;
}

void pg_run(struct pg *pg, const char *sql)
{
    PQclear(admin_run(pg, sql));
}

int pg_int(struct pg *pg, const char *sql)
{
    PGresult *result = admin_run(pg, sql);
    int value = PQntuples(result) ? (int)strtol(PQgetvalue(result, 0, 0), NULL, 10) : -1;

    PQclear(result);
    return value;
}

int pg_signal(struct pg *pg, const char *condition, int signal_number)
{
    char sql[400];
    PGresult *result;
    int n;

    snprintf(sql, sizeof sql,
             "select pid from pg_stat_activity where application_name = 'sauda' and (%s)", condition);
    result = admin_run(pg, sql);
    n = PQntuples(result);
    for (int i = 0; i < n; i++)
        kill((pid_t)strtol(PQgetvalue(result, i, 0), NULL, 10), signal_number);
    PQclear(result);
    return n;
}

void pg_signal_server(struct pg *pg, int signal_number)
{
    kill(pg->server, signal_number);
}
