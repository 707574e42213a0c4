// SPDX-License-Identifier: MIT
/* Child processes of the own cluster, and those that an earlier run left behind. A left-over is
 * told by what it does, not by a number in a file: a process called postgres whose working folder
 * is our data. So a process id that the system gave to another program never misleads us, nor does
 * a PostgreSQL whose pid file is gone. */
#include "cluster_parts.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/stop.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_LEFTOVERS 256

/* --- children --------------------------------------------------------------------------------- */

/* Nothing of our own environment: PGOPTIONS, PGDATA, LC_ALL and the like would change what runs. */
static char *const child_environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
                                          "TZ=UTC", NULL};

/* In the child, between fork and exec: only what is safe there. Returns what failed. */
static const char *child_become(const struct process_options *options, pid_t parent)
{
    const struct cluster_account *account = options->account;
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;
    int null_fd = open("/dev/null", O_RDONLY);

    if (setsid() < 0)
        return "setsid";
    if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ||
        dup2(options->output_fd, STDOUT_FILENO) < 0 ||
        dup2(options->output_fd, STDERR_FILENO) < 0 || close_range(3, ~0U, CLOSE_RANGE_CLOEXEC))
        return "descriptors";
    if (!account->is_ours && (setgroups((size_t)account->n_groups, account->groups) ||
                              setresgid(account->gid, account->gid, account->gid) ||
                              setresuid(account->uid, account->uid, account->uid)))
        return "changing the user";
    if (prctl(PR_SET_PDEATHSIG, options->death_signal)) /* changing the user would have undone it */
        return "PR_SET_PDEATHSIG";
    if (getppid() != parent) /* it has died already: no signal will come */
        _exit(1);
    if (chdir("/"))
        return "chdir";
    umask(077);
    sigaction(SIGPIPE, &usual, NULL);
    sigaction(SIGHUP, &usual, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(options->path, (char *const *)(uintptr_t)options->argv, child_environment);
    return options->path;
}

struct child_failure {
    const char *step; /* the child is a copy of us: its pointer is ours */
    int error;
};

enum err process_start(struct ctx *cx, const struct process_options *options, pid_t *ret_pid)
{
    struct child_failure failure;
    int report[2];
    pid_t parent = getpid(), pid;
    ssize_t got;

    if (pipe2(report, O_CLOEXEC))
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot make a pipe: %s", strerror(errno));
    pid = fork();
    if (pid == 0) {
        failure.step = child_become(options, parent);
        failure.error = errno;
        if (write(report[1], &failure, sizeof failure) < 0)
            _exit(126);
        _exit(127);
    }
    close(report[1]);
    if (pid < 0) {
        close(report[0]);
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot start a process: %s", strerror(errno));
    }
    do /* ends without a byte when the program has been started */
        got = read(report[0], &failure, sizeof failure);
    while (got < 0 && errno == EINTR);
    close(report[0]);
    if (got == sizeof failure) {
        waitpid(pid, NULL, 0);
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot run %s: %s: %s", options->path,
                        failure.step, strerror(failure.error));
    }
    *ret_pid = pid;
    return 0;
}

bool process_has_ended(pid_t pid, char *ret_how, size_t size)
{
    int status;
    pid_t got = waitpid(pid, &status, WNOHANG);

    if (got == 0 || (got < 0 && errno == EINTR))
        return false;
    if (got < 0)
        snprintf(ret_how, size, "unknown status");
    else if (WIFSIGNALED(status))
        snprintf(ret_how, size, "signal %d", WTERMSIG(status));
    else
        snprintf(ret_how, size, "status %d", WEXITSTATUS(status));
    return true;
}

bool process_wait(pid_t pid, int64_t timeout_us)
{
    int64_t deadline_us = clock_now_us() + timeout_us;
    char how[32];

    while (!process_has_ended(pid, how, sizeof how)) {
        if (clock_now_us() >= deadline_us)
            return false;
        stop_sleep_ms(2);
    }
    return true;
}

/* --- left-overs ------------------------------------------------------------------------------- */

