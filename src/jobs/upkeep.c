// SPDX-License-Identifier: MIT
/* Upkeep of what grows: hours and days are rolled up, what is old goes, the partitions of coming months are made. Each
 * run does one slice of some milliseconds and leaves the database alone for a while; several processes share the work
 * as it comes, since a slice takes what no other holds. */
#include "base/clock.h"
#include "base/log.h"
#include "repo/checks.h"
#include "repo/retention.h"
#include "worker_parts.h"

#include <stdlib.h>

#define SLICE_PAUSE_US (20 * US_PER_MS)
#define ROLLUPS_EVERY_US (30 * US_PER_S)
#define RETENTION_EVERY_US (600 * US_PER_S)
#define PARTITIONS_EVERY_US (3600 * US_PER_S)
#define RETRY_US (60 * US_PER_S)

struct upkeep {
    unsigned events_keep_days;
    struct retention_walk walk;
    unsigned step; /* of the retention: 0 the checks, then those by age */
};

static int64_t run_rollups(struct ctx *cx, struct periodic *periodic)
{
    int64_t n = 0;
    enum err e = checks_close_hours(cx, &n);

    (void)periodic;
    if (!e && !n)
        e = checks_close_days(cx, &n);
    if (e)
        return RETRY_US;
    return n ? SLICE_PAUSE_US : ROLLUPS_EVERY_US;
}

static retention_fn *const by_age[] = {
    retention_hours,          retention_days,           retention_outages,
    retention_revocations,    retention_refresh_tokens, retention_sessions,
    retention_links,          retention_login_failures, retention_idempotency_keys,
    retention_jobs,           retention_before_images,  retention_operations,
    retention_import_pieces,  retention_import_files,   retention_imports,
    retention_reminder_mails,
};

static enum err retention_step(struct ctx *cx, struct upkeep *upkeep, bool *ret_is_over)
{
    int64_t n;
    enum err e;

    if (upkeep->step == 0)
        return retention_checks(cx, &upkeep->walk, ret_is_over);
    e = by_age[upkeep->step - 1](cx, &n);
    if (!e)
        *ret_is_over = n < RETENTION_SLICE;
    return e;
}

static int64_t run_retention(struct ctx *cx, struct periodic *periodic)
{
    struct upkeep *upkeep = periodic->state;
    bool is_over;

    if (retention_step(cx, upkeep, &is_over))
        return RETRY_US;
    if (!is_over)
        return SLICE_PAUSE_US;
    upkeep->walk = (struct retention_walk){0};
    upkeep->step = (upkeep->step + 1) % (1 + sizeof by_age / sizeof *by_age);
    return upkeep->step ? SLICE_PAUSE_US : RETENTION_EVERY_US;
}

static int64_t run_partitions(struct ctx *cx, struct periodic *periodic)
{
    const struct upkeep *upkeep = periodic->state;
    const char *dropped = NULL;
    enum err e = retention_make_partitions(cx);

    if (!e)
        e = retention_drop_partition(cx, upkeep->events_keep_days, &dropped);
    if (e)
        return RETRY_US;
    if (!dropped)
        return PARTITIONS_EVERY_US;
    log_info("jobs", "%s was older than %u days and is dropped", dropped, upkeep->events_keep_days);
    return US_PER_S;
}

struct upkeep *upkeep_new(struct periodic *rollups, struct periodic *retention,
                          struct periodic *partitions, unsigned events_keep_days)
{
    struct upkeep *upkeep = calloc(1, sizeof *upkeep);

    if (!upkeep)
        abort();
    upkeep->events_keep_days = events_keep_days;
    rollups->run = run_rollups;
    retention->run = run_retention;
    partitions->run = run_partitions;
    rollups->state = retention->state = partitions->state = upkeep;
    return upkeep;
}

void upkeep_free(struct upkeep *upkeep)
{
    free(upkeep);
}
