// SPDX-License-Identifier: MIT
/* Bodies: whatever bytes come, they are parsed and checked against every body of the contract, and what is taken for
 * valid keeps the promises that handlers rely on. */
#include "base/arena.h"
#include "base/ctx.h"
#include "base/value.h"
#include "http/json.h"
#include "http/route.h"
#include "http/schema_check.h"

#include <stdlib.h>
#include <string.h>

static void check_field(const struct schema_field *field, const void *in)
{
    const struct opt_str *text = (const void *)((const char *)in + field->offset);

    if (field->kind != SCHEMA_STR || text->state != OPT_SET)
        return;
    if (!text->v || strlen(text->v) != text->len)
        abort(); /* a NUL inside would cut it off in SQL */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < n_routes; i++) {
        const struct route *route = &routes[i];
        struct ctx cx = {.arena = arena_new()};
        json_t *json;

        if (route->schema && json_parse(&cx, data, size, &json) == ERR_OK) {
            void *in = arena_zalloc(cx.arena, 1, route->schema->size);

            if (schema_from_json(&cx, route->schema, json, in) == ERR_OK)
                for (size_t f = 0; f < route->schema->n_fields; f++)
                    check_field(&route->schema->fields[f], in);
            else if (cx.failure.code != ERR_VALIDATION_FAILED || !cx.failure.fields)
                abort(); /* refused without a word why */
        }
        arena_free(cx.arena);
    }
    return 0;
}
