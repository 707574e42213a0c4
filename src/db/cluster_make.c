// SPDX-License-Identifier: MIT
/* Making the own cluster, its settings and its log. initdb works in a folder beside, which becomes
 * the cluster by one rename when it is whole and on disk: a first start that was cut short leaves
 * nothing that a second one would trip over. */
#include "cluster_parts.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_LIMIT (10 * 1024 * 1024)
#define REMOVE_LIMIT_US (5 * US_PER_S)
#define SETTINGS_NAME "sauda.conf"

/* --- making ----------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path) && errno != ENOENT ? -1 : 0;
}

/* Removes what a start that was cut short has left. The death of initdb ends its children a moment later, and one that has not
 * yet entered the folder is not found by it: what they still write is removed with the next attempt. */
static enum err remove_left(struct ctx *cx, const char *path)
{
    int64_t deadline_us = clock_now_us() + REMOVE_LIMIT_US;
    enum err e;

    while (!(e = leftovers_stop(cx, path)) && nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) &&
           errno != ENOENT) {
        if (errno != ENOTEMPTY || clock_now_us() >= deadline_us || stop_is_pending())
            return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot remove %s: %s", path, strerror(errno));
        stop_sleep_ms(10);
    }
    return e;
}

/* Reads what the program says until it ends; keeps the beginning of it, for people. */
static void output_read(int fd, pid_t pid, char *text, size_t size)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char chunk[1024];
    size_t len = 0;

    for (;;) {
        ssize_t got = poll(&wait, 1, 50) > 0 ? read(fd, chunk, sizeof chunk) : -1;

        if (got == 0)
            break;
        if (got > 0 && len < size - 1) {
            size_t kept = (size_t)got < size - 1 - len ? (size_t)got : size - 1 - len;

            memcpy(text + len, chunk, kept);
            len += kept;
        }
        if (stop_is_pending())
            kill(pid, SIGKILL);
    }
    text[len] = '\0';
}

/* Runs one of PostgreSQL's programs to its end; argv[0] is its whole path: it looks for its own files beside it. Of what it
 * says the failure tells. */
static enum err run_program(struct ctx *cx, const struct cluster_home *home, const char *const *argv)
{
    struct process_options options = {
        .path = argv[0], .argv = argv, .account = &home->account, .death_signal = SIGKILL};
    char said[2048], how[32] = "";
    int output[2];
    pid_t pid;
    enum err e;

    if (pipe2(output, O_CLOEXEC))
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot make a pipe: %s", strerror(errno));
    options.output_fd = output[1];
    e = process_start(cx, &options, &pid);
    close(output[1]);
    if (!e) {
        output_read(output[0], pid, said, sizeof said);
        while (!process_has_ended(pid, how, sizeof how))
            stop_sleep_ms(1);
        if (strcmp(how, "status 0") != 0)
            e = fail_fmt(cx, ERR_DB_UNAVAILABLE, "%s failed (%s): %s", strrchr(argv[0], '/') + 1,
                         how, said);
    }
    close(output[0]);
    return e;
}

static enum err run_initdb(struct ctx *cx, const struct cluster_home *home,
                           const struct cluster_programs *programs)
{
    const char *const argv[] = {arena_printf(cx->arena, "%s/initdb", programs->folder),
                                "-D",
                                home->pg_new,
                                "-U",
                                CLUSTER_USER,
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--text-search-config=simple",
                                "--auth-local=trust",
                                "--auth-host=reject",
                                "--no-instructions",
                                NULL};

    return run_program(cx, home, argv);
}

/* What initdb found out about this machine stays in postgresql.conf; ours is read after it. */
static enum err include_settings(struct ctx *cx, const struct cluster_home *home)
{
    static const char line[] = "\ninclude_if_exists '" SETTINGS_NAME "'\n";
    char path[PATH_MAX];
    bool ok = false;
    int fd;

    snprintf(path, sizeof path, "%s/postgresql.conf", home->pg_new);
    fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0) {
        ok = file_write(fd, line, sizeof line - 1) && fsync(fd) == 0;
        close(fd);
    }
    return ok ? 0 : fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot write %s: %s", path, strerror(errno));
}

enum err cluster_make(struct ctx *cx, const struct cluster_home *home,
                      const struct cluster_programs *programs)
{
    int64_t began_us = clock_now_us();
    enum err e;

    e = remove_left(cx, home->pg_new);
    if (!e)
        e = run_initdb(cx, home, programs);
    if (!e)
        e = include_settings(cx, home);
    if (e)
        return e;
    if (rename(home->pg_new, home->pg))
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot rename %s to %s: %s", home->pg_new,
                        home->pg, strerror(errno));
    folder_sync(home->home);
    log_info("cluster", "made a PostgreSQL %u cluster in %s in %d ms", programs->major, home->pg,
             (int)((clock_now_us() - began_us) / US_PER_MS));
    return 0;
}

/* --- settings --------------------------------------------------------------------------------- */

/* Durable, small when idle, and quick to recover: max_wal_size bounds what a crash leaves to
 * replay. How the write-ahead log is packed stands behind it: in an import, packing by PostgreSQL's own pglz took 42 % of
 * the processor. */
