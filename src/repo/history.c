// SPDX-License-Identifier: MIT
/* The history of a module's checks as JSON, from whatever keeps it: raw checks for a day, hours for a week, days for
 * longer. It is written straight from the rows, as there may be some 1,500 points. */
#include "gen/sql.h"
#include "repo/checks.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

struct period {
    const char *name, *resolution;
    int hours;
};

static const struct period periods[] = {
    {"24h", "raw", 24},
    {"7d", "hour", 7 * 24},
    {"90d", "day", 90 * 24},
    {"1y", "day", 365 * 24},
};

static const struct period *period_find(const char *name)
{
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (strcmp(periods[i].name, name) == 0)
            return &periods[i];
    return NULL;
}

static void add_points(struct ctx *cx, struct db_batch *batch, const struct period *period,
                       const char *module_id)
{
    if (strcmp(period->resolution, "raw") == 0)
        sql_checks_history_raw_add(
            cx, batch,
            &(struct sql_checks_history_raw){.org_id = cx->org_id, .module_id = module_id});
    else if (strcmp(period->resolution, "hour") == 0)
        sql_checks_history_hours_add(
            cx, batch,
            &(struct sql_checks_history_hours){.org_id = cx->org_id, .module_id = module_id});
    else
        sql_checks_history_days_add(
            cx, batch,
            &(struct sql_checks_history_days){
                .org_id = cx->org_id, .module_id = module_id, .days = opt_int(period->hours / 24)});
}

/* A number or null, as the database wrote it. */
static void put_number(struct buf *json, const struct db_rows *rows, int i, const char *name)
{
    const char *text = db_text(rows, i, name);

    buf_printf(json, ",\"%s\":%s", name, text ? text : "null");
}

static void put_point(struct buf *json, const struct db_rows *rows, int i)
{
    int64_t checks = db_int(rows, i, "checks");

    buf_printf(json, "{\"at\":\"%s\",\"checks\":%" PRId64 ",\"ok_share\":%.6g",
               db_text(rows, i, "at"), checks,
               checks ? (double)db_int(rows, i, "ok") / (double)checks : 0.0);
    put_number(json, rows, i, "latency_min_ms");
    put_number(json, rows, i, "latency_median_ms");
    put_number(json, rows, i, "latency_p95_ms");
    put_number(json, rows, i, "latency_max_ms");
    buf_putc(json, '}');
}

static void put_outage(struct buf *json, const struct db_rows *rows, int i)
{
    const char *ended_at = db_text(rows, i, "ended_at"), *error = db_text(rows, i, "error");

    buf_printf(json, "{\"started_at\":\"%s\",\"ended_at\":", db_text(rows, i, "started_at"));
    if (ended_at)
        buf_printf(json, "\"%s\"", ended_at);
    else
        buf_puts(json, "null");
    put_number(json, rows, i, "duration_s");
    put_number(json, rows, i, "checks");
    buf_puts(json, ",\"error\":");
    if (error)
        buf_json_str(json, error, strlen(error));
    else
        buf_puts(json, "null");
    buf_putc(json, '}');
}

static void put_array(struct buf *json, const char *name, const struct db_rows *rows,
                      void (*put)(struct buf *, const struct db_rows *, int))
{
    buf_printf(json, ",\"%s\":[", name);
    for (int i = 0; i < rows->n; i++) {
        if (i)
            buf_putc(json, ',');
        put(json, rows, i);
    }
    buf_putc(json, ']');
}

static void put_uptime(struct buf *json, const struct db_rows *points)
{
    int64_t checks = 0, ok = 0;

    for (int i = 0; i < points->n; i++) {
        checks += db_int(points, i, "checks");
        ok += db_int(points, i, "ok");
    }
    if (checks)
        buf_printf(json, ",\"uptime\":%.6g", (double)ok / (double)checks);
    else
        buf_puts(json, ",\"uptime\":null");
}

enum err checks_history(struct ctx *cx, const char *module_id, const char *period,
                        struct buf *ret_json)
{
    const struct period *p = period_find(period);
    struct db_batch batch = {0};
    struct buf json;
    enum err e;

    assert(p); /* the contract lists them */
    add_points(cx, &batch, p, module_id);
    sql_checks_outages_add(cx, &batch,
                           &(struct sql_checks_outages){.org_id = cx->org_id,
                                                        .module_id = module_id,
                                                        .hours = opt_int(p->hours)});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    buf_init(&json, cx->arena, 512 + (size_t)batch.rows[0].n * 160 + (size_t)batch.rows[1].n * 200);
    buf_printf(&json, "{\"module_id\":\"%s\",\"period\":\"%s\",\"resolution\":\"%s\"", module_id,
               p->name, p->resolution);
    put_uptime(&json, &batch.rows[0]);
    put_array(&json, "points", &batch.rows[0], put_point);
    put_array(&json, "outages", &batch.rows[1], put_outage);
    buf_putc(&json, '}');
    *ret_json = json;
    return ERR_OK;
}
