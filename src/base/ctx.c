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

enum err fail_transient(struct ctx *cx)
{
    fail(cx, ERR_CONFLICT, NULL);
    cx->failure.is_transient = true;
    return ERR_CONFLICT;
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

static const char *copy(struct arena *arena, const char *text)
{
    return text ? arena_strdup(arena, text) : NULL;
}

enum err fail_from(struct ctx *cx, const struct ctx *from)
{
    const struct failure *failure = &from->failure;
    struct arena *arena = cx->arena;

    cx->failure = (struct failure){
        .code = failure->code,
        .details = copy(arena, failure->details),
        .constraint = copy(arena, failure->constraint),
        .retry_after_s = failure->retry_after_s,
        .set_cookie = copy(arena, failure->set_cookie),
        .is_transient = failure->is_transient,
    };
    for (const struct field_error *field = failure->fields; field; field = field->next)
        fail_field(cx, failure->code, copy(arena, field->field), copy(arena, field->code),
                   copy(arena, field->message));
    return fail(cx, failure->code, copy(arena, failure->message));
}
