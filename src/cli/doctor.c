// SPDX-License-Identifier: MIT
/* sauda doctor: looks at each setting and each outside system and says ok, or what is wrong and how
 * to mend it. It changes nothing: a cluster that does not run is started for the look and stopped
 * again, one that does not exist is not made. */
#include "cli/command.h"

#include "auth/secret.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/database.h"
#include "db/cluster.h"
#include "db/migrate.h"
#include "db/session.h"
#include "gen/sql.h"
#include "http/server.h"
#include "outbound/mail.h"

#include <errno.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#define MIN_FREE_MB 1024
#define MIN_DESCRIPTORS 4096
#define MIN_MONTHS_AHEAD 1
#define MAIL_LIMIT_MS 15000
#define SPARE_CONNECTIONS 16 /* for the event feed, the jobs, people with psql */

struct doctor {
    struct ctx *cx;
    struct config config;
    unsigned faults;
};

static void say(struct doctor *doctor, bool is_ok, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void say(struct doctor *doctor, bool is_ok, const char *what, const char *format, ...)
{
    va_list args;

    doctor->faults += !is_ok;
    printf("%-6s %-18s ", is_ok ? "ok" : "WRONG", what);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

/* --- settings --------------------------------------------------------------------------------- */

static bool settings_refused(struct doctor *doctor)
{
    const struct field_error *field = doctor->cx->failure.fields;

    for (; field; field = field->next)
        say(doctor, false, field->field, "%s", field->message);
    return false;
}

static bool settings_examine(struct doctor *doctor)
{
    static const char *const origins[] = {"default", ".env", "environment"};

    if (config_load(doctor->cx, ".env", &doctor->config))
        return settings_refused(doctor);
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_setting *setting = &doctor->config.settings[i];
        bool is_hidden = config_keys[i].is_secret && *setting->value;

        say(doctor, true, config_keys[i].name, "%s (%s)",
            is_hidden         ? "is set"
            : *setting->value ? setting->value
                              : "is empty",
            origins[setting->origin]);
    }
    return !config_check_serving(doctor->cx, &doctor->config) || settings_refused(doctor);
}

/* --- this machine ----------------------------------------------------------------------------- */

static void descriptors_examine(struct doctor *doctor)
{
    struct rlimit limit = {0};

    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max >= MIN_DESCRIPTORS)
        say(doctor, true, "open files", "up to %llu", (unsigned long long)limit.rlim_max);
    else
        say(doctor, false, "open files",
            "only %llu may be open at once: raise the hard limit (ulimit -Hn, LimitNOFILE=)",
            (unsigned long long)limit.rlim_max);
}

/* The folder, or the nearest one above it that exists. */
static const char *existing_folder(struct ctx *cx, const char *path)
{
    char *folder = arena_strdup(cx->arena, path);

    while (access(folder, F_OK)) {
        char *slash = strrchr(folder, '/');

        if (!slash)
            return ".";
        *(slash == folder ? slash + 1 : slash) = '\0';
        if (slash == folder)
            break;
    }
    return folder;
}

static void data_dir_examine(struct doctor *doctor)
{
    const char *folder = existing_folder(doctor->cx, doctor->config.data_dir);
    struct statvfs fs;
    unsigned long long free_mb;

    if (access(folder, R_OK | W_OK | X_OK)) {
        say(doctor, false, "data folder",
            "%s cannot be written (%s): give it to the user who runs the program", folder,
            strerror(errno));
        return;
    }
    say(doctor, true, "data folder", "%s %s", doctor->config.data_dir,
        strcmp(folder, doctor->config.data_dir) ? "can be made" : "can be written");
    if (statvfs(folder, &fs))
        return;
    free_mb = (unsigned long long)fs.f_bavail * fs.f_frsize / (1024 * 1024);
    if (free_mb >= MIN_FREE_MB)
        say(doctor, true, "disk space", "%llu MB are free", free_mb);
    else
        say(doctor, false, "disk space",
            "only %llu MB are free: PostgreSQL stops writing when nothing is left", free_mb);
}

/* Whether a server of ours answers at this address; false also when nobody does. */
static bool health_answers(int fd)
{
    static const char question[] =
        "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const struct timeval limit = {.tv_sec = 2};
    char answer[2048];
    size_t len = 0;
    ssize_t got;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (send(fd, question, sizeof question - 1, MSG_NOSIGNAL) < 0)
        return false;
    while (len < sizeof answer - 1 && (got = recv(fd, answer + len, sizeof answer - 1 - len, 0)) > 0)
        len += (size_t)got;
    answer[len] = '\0';
    return strstr(answer, "\"status\":\"ok\"") && strstr(answer, "\"uptime_s\"");
}

static int address_connect(const struct config *config)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char port[16];
    int fd = -1;

    snprintf(port, sizeof port, "%u", config->port);
    if (getaddrinfo(config->host, port, &hints, &found))
        return -1;
    fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen)) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static void address_examine(struct doctor *doctor)
{
    const struct config *config = &doctor->config;
    int fd = config->port ? address_connect(config) : -1;
    bool is_ours = fd >= 0 && health_answers(fd);

    if (fd >= 0) {
        close(fd);
        say(doctor, is_ours, "address",
            is_ours ? "a running server answers at %s port %u"
                    : "%s port %u is taken by another program: stop it, or set PORT",
            config->host, config->port);
        return;
    }
    if (http_listen(config->host, (uint16_t)config->port, config->reuse_port, 1, &fd)) {
        close(fd);
        say(doctor, true, "address", "%s port %u is free", config->host, config->port);
    } else {
        say(doctor, false, "address", "cannot listen at %s port %u: set HOST and PORT",
            config->host, config->port);
    }
}

/* --- what opens doors ------------------------------------------------------------------------- */

