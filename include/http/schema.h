// SPDX-License-Identifier: MIT
/* The tables that the contract's generator writes, and the one validator that reads them.
 * A schema describes a C struct: each field says where in the struct its value goes and what the value must be like.
 * Bodies (from JSON) and parameters (from text) go through the same tables. */
#ifndef SAUDA_HTTP_SCHEMA_H
#define SAUDA_HTTP_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum schema_kind {
    SCHEMA_STR,    /* struct opt_str */
    SCHEMA_INT,    /* struct opt_int */
    SCHEMA_NUM,    /* struct opt_num */
    SCHEMA_BOOL,   /* struct opt_bool */
    SCHEMA_OBJECT, /* struct opt_json; checked against `object` where that is given */
    SCHEMA_STRS, /* struct opt_strs: an array of strings, each checked by the field's string rules */
    SCHEMA_INTS, /* struct opt_strs: an array of whole numbers in decimal digits, as SQL's arrays take them */
    SCHEMA_OBJECTS, /* struct { enum opt_state state; size_t n; struct <item> *v; } */
    SCHEMA_ANY,     /* struct opt_json, not looked into */
    SCHEMA_VALUES, /* struct opt_strs: the text of a scalar of the kind `item`, or of several of them */
    SCHEMA_FILTER, /* struct opt_filter: an object whose fields are the SCHEMA_VALUES of `object` */
};

enum schema_format {
    FORMAT_NONE,
    FORMAT_UUID,
    FORMAT_SLUG,     /* small letters, digits, single hyphens between */
    FORMAT_HTTP_URL, /* http or https, with a host; no user info, no fragment; ASCII */
    FORMAT_PATH, /* begins with one slash; a query is allowed, no fragment; ASCII without spaces */
    FORMAT_ETAG, /* an integer in quotes, weak mark allowed */
    FORMAT_EMAIL,
    FORMAT_USERNAME, /* small letters, digits, dots, hyphens, underscores */
    FORMAT_DATE,
    FORMAT_DATE_TIME,
    FORMAT_CURRENCY, /* a code of ISO 4217 that people pay with */
    FORMAT_MONEY,    /* a number with two decimals at most */
    FORMAT_COLOR,    /* #RRGGBB */
    FORMAT_PHONE,    /* what base/phone.h understands */
    FORMAT_BIN_IIN,  /* what base/bin_iin.h understands */
};

enum schema_flag {
    SCHEMA_REQUIRED = 1 << 0,
    SCHEMA_NULLABLE = 1 << 1,
    SCHEMA_READ_ONLY =
        1 << 2, /* its value goes to the struct as opt_json for comparison by the handler's reply */
    SCHEMA_WRITE_ONLY = 1 << 3,
};

/* Where a parameter stands. Body fields have IN_BODY. */
enum schema_in { IN_BODY, IN_PATH, IN_QUERY, IN_HEADER };

struct schema_field {
    const char *name;
    size_t offset; /* of the opt_* in the struct */
    enum schema_kind kind;
    enum schema_kind item; /* of SCHEMA_VALUES, which is one value where max_items is 1 */
    enum schema_format format;
    unsigned flags;
    enum schema_in in;
    int64_t min,
        max; /* of the number, or of the string's length in code points; INT64_MIN/MAX: no bound */
    size_t min_items, max_items; /* of arrays; SIZE_MAX: no bound */
    size_t max_bytes;            /* of an object's compact text; 0: no bound */
    const char *const *values;   /* the allowed strings, ended by NULL; NULL: any */
    const char *fallback; /* the default as text (JSON text for objects and arrays), or NULL */
    const struct schema *object; /* of SCHEMA_OBJECT, SCHEMA_OBJECTS and SCHEMA_FILTER */
};

struct schema {
    const char *name;
    size_t size; /* of the struct */
    const struct schema_field *fields;
    size_t n_fields;
    size_t min_fields;                  /* minProperties */
    size_t max_fields;                  /* maxProperties; 0: no bound */
    bool open;                          /* unknown fields are allowed (additionalProperties) */
    const struct schema_field *unknown; /* what each unknown field's value must be like, or NULL */
    const char *bare_array;             /* the body may be this field's array alone, or NULL */
};

/* The names of the fields that a body sets to null, as an array literal (db_array()); what only the server writes is not
 * among them. The generator makes a typed `<struct>_cleared()` of it for each body of a merge patch. */
const char *schema_cleared(struct arena *arena, const struct schema *schema, const void *body);

#endif
