// SPDX-License-Identifier: MIT
/* What can be imported: one table an entity, with all by which one differs from another. Products, clients and deals go
 * through the same files; what they are stands in import_products.c, import_clients.c and import_deals.c. */
#ifndef SAUDA_SRC_JOBS_IMPORT_ENTITY_H
#define SAUDA_SRC_JOBS_IMPORT_ENTITY_H

#include "repo/imports.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

enum field_kind {
    KIND_TEXT,
    KIND_MONEY,
    KIND_INTEGER,
    KIND_BOOL,
    KIND_CURRENCY,
    KIND_URL,
    KIND_OBJECT,
    KIND_ATTRIBUTE, /* one member of an object: its column is mapped to "attributes.<name>" */
    KIND_CODE,      /* a text that Excel may take for a number */
    KIND_ID,
    KIND_PHONE,
    KIND_BIN_IIN,
    KIND_EMAIL,
    KIND_TAGS,
    KIND_DATE,
};

/* A field that a column of a file may go into. */
struct import_field {
    const char *name; /* in the API */
    enum field_kind kind;
    int64_t min,
        max; /* of the number, or of the text's length in code points; as the contract has them for one row */
    unsigned flags;
    /* What columns with it are called, in small letters, each name with a bar behind it. The surest stand first: of two
     * columns that mean one field the better name wins. NULL: nobody would guess it. */
    const wchar_t *names;
};

enum {
    FIELD_CLEARABLE = 1, /* an empty cell may empty it */
    FIELD_NEEDED = 2,    /* an empty cell is a fault */
    FIELD_KEY = 4,       /* rows of a file in which it is the same are about the same thing */
    FIELD_MATCH = 8,     /* so where the setting `match` names it */
};

/* What a word of the entity's statements means for the row. */
struct import_reason {
    const char *outcome; /* up to one that is NULL */
    const char *field;   /* NULL: none in particular */
    const char *code, *message;
    bool is_of_new; /* so the row is passed over where no new ones are made */
};

/* Names of columns that are the same whatever the rows are. */
#define CURRENCY_NAMES L"currency|валюта|код валюты|currency code|валютасы|"
#define SOURCE_NAMES                                                                                                                                                      \
    L"source|источник|источник клиента|источник сделки|источник привлечения|рекламный источник|" \
    L"канал|откуда|lead source|дереккөз|дереккөзі|көзі|арнасы|"
#define TAGS_NAMES                                                                                 \
    L"tags|теги|тег|метки|метка|тэги|теги сделки|labels|label|тегтер|тегтері|белгілер|белгілері|"
#define OWNER_NAMES                                                                                                                                       \
    L"owner|ответственный|ответственный менеджер|менеджер|владелец|куратор|responsible|manager|" \
    L"assigned to|жауапты|жауапты менеджер|жауапты тұлға|менеджері|"

#define IMPORT_NEEDS_MAX 4

struct import_entity {
    const char *name;     /* "product" */
    const char *resource; /* "products": whose rights its imports follow, and the word of its events */
    const struct import_field *fields;
    size_t n_fields;
    const struct import_reason *reasons;
    const struct import_store *store;
    /* One of these fields must be mapped. */
    const char *needs[IMPORT_NEEDS_MAX];
    /* Where the second is missing the first stands for it; NULL: nothing does. */
    const char *stand_in, *stands_for;
    const char *check_kind, *run_kind; /* of jobs */
    bool has_match;                    /* rows are told apart by what the setting `match` says */
    bool has_place;                    /* they go into a pipeline and a stage */
};

extern const struct import_entity import_product, import_client, import_deal;

/* NULL: there is no such entity. */
const struct import_entity *import_entity_named(const char *name);
/* NULL: it has no such field. */
const struct import_field *import_field_named(const struct import_entity *entity, const char *name);

/* "price", "attributes.Цвет": then the attribute's name in `ret_attribute`, else NULL. NULL: there is no such field. */
const struct import_field *import_field_parse(const struct import_entity *entity, const char *text,
                                              const char **ret_attribute);

/* The field that each of the names most likely means, NULL where none; each field once at most. Answers how many were
 * recognised. */
size_t import_fields_recognise(const struct import_entity *entity, const char *const *names,
                               size_t n, const struct import_field **ret_fields);

#endif
