// SPDX-License-Identifier: MIT
/* What the contract says of a list (`x-list`), as a table: the generator writes one for each, and the library of lists
 * takes every name that reaches SQL from it. The rows come from a view whose columns bear the names of the API; it has
 * `_org_id` beside them, and its key is `id`. */
#ifndef SAUDA_REPO_LIST_SPEC_H
#define SAUDA_REPO_LIST_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum list_type {
    LIST_TEXT,
    LIST_INTEGER,
    LIST_NUMBER,
    LIST_BOOLEAN,
    LIST_DATE,
    LIST_TIME,
    LIST_UUID,
    LIST_TAGS, /* an array of texts; a condition is on what is in it */
    LIST_OTHER
};

enum list_op {
    LIST_EQ,
    LIST_NE, /* of another value, or without one */
    LIST_IN,
    LIST_BETWEEN, /* both included */
    LIST_GTE,
    LIST_LTE,
    LIST_CONTAINS, /* in any case */
    LIST_ISNULL,
    LIST_SEARCH, /* of no field: `q` */
};

struct list_field {
    const char *name; /* of the API, and of the column */
    enum list_type type;
    bool is_nullable;
    bool is_ordered;     /* an index has this order */
    bool is_unique;      /* at most one row has a value */
    bool is_prefiltered; /* what is in it, is in list_spec.prefilter in small letters */
    uint64_t orders; /* indexes begin with it and go on in these: a bit for each field; 0: none begins with it */
};

/* What one filter parameter of the contract means. */
struct list_condition {
    const char *name;               /* "price__gte" */
    const struct list_field *field; /* NULL: of no single one */
    enum list_op op;
};

struct list_spec {
    const char *name;          /* the operation: cursors are bound to it */
    const char *rows;          /* the view */
    const char *const *owners; /* its columns of whose the row is, up to a NULL; NULL: rows have no owner */
    uint64_t owner_orders; /* list_field.orders of the one owner */
    const char *prefilter; /* its column of small letters with a trigram index; NULL: none */
    const char *search; /* a function (org_id, text) of (id, place): what `q` finds, the best first; with owners a third
                           parameter is whose rows are looked at, null: all; NULL: no `q` */
    const char *sort;                /* where none is asked for: "-id" */
    const struct list_field *fields; /* in the order of the contract's schema */
    size_t n_fields;
    const struct list_condition *conditions;
    size_t n_conditions;
};

#endif
