// SPDX-License-Identifier: MIT
/* A statement put together at run time. Its text is made of literals of this program and of names from the tables of
 * list_spec.h; whatever a client sent is bound as a parameter. */
#ifndef SAUDA_REPO_SQL_TEXT_H
#define SAUDA_REPO_SQL_TEXT_H

#include "base/buf.h"
#include "base/ctx.h"
#include "db/query.h"

#include <stdbool.h>

struct sql_text {
    struct buf text;
    const char **values;
    int n_values, max_values;
};

void sql_text_init(struct sql_text *sql, struct arena *arena);
void sql_put(struct sql_text *sql, const char *text);
void sql_printf(struct sql_text *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Appends `$n::type`. `value` NULL is SQL's null; it must live until the statement has run. */
void sql_bind(struct sql_text *sql, const char *value, const char *type);

enum sql_kind {
    SQL_READ,      /* read once: parsed anew each time */
    SQL_READ_KEPT, /* of few shapes and often: prepared, and planned once */
    SQL_WRITE,
};
/* The finished statement, in `arena`. `name` is for the log: "products/facets". */
const struct db_statement *sql_statement(struct sql_text *sql, enum sql_kind kind, const char *name);
void sql_add(struct db_batch *batch, struct sql_text *sql, enum sql_kind kind, const char *name);
enum err sql_run(struct ctx *cx, struct sql_text *sql, enum sql_kind kind, const char *name,
                 struct db_rows *ret_rows) __attribute__((warn_unused_result));

#endif
