// SPDX-License-Identifier: MIT
/* Which PostgreSQL runs the own cluster. Distributions keep each major version in a folder of its
 * own, so the data's version decides, not whatever the PATH happens to name. */
#include "cluster_parts.h"

#include "base/file.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const patterns[] = {
    "/usr/lib/postgresql/*/bin", /* Debian, Ubuntu */
    "/usr/pgsql-*/bin",          /* PostgreSQL's own packages for Red Hat */
    "/usr/lib64/postgresql-*/bin", "/usr/libexec/postgresql[0-9]*", /* Alpine */
};

static bool has_program(const char *folder, const char *name)
{
    char path[PATH_MAX];

    return (size_t)snprintf(path, sizeof path, "%s/%s", folder, name) < sizeof path &&
           access(path, X_OK) == 0;
}

/* The first number in the text; 0: none. */
static unsigned number_in(const char *text)
{
    text += strcspn(text, "0123456789");
    return *text ? (unsigned)strtoul(text, NULL, 10) : 0;
}

/* Asks the program itself: "postgres (PostgreSQL) 15.6". */
static unsigned program_major(const char *folder)
{
    char command[PATH_MAX + 32], answer[128] = "";
    const char *word;
    FILE *pipe;

    if (strchr(folder, '\'') ||
        (size_t)snprintf(command, sizeof command, "'%s/postgres' -V 2>/dev/null", folder) >=
            sizeof command)
        return 0;
    pipe = popen(command, "re");
    if (!pipe)
        return 0;
    if (!fgets(answer, sizeof answer, pipe))
        answer[0] = '\0';
    pclose(pipe);
    word = strstr(answer, "(PostgreSQL)");
    return word ? number_in(word) : 0;
}

/* Takes the programs in `folder` where they fit better than those found so far. */
static void consider(struct ctx *cx, const char *folder, unsigned major, unsigned wanted,
                     struct cluster_programs *best)
{
    if (major < CLUSTER_MIN_MAJOR || (wanted && major != wanted) || major <= best->major ||
        !has_program(folder, "postgres") || !has_program(folder, "initdb"))
        return;
    *best = (struct cluster_programs){.major = major, .folder = arena_strdup(cx->arena, folder)};
}

static void consider_packaged(struct ctx *cx, unsigned wanted, struct cluster_programs *best)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found = {0};

        glob(patterns[i], 0, NULL, &found);
        for (size_t j = 0; j < found.gl_pathc; j++) /* each pattern has "sql" before the version */
            consider(cx, found.gl_pathv[j], number_in(strstr(found.gl_pathv[j], "sql")), wanted,
                     best);
        globfree(&found);
    }
}

static void consider_path(struct ctx *cx, unsigned wanted, struct cluster_programs *best)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        size_t len = strcspn(path, ":");
        const char *folder = arena_strndup(cx->arena, path, len);

        if (*folder == '/' && has_program(folder, "postgres"))
            consider(cx, folder, program_major(folder), wanted, best);
        path += len + (path[len] == ':');
    }
}

enum err programs_find(struct ctx *cx, const char *pg, struct cluster_programs *ret_programs)
{
    struct cluster_programs best = {0};
    char path[PATH_MAX], version[32];
    unsigned wanted = 0;

    snprintf(path, sizeof path, "%s/PG_VERSION", pg);
    if (file_read(path, version, sizeof version) > 0)
        wanted = number_in(version);
    else if (errno == EACCES)
        return fail_fmt(cx, ERR_DB_UNAVAILABLE, "cannot read %s: %s", path, strerror(errno));
    consider_packaged(cx, wanted, &best);
    if (!best.folder)
        consider_path(cx, wanted, &best);
    if (best.folder) {
        *ret_programs = best;
        return 0;
    }
    if (wanted)
        return fail_fmt(cx, ERR_DB_UNAVAILABLE,
                        "the data in %s is of PostgreSQL %u, whose programs are not here: install "
                        "that version, or "
                        "bring the data to an installed one (%u or newer) with pg_upgrade",
                        pg, wanted, CLUSTER_MIN_MAJOR);
    return fail_fmt(
        cx, ERR_DB_UNAVAILABLE,
        "PostgreSQL %u or newer is not installed (Debian: apt-get install postgresql); or set "
        "DATABASE_URL",
        CLUSTER_MIN_MAJOR);
}