static const char settings[] = "# Written by the program at each start. Settings of your own: "
                               "ALTER SYSTEM, which wins over these.\n"
                               "fsync = on\n"
                               "synchronous_commit = on\n"
                               "full_page_writes = on\n"
                               "max_wal_size = '1GB'\n"
                               "min_wal_size = '80MB'\n"
                               "checkpoint_timeout = '5min'\n"
                               "shared_buffers = '256MB'\n"
                               "work_mem = '8MB'\n"
                               "maintenance_work_mem = '64MB'\n"
                               "random_page_cost = 1.1\n"
                               "jit = off\n"
                               "max_logical_replication_workers = 0\n"
                               "idle_in_transaction_session_timeout = '60s'\n"
                               "timezone = 'UTC'\n"
                               "lc_messages = 'C'\n"
                               "logging_collector = off\n"
                               "log_destination = 'stderr'\n"
                               "log_timezone = 'UTC'\n"
                               "log_line_prefix = '%m [%p] '\n"
                               "log_checkpoints = off\n"
                               "log_error_verbosity = terse\n"
                               "log_min_error_statement = panic\n"
                               "cluster_name = 'sauda'\n";

#define PACKED_BY_LZ4 "wal_compression = lz4\n"
#define PACKED_BY_PGLZ "wal_compression = pglz\n"

/* lz4 is an option of PostgreSQL's build, and it would not start with a setting that it does not know. So it is asked once,
 * and the settings that are there tell what it said. */
static const char *packing(struct ctx *cx, const struct cluster_home *home,
                           const struct cluster_programs *programs, const char *present)
{
    const char *const argv[] = {arena_printf(cx->arena, "%s/postgres", programs->folder),
                                "-D",
                                home->pg,
                                "-C",
                                "wal_compression",
                                "-c",
                                "wal_compression=lz4",
                                NULL};
    struct ctx asking = {.arena = cx->arena};

    if (strstr(present, PACKED_BY_LZ4))
        return PACKED_BY_LZ4;
    if (strstr(present, PACKED_BY_PGLZ))
        return PACKED_BY_PGLZ;
    return run_program(&asking, home, argv) ? PACKED_BY_PGLZ : PACKED_BY_LZ4;
}

enum err settings_write(struct ctx *cx, const struct cluster_home *home,
                        const struct cluster_programs *programs, unsigned max_connections)
{
    char path[PATH_MAX], present[sizeof settings + 256];
    struct buf text;
    ssize_t len;
    bool ok = false;
    int fd;

    snprintf(path, sizeof path, "%s/" SETTINGS_NAME, home->pg);
    len = file_read(path, present, sizeof present - 1);
    present[len > 0 ? len : 0] = '\0';
    buf_init(&text, cx->arena, sizeof settings + 64);
    buf_puts(&text, settings);
    buf_puts(&text, packing(cx, home, programs, present));
    buf_printf(&text, "max_connections = %u\n", max_connections);
    if (len == (ssize_t)text.len && !memcmp(present, text.data, text.len))
        return 0;
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        ok = file_write(fd, text.data, text.len) &&
             (home->account.is_ours || fchown(fd, home->account.uid, home->account.gid) == 0);
        close(fd);
    }
    return ok ? 0 : fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot write %s: %s", path, strerror(errno));
}

/* --- the log ---------------------------------------------------------------------------------- */

int cluster_log_open(const struct cluster_home *home)
{
    int fd = open(home->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        log_warn("cluster", "cannot write %s: %s", home->log, strerror(errno));
    return fd < 0 ? open("/dev/null", O_WRONLY | O_CLOEXEC) : fd;
}

/* Copied and cut, not renamed: PostgreSQL goes on writing into the file it was given. */
void cluster_log_bound(const struct cluster_home *home)
{
    char old[PATH_MAX];
    struct stat st;
    off_t from = 0;
    int in, out;

    if (lstat(home->log, &st) || !S_ISREG(st.st_mode) || st.st_size < LOG_LIMIT)
        return;
    snprintf(old, sizeof old, "%s.1", home->log);
    unlink(old);
    in = open(home->log, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    out = open(old, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    while (in >= 0 && out >= 0 && from < st.st_size &&
           sendfile(out, in, &from, (size_t)(st.st_size - from)) > 0)
        ;
    if (in < 0 || ftruncate(in, 0))
        log_warn("cluster", "cannot cut %s: %s", home->log, strerror(errno));
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
}

const char *cluster_log_fault(struct ctx *cx, const struct cluster_home *home, off_t from)
{
    char *text = arena_alloc(cx->arena, 4097), *fault = NULL;
    int fd = open(home->log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    ssize_t len = fd < 0 ? -1 : pread(fd, text, 4096, size - from > 4096 ? size - 4096 : from);

    if (fd >= 0)
        close(fd);
    text[len > 0 ? len : 0] = '\0';
    for (char *at = text; *at; at++)
        if (!strncmp(at, "FATAL:", 6) || !strncmp(at, "PANIC:", 6))
            fault = at;
    if (!fault)
        return "nothing of it";
    fault[strcspn(fault, "\n")] = '\0';
    return fault;
}
