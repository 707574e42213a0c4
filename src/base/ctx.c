// SPDX-License-Identifier: MIT
/* Recording failures. The last one counts, but the fields of a validation add up. */
#include "base/ctx.h"

#include <stdarg.h>

enum err fail(struct ctx *cx, enum err code, const char *message)
{
    if (cx->failure.code != code)
        cx->failure = (struct failure){.code = code};
    cx->failure.message = message;
    return code;
}

enum err fail_fmt(struct ctx *cx, enum err code, const char *format, ...)
{
    va_list args;
    char *message;

    va_start(args, format);
    message = arena_vprintf(cx->arena, format, args);
    va_end(args);
    return fail(cx, code, message);
}

enum err fail_field(struct ctx *cx, enum err code, const char *field, const char *field_code,
                    const char *message)
{
    struct field_error *error = arena_alloc(cx->arena, sizeof *error);

    fail(cx, code, cx->failure.code == code ? cx->failure.message : NULL);
    *error = (struct field_error){.field = field, .code = field_code, .message = message};
    if (!cx->failure.fields_end)
        cx->failure.fields_end = &cx->failure.fields;
    *cx->failure.fields_end = error;
    cx->failure.fields_end = &error->next;
    return code;
}

enum err fail_retry(struct ctx *cx, enum err code, unsigned retry_after_s)
{
    fail(cx, code, NULL);
    cx->failure.retry_after_s = retry_after_s;
    return code;
}

enum err fail_details(struct ctx *cx, enum err code, const char *details)
{
    fail(cx, code, NULL);
    cx->failure.details = details;
    return code;
}
