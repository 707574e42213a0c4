// SPDX-License-Identifier: MIT
/* Health checks that somebody asked for: the same check as the schedule's, made now. */
#ifndef SAUDA_JOBS_CHECK_H
#define SAUDA_JOBS_CHECK_H

#include "base/buf.h"
#include "base/ctx.h"
#include "repo/checks.h"

#include <stddef.h>

struct hub;
struct outbound;

/* Checks one module now and stores the result (history, health, outage, event); the frame goes out. The module must
 * be of cx->org_id, else ERR_NOT_FOUND; one in the archive is checked too. ERR_TIMED_OUT when the ctx's deadline comes
 * first, ERR_OVERLOADED when no check could be made. */
enum err check_module(struct ctx *cx, struct outbound *outbound, struct hub *hub,
                      const char *module_id, struct check_result *ret_result)
    __attribute__((warn_unused_result));
/* All modules of the organisation but the archived ones, side by side, stored as they come. Results in `ret_results`
 * (in the arena), in no order; those that could not be made are left out. ERR_TIMED_OUT when the ctx's deadline comes
 * first: what was found until then is stored all the same. */
enum err check_all(struct ctx *cx, struct outbound *outbound, struct hub *hub,
                   struct check_result **ret_results, size_t *ret_n)
    __attribute__((warn_unused_result));

/* What a result stands on, as members of an object: status_code, latency_ms, checked_at, error. */
void check_put_evidence(struct buf *json, const struct check_result *result);

#endif
