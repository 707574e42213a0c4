// SPDX-License-Identifier: MIT
/* Health checks of modules: the schedule on a thread of its own, and the same check for handlers that want one now. */
#ifndef SAUDA_JOBS_CHECK_H
#define SAUDA_JOBS_CHECK_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stdint.h>

struct hub;
struct outbound;

/* What is checked: the module's row as far as a check needs it. */
struct check_target {
    const char *org_id, *module_id;
    const char *api_url, *health_endpoint;
    const char *headers; /* JSON object as text */
    int64_t timeout_ms;
    int retries;
    int expected_status; /* 0: any 2xx */
    int degraded_ms;     /* 0: never */
};

struct check_result {
    const char *org_id, *module_id;
    bool is_healthy, is_degraded;
    int status_code; /* 0: none came */
    int64_t latency_ms;
    int64_t checked_at_us; /* since 1970 */
    const char *error;     /* NULL: none */
};

/* Checks one module now and stores the result (history, health, outage, event); the frame goes out. The module must
 * be of cx->org_id; ERR_NOT_FOUND otherwise. */
enum err check_module(struct ctx *cx, struct outbound *outbound, struct hub *hub, const char *module_id,
                      struct check_result *ret_result) __attribute__((warn_unused_result));
/* All modules of the organisation but the archived ones, side by side. Results in `ret_results` (in the arena). */
enum err check_all(struct ctx *cx, struct outbound *outbound, struct hub *hub, struct check_result **ret_results,
                   size_t *ret_n) __attribute__((warn_unused_result));

#endif
