// SPDX-License-Identifier: MIT
/* The fields of a product that a column of a file may go into, and the names such columns bear. */
#ifndef SAUDA_SRC_JOBS_IMPORT_FIELDS_H
#define SAUDA_SRC_JOBS_IMPORT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum import_field {
    FIELD_SKU,
    FIELD_NAME,
    FIELD_BRAND,
    FIELD_CATEGORY,
    FIELD_MODEL,
    FIELD_DESCRIPTION,
    FIELD_PRICE,
    FIELD_COST,
    FIELD_CURRENCY,
    FIELD_STOCK,
    FIELD_IS_ACTIVE,
    FIELD_BARCODE,
    FIELD_IMAGE_URL,
    FIELD_ATTRIBUTES, /* all of them, as JSON: as an export has them */
    FIELD_ATTRIBUTE,  /* one of `attributes` */
    FIELD_COUNT,
    FIELD_NONE = FIELD_COUNT
};

enum field_kind {
    KIND_TEXT,
    KIND_MONEY,
    KIND_INTEGER,
    KIND_BOOL,
    KIND_CURRENCY,
    KIND_URL,
    KIND_OBJECT,
    KIND_CODE, /* a text that Excel may take for a number */
};

struct field_rule {
    const char *name; /* in the API */
    enum field_kind kind;
    int64_t min,
        max; /* of the number, or of the text's length in code points; as the contract's ProductCreate */
    bool is_clearable;
};

extern const struct field_rule field_rules[FIELD_COUNT];

#define ATTRIBUTE_PREFIX "attributes."

/* "price", "attributes.Цвет": then the attribute's name in `ret_attribute`, else NULL. False: there is no such field. */
bool import_field_parse(const char *text, enum import_field *ret_field, const char **ret_attribute);

/* The field that each of the names most likely means, FIELD_NONE where none; each field once at most. Answers how many
 * were recognised. */
size_t import_fields_recognise(const char *const *names, size_t n, enum import_field *ret_fields);

#endif
