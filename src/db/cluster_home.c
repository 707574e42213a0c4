// SPDX-License-Identifier: MIT
/* Where the own cluster lies. Usually that is DATA_DIR itself. PostgreSQL refuses to run as root,
 * and the account it runs as instead often cannot enter DATA_DIR (a 0700 home, say): so for root
 * the data lies in /var/lib/sauda/<hash of DATA_DIR>, and DATA_DIR/pg is a link to it. */
#include "cluster_parts.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define ROOT_HOMES "/var/lib/sauda"
#define SOCKET_NAME "/.s.PGSQL.5432"

static enum err fail_errno(struct ctx *cx, const char *what, const char *path)
{
    return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot %s %s: %s", what, path, strerror(errno));
}

/* FNV-1a, 64 bits: it tells folders apart, it protects nothing. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

/* Makes DATA_DIR and the folders above it, and finds its real path. */
static enum err data_dir_make(struct ctx *cx, const char *data_dir, const char **ret_path)
{
    char *path = arena_strdup(cx->arena, data_dir), real[PATH_MAX];

    for (char *slash = path; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (mkdir(path, 0755) && errno != EEXIST)
            return fail_errno(cx, "make the folder", path);
        *slash = '/';
    }
    if (mkdir(path, 0700) && errno != EEXIST)
        return fail_errno(cx, "make the folder", path);
    if (!realpath(path, real))
        return fail_errno(cx, "use the folder", path);
    *ret_path = arena_strdup(cx->arena, real);
    return 0;
}

static enum err account_of_owner(struct ctx *cx, const struct stat *st, const char *path,
                                 struct cluster_account *ret_account)
{
    const struct passwd *user;

    *ret_account = (struct cluster_account){
        .uid = st->st_uid, .gid = st->st_gid, .n_groups = CLUSTER_MAX_GROUPS};
    ret_account->is_ours = geteuid() == st->st_uid;
    if (st->st_uid == 0)
        return fail_fmt(
            cx, ERR_DB_UNAVAILABLE,
            "%s belongs to root, as whom PostgreSQL does not run: give it to the user postgres",
            path);
    if (!ret_account->is_ours && geteuid() != 0)
        return fail_fmt(cx, ERR_DB_UNAVAILABLE,
                        "%s belongs to another user: start the program as that user or as root",
                        path);
    user = getpwuid(st->st_uid);
    if (!user ||
        getgrouplist(user->pw_name, st->st_gid, ret_account->groups, &ret_account->n_groups) < 0)
        ret_account->n_groups = 0;
    return 0;
}

static enum err account_of_postgres(struct ctx *cx, struct cluster_account *ret_account)
{
    const struct passwd *user = getpwnam("postgres");

    if (!user || user->pw_uid == 0)
        return fail_fmt(
            cx, ERR_DB_UNAVAILABLE,
            "PostgreSQL does not run as root, and there is no user postgres to run it as (Debian: "
            "apt-get install postgresql); or start the program as another user, or set "
            "DATABASE_URL");
    *ret_account = (struct cluster_account){
        .uid = user->pw_uid, .gid = user->pw_gid, .n_groups = CLUSTER_MAX_GROUPS};
    if (getgrouplist(user->pw_name, user->pw_gid, ret_account->groups, &ret_account->n_groups) < 0)
        ret_account->n_groups = 0;
    return 0;
}

/* Fills the paths below `home`, where PostgreSQL's own folder is called `name`. */
static void home_name(struct ctx *cx, struct cluster_home *home, const char *folder, const char *name)
{
    const size_t longest = sizeof((struct sockaddr_un *)NULL)->sun_path - 1;

    home->home = arena_strdup(cx->arena, folder);
    home->pg = arena_printf(cx->arena, "%s/%s", folder, name);
    home->pg_new = arena_printf(cx->arena, "%s.new", home->pg);
    home->lock = arena_printf(cx->arena, "%s/lock", folder);
    home->sockets = arena_printf(cx->arena, "%s/socket", folder);
    home->log = arena_printf(cx->arena, "%s/pg.log", home->data_dir);
    /* libpq and PostgreSQL take several of them with commas between */
    if (strlen(home->sockets) + strlen(SOCKET_NAME) > longest || strpbrk(home->sockets, ",\""))
        home->sockets = arena_printf(cx->arena, "/tmp/sauda-%016" PRIx64, hash_text(home->pg));
}

/* DATA_DIR/pg is a link: the home is where it leads. The target may be missing when a first start
 * was cut short, the folder around it may not. */
static enum err home_follow(struct ctx *cx, struct cluster_home *home, const char *link)
{
    char target[PATH_MAX], folder[PATH_MAX];
    ssize_t len = readlink(link, target, sizeof target - 1);
    char *name;
    struct stat st;