static void secret_examine(struct doctor *doctor)
{
    const char *path = secret_path(doctor->cx->arena, doctor->config.data_dir);
    struct secret *secret;

    if (doctor->config.secret_key)
        say(doctor, true, "secret key", "SECRET_KEY is set");
    else if (access(path, F_OK))
        say(doctor, true, "secret key", "none yet: the first start makes %s", path);
    else if (secret_open(doctor->cx, NULL, doctor->config.data_dir, &secret))
        say(doctor, false, "secret key", "%s", doctor->cx->failure.message);
    else
        say(doctor, true, "secret key", "kept in %s", path);
}

/* --- mail ------------------------------------------------------------------------------------- */

static void sender_examine(struct doctor *doctor)
{
    if (strstr(doctor->config.mail_from, "@localhost"))
        say(doctor, false, "mail sender", "%s is nobody elsewhere: set MAIL_FROM",
            doctor->config.mail_from);
    if (doctor->config.app_env == APP_PROD && !doctor->config.public_url)
        say(doctor, false, "links in mails", "lead to %s port %u: set PUBLIC_URL",
            doctor->config.host, doctor->config.port);
}

static void mail_examine(struct doctor *doctor)
{
    struct mail_settings settings = mail_settings_of(doctor->cx->arena, &doctor->config);
    const char *problem;

    if (!mail_is_on(&settings)) {
        say(doctor, false, "mail",
            "none is sent, so nobody can be invited or get a new password: set SMTP_URL");
    } else if (!settings.smtp_url) {
        say(doctor, true, "mail", "written to %s/*.eml, because SMTP_URL is empty", settings.folder);
    } else if (mail_probe(doctor->cx->arena, &settings, MAIL_LIMIT_MS, &problem)) {
        say(doctor, true, "mail", "the server of SMTP_URL is ready to take it");
        sender_examine(doctor);
    } else {
        say(doctor, false, "mail", "%s: look at SMTP_URL", problem);
    }
}

/* --- the database ----------------------------------------------------------------------------- */

static void migrations_examine(struct doctor *doctor, struct session *session)
{
    unsigned applied;
    struct db_rows rows;
    int64_t months;

    if (migrate_status(doctor->cx, session, &applied)) {
        say(doctor, false, "migrations", "%s", doctor->cx->failure.message);
        return;
    }
    if (applied < n_db_migrations) {
        say(doctor, false, "migrations", "%u of %u are applied: run sauda migrate, or just start",
            applied, n_db_migrations);
        return;
    }
    say(doctor, true, "migrations", "all %u are applied", applied);
    if (session_run(doctor->cx, session, &sql_health_ready_statement, NULL, &rows)) {
        say(doctor, false, "partitions", "%s", doctor->cx->failure.message);
        return;
    }
    months = db_int(&rows, 0, "months_ahead");
    say(doctor, months >= MIN_MONTHS_AHEAD, "partitions",
        months >= MIN_MONTHS_AHEAD
            ? "of events, for %d coming months"
            : "of events, for only %d coming months: start the server, which makes them",
        (int)months);
}

static void capacity_examine(struct doctor *doctor, struct session *session)
{
    unsigned needed = doctor->config.loops * doctor->config.db_pool + SPARE_CONNECTIONS;
    struct db_rows rows;
    bool is_enough;

    if (session_run(doctor->cx, session, &sql_health_capacity_statement, NULL, &rows)) {
        say(doctor, false, "connections", "%s", doctor->cx->failure.message);
        return;
    }
    is_enough = db_int(&rows, 0, "max_connections") >= (int64_t)needed;
    say(doctor, is_enough, "connections",
        is_enough ? "PostgreSQL takes %d, %u are needed"
                  : "PostgreSQL takes %d, %u are needed: lower DB_POOL or LOOPS, or "
                    "raise its max_connections",
        (int)db_int(&rows, 0, "max_connections"), needed);
}

static void database_examine(struct doctor *doctor)
{
    const char *programs;
    struct database database;
    int64_t began_us;

    if (!doctor->config.database_url) {
        if (cluster_describe_programs(doctor->cx, doctor->config.data_dir, &programs)) {
            say(doctor, false, "PostgreSQL", "%s", doctor->cx->failure.message);
            return;
        }
        say(doctor, true, "PostgreSQL", "%s", programs);
        if (!cluster_exists(doctor->config.data_dir)) {
            say(doctor, true, "database", "none yet: the first start makes it");
            return;
        }
    }
    began_us = clock_now_us();
    if (database_open(doctor->cx, &doctor->config, 0, &database)) {
        say(doctor, false, "database", "%s", doctor->cx->failure.message);
        return;
    }
    say(doctor, true, "database", "PostgreSQL %s answers after %d ms, UTF8",
        session_server_version(database.session), (int)((clock_now_us() - began_us) / US_PER_MS));
    if (database.cluster)
        say(doctor, true, "socket", "psql -h %s -U sauda sauda, while the server runs",
            cluster_sockets(database.cluster));
    migrations_examine(doctor, database.session);
    capacity_examine(doctor, database.session);
    database_close(&database);
}

int cli_doctor(const struct invocation *in)
{
    struct doctor doctor = {.cx = in->cx};

    if (settings_examine(&doctor)) {
        log_setup((enum log_level)doctor.config.log_level, doctor.config.log_format != 0);
        descriptors_examine(&doctor);
        data_dir_examine(&doctor);
        address_examine(&doctor);
        secret_examine(&doctor);
        mail_examine(&doctor);
        database_examine(&doctor);
    }
    if (doctor.faults)
        printf("\n%u to mend\n", doctor.faults);
    else
        puts("\nall is well");
    return doctor.faults ? EXIT_FAILED : EXIT_OK;
}
