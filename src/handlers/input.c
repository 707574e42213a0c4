// SPDX-License-Identifier: MIT
#include "handlers/input.h"
#include "base/bin_iin.h"
#include "base/phone.h"
#include "base/utf8.h"
#include "repo/list.h"

#include <string.h>

static const char *trimmed(struct ctx *cx, const char *s)
{
    size_t len = strlen(s);

    utf8_trim(&s, &len);
    return arena_strndup(cx->arena, s, len);
}

enum err input_text(struct ctx *cx, const char *field, struct opt_str text, const char **ret_text)
{
    const char *left = text.v ? trimmed(cx, text.v) : NULL;

    if (left && !*left)
        return fail_field(cx, ERR_VALIDATION_FAILED, field, "min_length", "must not be empty");
    *ret_text = left;
    return ERR_OK;
}

static const char *phone_of(struct ctx *cx, const char *s)
{
    char phone[PHONE_SIZE];

    return phone_normalize(s, strlen(s), phone) ? arena_strdup(cx->arena, phone) : s;
}

static const char *bin_iin_of(struct ctx *cx, const char *s)
{
    char number[BIN_IIN_SIZE];

    return bin_iin_normalize(s, strlen(s), number) ? arena_strdup(cx->arena, number) : s;
}

const char *input_phone(struct ctx *cx, struct opt_str phone)
{
    return phone.v ? phone_of(cx, phone.v) : NULL;
}

const char *input_bin_iin(struct ctx *cx, struct opt_str bin_iin)
{
    return bin_iin.v ? bin_iin_of(cx, bin_iin.v) : NULL;
}

static bool is_among(const char *const *texts, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

const char *input_tags(struct ctx *cx, struct opt_strs tags)
{
    const char **kept;
    size_t n = 0;

    if (tags.state != OPT_SET)
        return NULL;
    kept = arena_zalloc(cx->arena, tags.n, sizeof *kept);
    for (size_t i = 0; i < tags.n; i++) {
        const char *tag = trimmed(cx, tags.v[i]);

        if (*tag && !is_among(kept, n, tag))
            kept[n++] = tag;
    }
    return db_array(cx->arena, n, kept);
}

/* --- filters ------------------------------------------------------------------------------------------------------ */

/* The rows have neither blanks nor brackets. */
static const char *part_of_number(struct ctx *cx, const char *s)
{
    char *digits;
    size_t n = 0;

    if (s[strspn(s, "+0123456789 -().")])
        return s;
    digits = arena_alloc(cx->arena, strlen(s) + 1);
    for (; *s; s++)
        if (*s == '+' || (*s >= '0' && *s <= '9'))
            digits[n++] = *s;
    digits[n] = '\0';
    return digits;
}

typedef const char *notation_fn(struct ctx *cx, const char *s);

static notation_fn *notation_of(const struct list_condition *condition)
{
    bool is_phone = condition->field && strcmp(condition->field->name, "phone") == 0;
    bool is_number = condition->field && strcmp(condition->field->name, "bin_iin") == 0;

    if ((!is_phone && !is_number) || condition->op == LIST_ISNULL)
        return NULL;
    if (condition->op == LIST_CONTAINS)
        return part_of_number;
    return is_phone ? phone_of : bin_iin_of;
}

void input_filter(struct ctx *cx, const struct list_spec *list, const struct opt_strs *filter)
{
    for (size_t i = 0; i < list->n_conditions; i++) {
        notation_fn *notation = notation_of(&list->conditions[i]);

        for (size_t j = 0; notation && filter[i].state == OPT_SET && j < filter[i].n; j++)
            filter[i].v[j] = notation(cx, filter[i].v[j]);
    }
}
