// SPDX-License-Identifier: MIT
/* A list as a file. The rows are read slice by slice, each in a statement of its own, so that no transaction stays open while
 * a client takes its time, and memory does not grow with the list. So the file shows no single moment: a row that somebody
 * changes meanwhile is in it as it was or as it is, and where its place in the order changes, once, twice or not at all. */
#ifndef SAUDA_JOBS_EXPORT_H
#define SAUDA_JOBS_EXPORT_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/query.h"
#include "repo/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct compute;

/* In the order of the titles. */
enum export_language { EXPORT_RU, EXPORT_KK, EXPORT_EN, EXPORT_LANGUAGES };

/* "ru", "kk", "en" */
enum export_language export_language_of(const char *text);

struct export_column {
    const char *field; /* of the list */
    double width;      /* in a workbook, in characters */
    const char *titles[EXPORT_LANGUAGES];
};

/* Takes the next piece of the file, which is gone when the call returns. Nothing (`len` 0): asks whether anybody still wants
 * it. */
typedef enum err export_write_fn(void *arg, const void *data, size_t len);

struct export
{
    const struct list_query *query; /* has the fields of the columns */
    const struct export_column *columns;
    size_t n_columns;
    enum export_language language;
    export_write_fn *write;
    void *arg;
    int64_t n_rows; /* that are in what was written: it grows */
};

/* With semicolons and decimal commas, or with commas and decimal points (files/csv_writer.h). */
enum err export_csv(struct ctx *cx, struct export *ex, bool has_semicolons)
    __attribute__((warn_unused_result));

/* Rows that are at hand, few enough for memory, each column under its title; appended to `out`. */
struct export_table {
    const struct db_rows *rows;
    const struct export_column *columns;
    size_t n_columns;
    enum export_language language;
};
void export_table_csv(struct ctx *cx, const struct export_table *table, bool has_semicolons,
                      struct buf *out);

/* A workbook is made in a file without a name in `folder`, by the threads of `compute`, and written when it is complete.
 * ERR_TABLE_TOO_LARGE beyond 1,048,575 rows. */
struct export_workshop {
    struct compute *compute;
    const char *folder;
};
enum err export_xlsx(struct ctx *cx, struct export *ex, const struct export_workshop *workshop)
    __attribute__((warn_unused_result));

#endif
