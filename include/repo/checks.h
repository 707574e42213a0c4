// SPDX-License-Identifier: MIT
/* Health checks in the database: what is due, what was found, and what has been over the months. */
#ifndef SAUDA_REPO_CHECKS_H
#define SAUDA_REPO_CHECKS_H

#include "base/buf.h"
#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is checked: the module's row as far as a check needs it. */
struct check_target {
    const char *org_id, *module_id;
    const char *api_url, *health_endpoint;
    const char *headers; /* JSON object as text */
    int64_t timeout_ms;
    int retries;
    int expected_status; /* 0: any 2xx */
    int degraded_ms;     /* 0: never */
    const char *key;     /* of these settings: a result found under others does not count */
    const char *next_at; /* when the schedule wants the next one; NULL: somebody asked for this one */
};

struct check_result {
    const char *org_id, *module_id;
    bool is_healthy, is_degraded;
    int status_code; /* 0: none came */
    int64_t latency_ms;
    int64_t checked_at_us;     /* since 1970 */
    const char *error;         /* NULL: none */
    const char *key, *next_at; /* as in the target */
};

/* What became of a result that counted. */
struct check_outcome {
    size_t place;           /* of the result among those that were stored with it */
    const char *uptime_24h; /* a JSON number */
    bool has_changed;       /* healthy before and not now, or the other way round */
};

/* Takes at most `at_most` due checks of all organisations for this process; nobody else gets them. */
enum err checks_claim(struct ctx *cx, int at_most, struct check_target **ret_targets, size_t *ret_n)
    __attribute__((warn_unused_result));
/* A module of the ctx's organisation; ERR_NOT_FOUND. */
enum err checks_find_target(struct ctx *cx, const char *module_id, struct check_target *ret_target)
    __attribute__((warn_unused_result));
/* All modules of the ctx's organisation but the archived. */
enum err checks_find_targets(struct ctx *cx, struct check_target **ret_targets, size_t *ret_n)
    __attribute__((warn_unused_result));

#define CHECKS_STORE_MAX 500

/* Stores up to CHECKS_STORE_MAX results, of any organisations, in one statement. The outcomes are those of the results
 * that counted: the module is still there, as it was when it was checked, and nothing newer is known. Storing results
 * once more changes nothing. */
enum err checks_store(struct ctx *cx, const struct check_result *results, size_t n,
                      struct check_outcome **ret_outcomes, size_t *ret_n)
    __attribute__((warn_unused_result));

/* The history of a module of the ctx's organisation as the contract's ModuleHistory. `period` is one of 24h, 7d, 90d,
 * 1y. */
enum err checks_history(struct ctx *cx, const char *module_id, const char *period,
                        struct buf *ret_json) __attribute__((warn_unused_result));

/* Closes some of the hours and days that are over: at most about a second's work. `ret_n`: how many; 0: all is done. */
enum err checks_close_hours(struct ctx *cx, int64_t *ret_n) __attribute__((warn_unused_result));
enum err checks_close_days(struct ctx *cx, int64_t *ret_n) __attribute__((warn_unused_result));

#endif
