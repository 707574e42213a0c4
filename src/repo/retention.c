// SPDX-License-Identifier: MIT
/* Retention. Checks are found module by module, in the index of their primary key, so that looking for old ones costs
 * nothing where there are none; everything else has an index by age. */
#include "repo/retention.h"
#include "gen/sql.h"

#include <stdio.h>
#include <string.h>

#define NO_UUID "00000000-0000-0000-0000-000000000000"
#define MODULES_A_STEP 20
#define CHECKS_OF_EACH 100
#define PIECES_A_STEP 20

static enum err expire_raw(struct ctx *cx, const struct db_rows *modules, int64_t *ret_n)
{
    const char *orgs[MODULES_A_STEP], *ids[MODULES_A_STEP], *alive[MODULES_A_STEP];
    size_t n = (size_t)modules->n;
    struct sql_retention_expire_raw in = {.of_each = opt_int(CHECKS_OF_EACH)};
    struct db_rows rows;
    enum err e;

    for (int i = 0; i < modules->n; i++) {
        orgs[i] = db_text(modules, i, "org_id");
        ids[i] = db_text(modules, i, "module_id");
        alive[i] = db_text(modules, i, "is_alive");
    }
    in.org_ids = db_array(cx->arena, n, orgs);
    in.module_ids = db_array(cx->arena, n, ids);
    in.are_alive = db_array(cx->arena, n, alive);
    e = sql_retention_expire_raw(cx, &in, &rows);
    if (!e)
        *ret_n = db_int(&rows, 0, "gone");
    return e;
}

/* The modules are found by their rollups, so those go last. */
static enum err forget_module(struct ctx *cx, const struct db_rows *modules, int i, int64_t *ret_n)
{
    const struct sql_retention_forget_module in = {
        .org_id = db_text(modules, i, "org_id"),
        .module_id = db_text(modules, i, "module_id"),
        .at_most = opt_int(RETENTION_SLICE / 2),
    };
    struct db_rows rows;
    enum err e = sql_retention_forget_module(cx, &in, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "gone");
    return e;
}

static enum err find_modules(struct ctx *cx, const struct retention_walk *walk,
                             struct db_rows *ret_rows)
{
    const struct sql_retention_modules in = {
        .after_org_id = walk->org_id[0] ? walk->org_id : NO_UUID,
        .after_module_id = walk->module_id[0] ? walk->module_id : NO_UUID,
        .at_most = opt_int(MODULES_A_STEP),
    };

    return sql_retention_modules(cx, &in, ret_rows);
}

enum err retention_checks(struct ctx *cx, struct retention_walk *walk, bool *ret_is_over)
{
    struct db_rows modules;
    int64_t gone = 0;
    enum err e = find_modules(cx, walk, &modules);

    *ret_is_over = false;
    if (!e && modules.n == 0)
        *ret_is_over = true;
    else if (!e)
        e = expire_raw(cx, &modules, &gone);
    if (e || modules.n == 0 || gone >= CHECKS_OF_EACH) /* one may have more: these modules come again */
        return e;
    for (int i = 0; i < modules.n; i++) {
        if (db_bool(&modules, i, "is_alive"))
            continue;
        e = forget_module(cx, &modules, i, &gone);
        if (e || gone)
            return e;
    }
    snprintf(walk->org_id, sizeof walk->org_id, "%s", db_text(&modules, modules.n - 1, "org_id"));
    snprintf(walk->module_id, sizeof walk->module_id, "%s",
             db_text(&modules, modules.n - 1, "module_id"));
    return ERR_OK;
}

static enum err expire_rollups(struct ctx *cx, const char *resolution, int64_t *ret_n)
{
    const struct sql_retention_expire_rollups in = {.resolution = resolution,
                                                    .at_most = opt_int(RETENTION_SLICE)};
    struct db_rows rows;
    enum err e = sql_retention_expire_rollups(cx, &in, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "gone");
    return e;
}

enum err retention_hours(struct ctx *cx, int64_t *ret_n)
{
    return expire_rollups(cx, "hour", ret_n);
}

enum err retention_days(struct ctx *cx, int64_t *ret_n)
{
    return expire_rollups(cx, "day", ret_n);
}

/* Statements that take no more than how many rows may go. */
static enum err expire(struct ctx *cx, const struct db_statement *st, int64_t *ret_n)
{
    const char *const values[] = {db_int_text(cx->arena, opt_int(RETENTION_SLICE))};
    struct db_rows rows;
    enum err e = db_run(cx, st, values, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "gone");
    return e;
}

enum err retention_outages(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_outages_statement, ret_n);
}

enum err retention_idempotency_keys(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_idempotency_statement, ret_n);
}

enum err retention_revocations(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_revocations_statement, ret_n);
}

enum err retention_refresh_tokens(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_refresh_tokens_statement, ret_n);
}

enum err retention_sessions(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_sessions_statement, ret_n);
}

enum err retention_links(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_links_statement, ret_n);
}

enum err retention_reminder_mails(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_reminder_mails_statement, ret_n);
}

enum err retention_login_failures(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_login_failures_statement, ret_n);
}

enum err retention_before_images(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_before_images_statement, ret_n);
}

enum err retention_operations(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_operations_statement, ret_n);
}

/* A piece is a megabyte: fewer of them are a slice. */
enum err retention_import_pieces(struct ctx *cx, int64_t *ret_n)
{
    const struct sql_retention_expire_import_pieces in = {.at_most = opt_int(PIECES_A_STEP)};
    struct db_rows rows;
    enum err e = sql_retention_expire_import_pieces(cx, &in, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "gone") < PIECES_A_STEP ? 0 : RETENTION_SLICE;
    return e;
}

enum err retention_import_files(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_import_files_statement, ret_n);
}

enum err retention_imports(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_imports_statement, ret_n);
}

enum err retention_jobs(struct ctx *cx, int64_t *ret_n)
{
    return expire(cx, &sql_retention_expire_jobs_statement, ret_n);
}

enum err retention_make_partitions(struct ctx *cx)
{
    struct db_rows rows;

    return sql_retention_make_partitions(cx, &rows);
}

enum err retention_drop_partition(struct ctx *cx, unsigned keep_days, const char **ret_name)
{
    const struct sql_retention_drop_partition in = {.keep_days = opt_int(keep_days)};
    struct db_rows rows;
    enum err e = sql_retention_drop_partition(cx, &in, &rows);

    if (!e)
        *ret_name = db_text(&rows, 0, "name");
    return e;
}
