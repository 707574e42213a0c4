// SPDX-License-Identifier: MIT
/* What jobs keep as JSON: their parameters, and how far they are. */
#ifndef SAUDA_JOBS_JOB_JSON_H
#define SAUDA_JOBS_JOB_JSON_H

#include "base/ctx.h"

#include <jansson.h>

/* The text as a tree that lives as long as the arena. NULL for NULL, and for what is no JSON; jansson's getters take that for
 * an empty object. */
const json_t *job_json(struct arena *arena, const char *text);

/* A further member of the parameters, by which a job sees no more rows than whoever enqueues it: `,"own_id":"…"`; "" where he
 * sees all. */
const char *job_own_param(const struct ctx *cx);

#endif
