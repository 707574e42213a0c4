// SPDX-License-Identifier: MIT
/* Rows of a file as items of the entity's statements: each cell goes into the field its column is mapped to, by the rules
 * that the API has for one such row. */
#ifndef SAUDA_SRC_JOBS_IMPORT_ROWS_H
#define SAUDA_SRC_JOBS_IMPORT_ROWS_H

#include "base/buf.h"
#include "files/table_reader.h"
#include "import_entity.h"
#include "import_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_FAULTS_SHOWN 100u

struct import_column {
    const struct import_field *field; /* NULL: passed over */
    const char *attribute;            /* of KIND_ATTRIBUTE */
    const char *name;                 /* for people */
};

#define IMPORT_KEYS_MAX 3u

struct import_plan {
    const struct import_entity *entity;
    const struct import_column *columns;
    size_t n_columns;
    const struct import_field *keys[IMPORT_KEYS_MAX]; /* by which rows are told apart */
    size_t n_keys;
    enum decimal_sign decimals;
    bool empty_clears;
};

/* What is wrong with a row. */
struct import_fault {
    uint64_t row;
    const struct import_column *column; /* NULL: none in particular */
    const struct import_field *field;   /* NULL: none in particular */
    const char *code, *message;
    struct text value; /* what stands in the cell */
};

/* The first ones, up to `max`; their texts live as long as `arena` and the rows. */
struct import_faults {
    struct arena *arena;
    struct import_fault *v; /* room for `max` */
    unsigned n, max;
};

void import_faults_init(struct import_faults *faults, struct arena *arena, unsigned max);
void import_faults_add(struct import_faults *faults, const struct import_fault *fault);
/* In the order of their rows. */
void import_faults_sort(struct import_faults *faults);
/* As members of a JSON array. */
void import_faults_put(const struct import_faults *faults, struct buf *json);

/* What a row has in the keys of its plan, as it is stored; empty: nothing. */
struct import_keys {
    struct text v[IMPORT_KEYS_MAX];
};

/* Appends the row as a JSON object to `json`. False: it has faults, which are added, and nothing is appended. The texts of
 * the keys live as long as those of the faults. */
bool import_row_put(const struct import_plan *plan, const struct table_row *row, struct buf *json,
                    struct import_faults *faults, struct import_keys *ret_keys);
/* The column that goes into the field; NULL: none does. */
const struct import_column *import_plan_column(const struct import_plan *plan,
                                               const struct import_field *field);

#endif
