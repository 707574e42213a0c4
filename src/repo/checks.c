// SPDX-License-Identifier: MIT
/* Checks: claimed and stored many at a time, since a statement for each would cost more than the check itself. */
#include "repo/checks.h"
#include "base/clock.h"
#include "gen/sql.h"

#include <assert.h>

/* About as many raw checks are read to close hours or days in one statement. */
#define RAW_CHECKS_A_STATEMENT 50000

static struct check_target read_target(const struct db_rows *rows, int i)
{
    return (struct check_target){
        .org_id = db_text(rows, i, "org_id"),
        .module_id = db_text(rows, i, "module_id"),
        .api_url = db_text(rows, i, "api_url"),
        .health_endpoint = db_text(rows, i, "health_endpoint"),
        .headers = db_text(rows, i, "headers"),
        .timeout_ms = db_int(rows, i, "timeout_ms"),
        .retries = (int)db_int(rows, i, "retries"),
        .expected_status = (int)db_int(rows, i, "expected_status"),
        .degraded_ms = (int)db_int(rows, i, "degraded_ms"),
        .key = db_text(rows, i, "key"),
        .next_at = db_text(rows, i, "next_at"),
    };
}

static void read_targets(struct ctx *cx, const struct db_rows *rows,
                         struct check_target **ret_targets, size_t *ret_n)
{
    struct check_target *targets = arena_zalloc(cx->arena, (size_t)rows->n, sizeof *targets);

    for (int i = 0; i < rows->n; i++)
        targets[i] = read_target(rows, i);
    *ret_targets = targets;
    *ret_n = (size_t)rows->n;
}

enum err checks_claim(struct ctx *cx, int at_most, struct check_target **ret_targets, size_t *ret_n)
{
    const struct sql_checks_claim in = {.at_most = opt_int(at_most)};
    struct db_rows rows;
    enum err e = sql_checks_claim(cx, &in, &rows);

    if (!e)
        read_targets(cx, &rows, ret_targets, ret_n);
    return e;
}

enum err checks_find_target(struct ctx *cx, const char *module_id, struct check_target *ret_target)
{
    const struct sql_checks_target in = {.org_id = cx->org_id, .module_id = module_id};
    struct db_rows rows;
    enum err e = sql_checks_target(cx, &in, &rows);

    if (e)
        return e;
    if (rows.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    *ret_target = read_target(&rows, 0);
    return ERR_OK;
}

enum err checks_find_targets(struct ctx *cx, struct check_target **ret_targets, size_t *ret_n)
{
    const struct sql_checks_targets in = {.org_id = cx->org_id};
    struct db_rows rows;
    enum err e = sql_checks_targets(cx, &in, &rows);

    if (!e)
        read_targets(cx, &rows, ret_targets, ret_n);
    return e;
}

/* --- storing --------------------------------------------------------------------------------------------------- */

static const char *time_text(struct arena *arena, int64_t real_us)
{
    char iso[CLOCK_ISO_SIZE];

    clock_iso(real_us, iso);
    /* the milliseconds it ends with are cut off for all six digits */
    return arena_printf(arena, "%.19s.%06dZ", iso, (int)(real_us % US_PER_S));
}

static const char *int_text(struct arena *arena, int64_t v)
{
    return db_int_text(arena, opt_int(v));
}

static const char *truth_text(bool v)
{
    return v ? "t" : "f";
}

/* The columns of results, as array literals. */
static struct sql_checks_store columns_of(struct arena *arena, const struct check_result *results,
                                          size_t n)
{
    const char *columns[10][CHECKS_STORE_MAX];

    for (size_t i = 0; i < n; i++) {
        const struct check_result *r = &results[i];

        columns[0][i] = r->org_id;
        columns[1][i] = r->module_id;
        columns[2][i] = time_text(arena, r->checked_at_us);
        columns[3][i] = truth_text(r->is_healthy);
        columns[4][i] = truth_text(r->is_degraded);
        columns[5][i] = r->status_code ? int_text(arena, r->status_code) : NULL;
        columns[6][i] = int_text(arena, r->latency_ms);
        columns[7][i] = r->error;
        columns[8][i] = r->key;
        columns[9][i] = r->next_at;
    }
    return (struct sql_checks_store){
        .org_ids = db_array(arena, n, columns[0]),
        .module_ids = db_array(arena, n, columns[1]),
        .checked_at = db_array(arena, n, columns[2]),
        .is_healthy = db_array(arena, n, columns[3]),
        .is_degraded = db_array(arena, n, columns[4]),
        .status_codes = db_array(arena, n, columns[5]),
        .latencies_ms = db_array(arena, n, columns[6]),
        .errors = db_array(arena, n, columns[7]),
        .keys = db_array(arena, n, columns[8]),
        .next_at = db_array(arena, n, columns[9]),
    };
}

enum err checks_store(struct ctx *cx, const struct check_result *results, size_t n,
                      struct check_outcome **ret_outcomes, size_t *ret_n)
{
    struct sql_checks_store in;
    struct check_outcome *outcomes;
    struct db_rows rows;
    enum err e;

    assert(n <= CHECKS_STORE_MAX);
    in = columns_of(cx->arena, results, n);
    e = sql_checks_store(cx, &in, &rows);
    if (e)
        return e;
    outcomes = arena_zalloc(cx->arena, (size_t)rows.n, sizeof *outcomes);
    for (int i = 0; i < rows.n; i++)
        outcomes[i] = (struct check_outcome){
            .place = (size_t)db_int(&rows, i, "place"),
            .uptime_24h = db_text(&rows, i, "uptime_24h"),
            .has_changed = db_bool(&rows, i, "has_changed"),
        };
    *ret_outcomes = outcomes;
    *ret_n = (size_t)rows.n;
    return ERR_OK;
}

/* --- rolling up ------------------------------------------------------------------------------------------------ */

enum err checks_close_hours(struct ctx *cx, int64_t *ret_n)
{
    const struct sql_rollups_close_hours in = {.rows = opt_int(RAW_CHECKS_A_STATEMENT)};
    struct db_rows rows;
    enum err e = sql_rollups_close_hours(cx, &in, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "closed");
    return e;
}

enum err checks_close_days(struct ctx *cx, int64_t *ret_n)
{
    const struct sql_rollups_close_days in = {.rows = opt_int(RAW_CHECKS_A_STATEMENT)};
    struct db_rows rows;
    enum err e = sql_rollups_close_days(cx, &in, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "closed");
    return e;
}