pid_t postmaster_read(const char *pg, bool *ret_is_ready)
{
    char path[4096], text[1024];
    const char *line = text;
    long pid;

    *ret_is_ready = false;
    snprintf(path, sizeof path, "%s/postmaster.pid", pg);
    if (file_read(path, text, sizeof text) <= 0)
        return 0;
    pid = strtol(text, NULL, 10);
    for (int i = 1; line && i < 8; i++) { /* the eighth line is the state */
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    *ret_is_ready = line && !strncmp(line, "ready", 5);
    return pid > 1 && pid <= INT32_MAX ? (pid_t)pid : 0;
}

/* Devices and inodes are compared, not names: another container may have the same ones. */
static bool works_in(const char *pid, const struct stat *folder)
{
    char path[64], comm[32];
    struct stat cwd;

    snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    if (file_read(path, comm, sizeof comm) <= 0 || strcmp(comm, "postgres\n") != 0)
        return false;
    snprintf(path, sizeof path, "/proc/%.20s/cwd", pid);
    return stat(path, &cwd) == 0 && cwd.st_dev == folder->st_dev && cwd.st_ino == folder->st_ino;
}

static unsigned leftovers_find(const struct stat *folder, pid_t pids[static MAX_LEFTOVERS])
{
    DIR *proc = opendir("/proc");
    const struct dirent *entry;
    unsigned n = 0;

    while (proc && n < MAX_LEFTOVERS && (entry = readdir(proc)))
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && works_in(entry->d_name, folder))
            pids[n++] = (pid_t)strtol(entry->d_name, NULL, 10);
    if (proc)
        closedir(proc);
    return n;
}

static bool is_among(pid_t pid, const pid_t *pids, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (pids[i] == pid)
            return true;
    return false;
}

/* Waits until none is left; whether that came in time. */
static bool leftovers_wait(const struct stat *folder, int64_t timeout_us)
{
    int64_t deadline_us = clock_now_us() + timeout_us;
    pid_t pids[MAX_LEFTOVERS];

    while (leftovers_find(folder, pids)) {
        if (clock_now_us() >= deadline_us || stop_is_pending())
            return false;
        stop_sleep_ms(10);
    }
    return true;
}

/* PostgreSQL would take a pid file for alive whose number now belongs to somebody else. */
static void pid_file_clear(const char *pg)
{
    char path[4096];
    bool is_ready;
    pid_t pid = postmaster_read(pg, &is_ready);

    if (!pid || (kill(pid, 0) && errno == ESRCH))
        return;
    if (access("/proc/self/cwd", F_OK)) /* we may have overlooked it: PostgreSQL shall judge */
        return;
    snprintf(path, sizeof path, "%s/postmaster.pid", pg);
    unlink(path);
}

enum err leftovers_stop(struct ctx *cx, const char *pg)
{
    static const struct {
        int signal;
        int64_t timeout_us;
    } steps[] = {{SIGINT, 4 * US_PER_S}, {SIGQUIT, 2 * US_PER_S}, {SIGKILL, 3 * US_PER_S}};
    pid_t pids[MAX_LEFTOVERS];
    struct stat folder;
    bool is_ready;

    if (stat(pg, &folder))
        return 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        pid_t postmaster = postmaster_read(pg, &is_ready);
        unsigned n = leftovers_find(&folder, pids);

        if (!n) {
            pid_file_clear(pg);
            return 0;
        }
        if (stop_is_pending())
            break;
        if (steps[i].signal == SIGINT && !is_among(postmaster, pids, n))
            continue; /* children without their parent: there is nobody to shut down in order */
        log_warn("cluster", "PostgreSQL still runs from before (process %d): waiting for it to stop",
                 (int)(steps[i].signal == SIGINT ? postmaster : pids[0]));
        if (steps[i].signal == SIGINT)
            kill(postmaster, SIGINT);
        for (unsigned j = 0; steps[i].signal != SIGINT && j < n; j++)
            kill(pids[j], steps[i].signal);
        if (leftovers_wait(&folder, steps[i].timeout_us)) {
            pid_file_clear(pg);
            return 0;
        }
    }
    return fail_fmt(cx, ERR_DB_UNAVAILABLE,
                    "an earlier PostgreSQL still works in %s and does not stop", pg);
}
