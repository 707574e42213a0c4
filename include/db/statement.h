// SPDX-License-Identifier: MIT
/* A statement of sql/queries/, as the generator embeds it: it is prepared under its name on each connection that runs it
 * for the first time. Or one put together at run time, whose text lives as long as the work that runs it. */
#ifndef SAUDA_DB_STATEMENT_H
#define SAUDA_DB_STATEMENT_H

#include <stdbool.h>

struct db_statement {
    const char *name; /* "modules/get" */
    const char *sql;  /* with $1, $2 … */
    int n_params;     /* each cast to its type in the text, so no type table is needed */
    bool is_write;    /* goes to a write connection and carries the actor */
    unsigned id;      /* its place in db_statements, or one of the two below */
};

/* Parsed anew each time it runs. */
#define DB_STATEMENT_ONCE (~0u)
/* Prepared, and kept on each connection while it is among those that ran last: for texts that come again and again. */
#define DB_STATEMENT_KEPT (~0u - 1)

#define DB_MAX_PARAMS 40 /* of statements of sql/queries/ */

extern const struct db_statement *const db_statements[];
extern const unsigned n_db_statements;

#endif
