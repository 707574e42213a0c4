// SPDX-License-Identifier: MIT
/* Finding fields: by their names in the API, and by the names that columns bear. Both sides are compared in small letters,
 * without signs between words and without the units behind ("Цена, тг."). */
#include "import_entity.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#define ATTRIBUTE_PREFIX "attributes."
#define ATTRIBUTE_NAME_BYTES 200u
#define FIELDS_MAX 32u

const struct import_entity *import_entity_named(const char *name)
{
    static const struct import_entity *const entities[] = {&import_product, &import_client,
                                                           &import_deal};

    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (strcmp(entities[i]->name, name) == 0)
            return entities[i];
    return NULL;
}

const struct import_field *import_field_named(const struct import_entity *entity, const char *name)
{
    for (size_t i = 0; i < entity->n_fields; i++)
        if (strcmp(entity->fields[i].name, name) == 0)
            return &entity->fields[i];
    return NULL;
}

static const struct import_field *attribute_field(const struct import_entity *entity)
{
    for (size_t i = 0; i < entity->n_fields; i++)
        if (entity->fields[i].kind == KIND_ATTRIBUTE)
            return &entity->fields[i];
    return NULL;
}

const struct import_field *import_field_parse(const struct import_entity *entity, const char *text,
                                              const char **ret_attribute)
{
    const size_t prefix = sizeof ATTRIBUTE_PREFIX - 1;
    const char *attribute = text + prefix;

    *ret_attribute = NULL;
    if (strncmp(text, ATTRIBUTE_PREFIX, prefix) != 0)
        return import_field_named(entity, text);
    *ret_attribute = attribute;
    return *attribute && strlen(attribute) <= ATTRIBUTE_NAME_BYTES ? attribute_field(entity) : NULL;
}

/* --- names of columns ----------------------------------------------------------------------------------------------- */

/* "цена тг" is "цена". */
static const wchar_t *const units[] = {L" тг", L" тенге", L" теңге", L" kzt", L" руб",
                                       L" шт", L" штук",  L" дана",  L" pcs"};

#define NAME_LETTERS 64u

/* False: it is no name that we know, being so long. */
static bool make_plain(const char *text, wchar_t plain[NAME_LETTERS])
{
    mbstate_t state = {0};
    size_t n = 0, len = strlen(text);
    wchar_t c;

    for (size_t taken; len; text += taken, len -= taken) {
        taken = mbrtowc(&c, text, len, &state);
        if (taken == 0 || taken > len || n + 2 > NAME_LETTERS)
            return false;
        c = (wchar_t)towlower((wint_t)c);
        if (iswalnum((wint_t)c))
            plain[n++] = c == L'ё' ? L'е' : c;
        else if (n && plain[n - 1] != L' ')
            plain[n++] = L' ';
    }
    if (n && plain[n - 1] == L' ')
        n--;
    plain[n] = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = wcslen(units[i]);

        if (n > unit && wcscmp(plain + n - unit, units[i]) == 0)
            plain[n - unit] = 0;
    }
    return n > 0;
}

/* Where the name stands in the list, from 1; 0: it does not. */
static unsigned rank_of(const wchar_t *list, const wchar_t *name)
{
    size_t len = wcslen(name);

    for (unsigned rank = 1; *list; rank++) {
        size_t word = wcscspn(list, L"|");

        if (word == len && wmemcmp(list, name, len) == 0)
            return rank;
        list += word + 1;
    }
    return 0;
}

struct guess {
    size_t field; /* its place among the entity's; n_fields: none */
    unsigned rank;
};

static struct guess guess_field(const struct import_entity *entity, const char *name)
{
    struct guess best = {.field = entity->n_fields};
    wchar_t plain[NAME_LETTERS];

    if (!make_plain(name, plain))
        return best;
    for (size_t i = 0; i < entity->n_fields; i++) {
        const wchar_t *names = entity->fields[i].names;
        unsigned rank = names ? rank_of(names, plain) : 0;

        if (rank && (!best.rank || rank < best.rank))
            best = (struct guess){i, rank};
    }
    return best;
}

/* What stands for a field that no column bears the name of. */
static void stand_in(const struct import_entity *entity, size_t n,
                     const struct import_field **ret_fields)
{
    const struct import_field *from, *to;
    size_t at = n;

    if (!entity->stand_in)
        return;
    from = import_field_named(entity, entity->stand_in);
    to = import_field_named(entity, entity->stands_for);
    for (size_t i = 0; i < n; i++) {
        if (ret_fields[i] == to)
            return;
        if (ret_fields[i] == from)
            at = i;
    }
    if (at < n)
        ret_fields[at] = to;
}

static size_t recognise(const struct import_entity *entity, const char *const *names, size_t n,
                        const struct import_field **ret_fields)
{
    unsigned ranks[FIELDS_MAX] = {0};
    size_t taken_by[FIELDS_MAX], found = 0;

    for (size_t i = 0; i < n; i++) {
        struct guess guess = guess_field(entity, names[i]);
        size_t field = guess.field;

        ret_fields[i] = NULL;
        if (field == entity->n_fields || (ranks[field] && ranks[field] <= guess.rank))
            continue;
        if (ranks[field])
            ret_fields[taken_by[field]] = NULL;
        else
            found++;
        ranks[field] = guess.rank;
        taken_by[field] = i;
        ret_fields[i] = &entity->fields[field];
    }
    stand_in(entity, n, ret_fields);
    return found;
}

/* The letters of all alphabets are known to libc, in a locale of this thread's own. */
size_t import_fields_recognise(const struct import_entity *entity, const char *const *names,
                               size_t n, const struct import_field **ret_fields)
{
    locale_t letters = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before;
    size_t found;

    if (!letters || entity->n_fields > FIELDS_MAX)
        abort(); /* the locale is built into libc, the table into the program */
    before = uselocale(letters);
    found = recognise(entity, names, n, ret_fields);
    uselocale(before);
    freelocale(letters);
    return found;
}
