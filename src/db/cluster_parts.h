// SPDX-License-Identifier: MIT
/* What the files of the own cluster share: where it lies (cluster_home.c), which programs run it
 * (cluster_programs.c), child processes and left-overs (cluster_process.c), making it
 * (cluster_make.c). cluster.c puts them together. */
#ifndef SAUDA_DB_CLUSTER_PARTS_H
#define SAUDA_DB_CLUSTER_PARTS_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CLUSTER_USER "sauda"     /* role and owner of the database */
#define CLUSTER_DATABASE "sauda" /* its name */
#define CLUSTER_MAX_GROUPS 64

/* Whom the server runs as: never root. */
struct cluster_account {
    uid_t uid;
    gid_t gid;
    gid_t groups[CLUSTER_MAX_GROUPS];
    int n_groups;
    bool is_ours; /* the account of this process: nothing to change into */
};

/* Where the cluster lies. All paths are real ones, in the arena it was found for. */
struct cluster_home {
    const char *data_dir;
    const char *link;   /* DATA_DIR/pg where that is a link, else NULL */
    const char *home;   /* the folder of all that follows */
    const char *pg;     /* PostgreSQL's own folder */
    const char *pg_new; /* the same while it is being made */
    const char *lock;
    const char *sockets; /* the folder of the socket; short enough for a socket's path */
    const char *log;
    struct cluster_account account;
};

/* Where the cluster of data_dir lies or would lie. Makes data_dir and nothing else. */
enum err home_find(struct ctx *cx, const char *data_dir, struct cluster_home *ret_home)
    __attribute__((warn_unused_result));
/* Makes the folders that are missing. */
enum err home_make(struct ctx *cx, const struct cluster_home *home)
    __attribute__((warn_unused_result));
/* Brings what was made or renamed in a folder to the disk. */
void folder_sync(const char *path);
/* Takes the lock: its descriptor, or -1 where another process has it, whose id is stored then. The
 * lock ends with the process, whatever ends it. */
enum err home_lock(struct ctx *cx, const struct cluster_home *home, int *ret_fd, pid_t *ret_holder)
    __attribute__((warn_unused_result));
/* Makes the link where it belongs and is missing. Data that lies there already without being in use
 * is of a DATA_DIR that was removed: it is kept beside, and a new one begins. To be called under
 * the lock, or when somebody else has it and uses the data. */
enum err home_link(struct ctx *cx, const struct cluster_home *home, bool is_in_use)
    __attribute__((warn_unused_result));

struct cluster_programs {
    unsigned major;
    const char *folder; /* holds initdb and postgres */
};

#define CLUSTER_MIN_MAJOR 15

/* The newest PostgreSQL, or the one that fits the data in `pg`. */
enum err programs_find(struct ctx *cx, const char *pg, struct cluster_programs *ret_programs)
    __attribute__((warn_unused_result));

struct process_options {
    const char *path;
    const char *const *argv;
    const struct cluster_account *account;
    int output_fd;    /* for standard output and error */
    int death_signal; /* what it gets when this thread ends */
};

/* Starts a program in a session of its own, from the main thread. ERR_DB_UNAVAILABLE tells why it
 * did not run. */
enum err process_start(struct ctx *cx, const struct process_options *options, pid_t *ret_pid)
    __attribute__((warn_unused_result));
/* Whether the child has ended; then `ret_how` says how, in words. */
bool process_has_ended(pid_t pid, char *ret_how, size_t size);
/* Waits for the child for so long; whether it ended. */
bool process_wait(pid_t pid, int64_t timeout_us);

/* Stops every PostgreSQL that works in the folder `pg` - kindly, then less so - and returns when
 * none is left. */
enum err leftovers_stop(struct ctx *cx, const char *pg) __attribute__((warn_unused_result));
/* What stands in postmaster.pid; 0: nothing. */
pid_t postmaster_read(const char *pg, bool *ret_is_ready);

/* initdb, in a folder beside, which becomes `pg` only when it is whole. */
enum err cluster_make(struct ctx *cx, const struct cluster_home *home,
                      const struct cluster_programs *programs) __attribute__((warn_unused_result));
/* Writes postgresql.conf where it is not as this program wants it. */
enum err settings_write(struct ctx *cx, const struct cluster_home *home,
                        const struct cluster_programs *programs, unsigned max_connections)
    __attribute__((warn_unused_result));
/* Opens the log for appending; at 10 MB it becomes pg.log.1 and begins anew. */
int cluster_log_open(const struct cluster_home *home);
void cluster_log_bound(const struct cluster_home *home);
/* The last line of the log from `from` on that names a fault, for people. */
const char *cluster_log_fault(struct ctx *cx, const struct cluster_home *home, off_t from);

#endif
