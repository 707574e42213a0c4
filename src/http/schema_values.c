// SPDX-License-Identifier: MIT
/* The values of a filter's condition out of one text. They are checked as scalars of their kind and stay texts: as texts
 * they are bound to a statement. */
#include "schema_internal.h"

#include <string.h>

static bool is_escape(const char *s, const char *end)
{
    return s[0] == '\\' && s + 1 < end && (s[1] == ',' || s[1] == '\\');
}

static const char *end_of_value(const char *s, const char *end)
{
    while (s < end && *s != ',')
        s += is_escape(s, end) ? 2 : 1;
    return s;
}

static size_t count_values(const char *s, const char *end)
{
    size_t n = 1;

    while ((s = end_of_value(s, end)) < end) {
        s++;
        n++;
    }
    return n;
}

static const char *unescaped(struct arena *arena, const char *s, const char *end, size_t *ret_len)
{
    char *text = arena_alloc(arena, (size_t)(end - s) + 1);
    size_t n = 0;

    while (s < end) {
        s += is_escape(s, end);
        text[n++] = *s++;
    }
    text[n] = '\0';
    *ret_len = n;
    return text;
}

static void take_one(struct check *check, const struct step *at, const struct schema_field *field,
                     const char *s, size_t len, const char **ret_text)
{
    struct schema_field item = *field;

    item.kind = field->item;
    schema_scalar_from_text(check, at, &item, s, len, NULL);
    *ret_text = s;
}

void schema_values_from_text(struct check *check, const struct step *at,
                             const struct schema_field *field, const char *s, size_t len,
                             struct opt_strs *slot)
{
    bool is_list = field->max_items > 1;
    const char *end = s + len;
    size_t n = is_list ? count_values(s, end) : 1;
    unsigned before = check->n_errors;
    const char **texts;

    if (!schema_check_count(check, at, field, n))
        return;
    texts = arena_zalloc(check->cx->arena, n, sizeof *texts);
    for (size_t i = 0; i < n && check->n_errors == before; i++) {
        const char *value_end = is_list ? end_of_value(s, end) : end;
        const char *value = is_list ? unescaped(check->cx->arena, s, value_end, &len) : s;

        take_one(check, at, field, value, len, &texts[i]);
        s = value_end + 1;
    }
    if (slot)
        *slot = (struct opt_strs){OPT_SET, n, texts};
}
