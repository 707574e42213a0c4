// SPDX-License-Identifier: MIT
#include "references.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *field, *message;
} references[] = {
    {"deal_id", "there is no such deal"},
    {"client_id", "there is no such client"},
    {"contact_id", "there is no such contact"},
    {"assignee_id", "is no active user of the organisation"},
};

#define N_REFERENCES (sizeof references / sizeof *references)

enum err fail_reference(struct ctx *cx, const char *field)
{
    for (size_t i = 0; i < N_REFERENCES; i++)
        if (strcmp(references[i].field, field) == 0)
            return fail_field(cx, ERR_VALIDATION_FAILED, references[i].field, "not_found",
                              references[i].message);
    abort(); /* unknown_reference() of the database knows no others */
}

/* The names of foreign keys have those of their columns in them. */
enum err explain_reference(struct ctx *cx, enum err e)
{
    if (e != ERR_STILL_REFERENCED || !cx->failure.constraint)
        return e;
    for (size_t i = 0; i < N_REFERENCES; i++)
        if (strstr(cx->failure.constraint, references[i].field))
            return fail_reference(cx, references[i].field);
    return e;
}
