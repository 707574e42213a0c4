// SPDX-License-Identifier: MIT
/* Results made by hand, through libpq's own functions for that, so that reading rows is tested
 * without a server. */
#ifndef SAUDA_TESTS_UNIT_ROWS_H
#define SAUDA_TESTS_UNIT_ROWS_H

#include "db/query.h"
#include "db/result.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

struct rows_column {
    const char *name;
    unsigned type;
};

/* `cells` go row by row; NULL is null. The result is freed with rows_free(). */
static inline struct db_rows rows_make(int n_columns, const struct rows_column *columns, int n_rows,
                                       const char *const *cells)
{
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc *descs = calloc((size_t)n_columns, sizeof *descs);

    for (int i = 0; i < n_columns; i++) {
        char *name = strdup(columns[i].name);

        descs[i] = (PGresAttDesc){.name = name, .typid = columns[i].type};
    }
    PQsetResultAttrs(result, n_columns, descs);
    for (int i = 0; i < n_columns; i++)
        free(descs[i].name);
    free(descs);
    for (int i = 0; i < n_rows * n_columns; i++) {
        const char *cell = cells[i];
        char *copy = cell ? strdup(cell) : NULL;

        PQsetvalue(result, i / n_columns, i % n_columns, copy, cell ? (int)strlen(cell) : -1);
        free(copy);
    }
    return (struct db_rows){.result = result, .n = n_rows};
}

static inline void rows_free(struct db_rows *rows)
{
    PQclear(rows->result);
}

#endif