    if (len <= 0)
        return fail_errno(cx, "read the link", link);
    target[len] = '\0';
    name = strrchr(target, '/');
    if (target[0] != '/' || !name[1])
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "the link %s must lead to a full path", link);
    *name++ = '\0';
    if (!realpath(target, folder) && errno == EACCES)
        return fail_fmt(
            cx,
            ERR_DB_UNAVAILABLE, "%s leads to %s/%s, which this user may not enter: start the program as the user who made it",
            link, target, name);
    if (!realpath(target, folder))
        return fail_fmt(cx, ERR_DB_UNAVAILABLE,
                        "%s leads to %s/%s, which cannot be used (%s): bring it back, or remove "
                        "the link to begin "
                        "with an empty database",
                        link, target, name, strerror(errno));
    home_name(cx, home, folder, name);
    home->link = link;
    if (stat(home->pg, &st) && stat(home->home, &st))
        return fail_errno(cx, "use the folder", home->home);
    return account_of_owner(cx, &st, home->pg, &home->account);
}

enum err home_find(struct ctx *cx, const char *data_dir, struct cluster_home *ret_home)
{
    struct cluster_home home = {0};
    const char *pg;
    char own[64];
    struct stat st;
    enum err e;

    e = data_dir_make(cx, data_dir, &home.data_dir);
    if (e)
        return e;
    pg = arena_printf(cx->arena, "%s/pg", home.data_dir);
    if (lstat(pg, &st) == 0 && S_ISLNK(st.st_mode)) {
        e = home_follow(cx, &home, pg);
    } else if (lstat(pg, &st) == 0) {
        home_name(cx, &home, home.data_dir, "pg");
        e = account_of_owner(cx, &st, pg, &home.account);
    } else if (geteuid() != 0) {
        home_name(cx, &home, home.data_dir, "pg");
        home.account = (struct cluster_account){.uid = geteuid(), .gid = getegid(), .is_ours = true};
    } else {
        snprintf(own, sizeof own, ROOT_HOMES "/%016" PRIx64, hash_text(home.data_dir));
        home_name(cx, &home, own, "pg");
        home.link = pg;
        e = account_of_postgres(cx, &home.account);
    }
    if (!e)
        *ret_home = home;
    return e;
}

/* A folder that the account alone may enter. Where others can write (/tmp), it must not be
 * theirs. */
static enum err folder_make(struct ctx *cx, const char *path, const struct cluster_account *account)
{
    struct stat st;

    if (mkdir(path, 0700) == 0 && !account->is_ours && lchown(path, account->uid, account->gid))
        return fail_errno(cx, "give away the folder", path);
    if (lstat(path, &st))
        return fail_errno(cx, "make the folder", path);
    if (!S_ISDIR(st.st_mode) || st.st_uid != account->uid)
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "%s belongs to somebody else", path);
    if ((st.st_mode & 077) && chmod(path, 0700))
        return fail_errno(cx, "close to others the folder", path);
    return 0;
}

enum err home_make(struct ctx *cx, const struct cluster_home *home)
{
    enum err e = 0;

    if (!strncmp(home->home, ROOT_HOMES "/", strlen(ROOT_HOMES "/"))) {
        if (mkdir(ROOT_HOMES, 0755) && errno != EEXIST)
            return fail_errno(cx, "make the folder", ROOT_HOMES);
        e = folder_make(cx, home->home, &home->account);
    }
    if (!e)
        e = folder_make(cx, home->sockets, &home->account);
    return e;
}

enum err home_lock(struct ctx *cx, const struct cluster_home *home, int *ret_fd, pid_t *ret_holder)
{
    int fd = open(home->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    char text[32];
    int why;

    if (fd < 0)
        return fail_errno(cx, "open", home->lock);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        snprintf(text, sizeof text, "%d\n", (int)getpid());
        if (ftruncate(fd, 0) || !file_write(fd, text, strlen(text)))
            log_warn("cluster", "cannot write %s: %s", home->lock, strerror(errno));
        *ret_fd = fd;
        return 0;
    }
    why = errno;
    close(fd);
    if (why != EWOULDBLOCK) {
        errno = why;
        return fail_errno(cx, "lock", home->lock);
    }
    *ret_fd = -1;
    *ret_holder = file_read(home->lock, text, sizeof text) > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
    return 0;
}

void folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

enum err home_link(struct ctx *cx, const struct cluster_home *home, bool is_in_use)
{
    char aside[PATH_MAX];
    struct stat st;

    if (!home->link || lstat(home->link, &st) == 0)
        return 0;
    if (!is_in_use && lstat(home->pg, &st) == 0) {
        snprintf(aside, sizeof aside, "%s.%" PRId64, home->pg, (int64_t)time(NULL));
        if (rename(home->pg, aside))
            return fail_errno(cx, "rename", home->pg);
        log_warn("cluster", "%s was removed; what it held is kept in %s", home->link, aside);
    }
    if (symlink(home->pg, home->link) && errno != EEXIST)
        return fail_errno(cx, "make the link", home->link);
    folder_sync(home->data_dir); /* a link that a power cut took away would hide the data */
    folder_sync(arena_printf(cx->arena, "%s/..", home->data_dir));
    return 0;
}
