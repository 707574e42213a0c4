// SPDX-License-Identifier: MIT
/* Path, query, headers and forms against their schema. Each field looks for its parameter and each query
 * word for its field: both are few, so no table is made of either. */
#include "base/utf8.h"
#include "schema_internal.h"

#include <string.h>
#include <strings.h>

static bool is_of_field(const struct schema_field *field, const struct param *param)
{
    if (param->in != field->in)
        return false;
    return field->in == IN_HEADER ? strcasecmp(param->name, field->name) == 0
                                  : strcmp(param->name, field->name) == 0;
}

/* Headers lie in the connection's memory, and the fiber may outlive the connection. */
static const char *kept_value(const struct check *check, const struct param *param)
{
    return param->in == IN_HEADER ? arena_strndup(check->cx->arena, param->value, param->len)
                                  : param->value;
}

static void take_field(struct check *check, const struct schema_field *field,
                       const struct param *params, size_t n, void *base)
{
    const struct step step = {.name = field->name};
    const struct param *found = NULL;

    for (size_t i = 0; i < n; i++) {
        if (!is_of_field(field, &params[i]))
            continue;
        if (found) {
            schema_wrong(check, &step, "duplicate", "stands more than once");
            return;
        }
        found = &params[i];
    }
    if (found && field->in == IN_HEADER && !utf8_is_valid(found->value, found->len))
        schema_wrong(check, &step, "format", "is not UTF-8"); /* the others were checked when decoded */
    else if (found)
        schema_scalar_from_text(check, &step, field, kept_value(check, found), found->len,
                                schema_slot(field, base));
    else if (field->flags & SCHEMA_REQUIRED)
        schema_wrong(check, &step, "required", "is required");
    else if (field->fallback)
        schema_scalar_from_text(check, &step, field, field->fallback, strlen(field->fallback),
                                schema_slot(field, base));
}

static bool is_known(const struct schema *schema, const struct param *param)
{
    for (size_t i = 0; i < schema->n_fields; i++) {
        if (is_of_field(&schema->fields[i], param))
            return true;
    }
    return false;
}

enum err schema_from_params(struct ctx *cx, const struct schema *schema, const struct param *params,
                            size_t n, void *ret_struct)
{
    struct check check = {.cx = cx};

    for (size_t i = 0; i < schema->n_fields; i++)
        take_field(&check, &schema->fields[i], params, n, ret_struct);
    for (size_t i = 0; i < n; i++) {
        const struct step step = {.name = params[i].name};

        if ((params[i].in == IN_QUERY || params[i].in == IN_BODY) && !is_known(schema, &params[i]))
            schema_wrong(&check, &step, "unknown_field", "is no parameter of this operation");
    }
    return check.n_errors ? ERR_VALIDATION_FAILED : ERR_OK;
}
