// SPDX-License-Identifier: MIT
/* What the two halves of the validator share: the record of wrong fields, and the rules of single
 * values. */
#ifndef SAUDA_HTTP_SCHEMA_INTERNAL_H
#define SAUDA_HTTP_SCHEMA_INTERNAL_H

#include "base/value.h"
#include "http/schema_check.h"

#include <stdbool.h>
#include <stdint.h>

/* A step of the way to a value: `name`, or `[index]` where that is NULL. Written out only when the
 * value is wrong. */
struct step {
    const struct step *before;
    const char *name;
    size_t index;
};

struct check {
    struct ctx *cx;
    unsigned n_errors;
};

/* Records a wrong value, up to SCHEMA_MAX_ERRORS of them. `at` NULL: the body as a whole. */
void schema_wrong(struct check *check, const struct step *at, const char *code, const char *message);
bool schema_is_full(const struct check *check);

/* The rules of a value's content. False when it has been recorded as wrong. */
bool schema_check_text(struct check *check, const struct step *at, const struct schema_field *field,
                       const char *s, size_t len);
bool schema_check_int(struct check *check, const struct step *at, const struct schema_field *field,
                      int64_t v);
bool schema_check_num(struct check *check, const struct step *at, const struct schema_field *field,
                      const char *text);

/* Where the field's value goes, or NULL where it is only checked (`base` NULL, or the field has no
 * place). */
void *schema_slot(const struct schema_field *field, void *base);

/* A scalar from text, by the field's kind: for parameters and defaults. `slot` may be NULL. */
void schema_scalar_from_text(struct check *check, const struct step *at,
                             const struct schema_field *field, const char *s, size_t len, void *slot);

/* Several values in one text, with commas between. `\,` and `\\` stand for a comma and a backslash in a value, any other
 * backslash for itself. Wrong ones are told by the field's name alone. */
void schema_values_from_text(struct check *check, const struct step *at,
                             const struct schema_field *field, const char *s, size_t len,
                             struct opt_strs *slot);
/* How many there may be. */
bool schema_check_count(struct check *check, const struct step *at,
                        const struct schema_field *field, size_t n);

#endif
