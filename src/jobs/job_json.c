// SPDX-License-Identifier: MIT
/* JSON of jobs. */
#include "job_json.h"

static void drop(void *json)
{
    json_decref(json);
}

const char *job_own_param(const struct ctx *cx)
{
    return cx->own_id ? arena_printf(cx->arena, ",\"own_id\":\"%s\"", cx->own_id) : "";
}

const json_t *job_json(struct arena *arena, const char *text)
{
    json_t *json = text ? json_loads(text, 0, NULL) : NULL;

    if (json)
        arena_defer(arena, drop, json);
    return json;
}
