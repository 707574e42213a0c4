// SPDX-License-Identifier: MIT
/* A statement of sql/queries/, as the generator embeds it. It is prepared under its name on each connection that
 * runs it for the first time. */
#ifndef SAUDA_DB_STATEMENT_H
#define SAUDA_DB_STATEMENT_H

#include <stdbool.h>

struct db_statement {
    const char *name; /* "modules/get" */
    const char *sql;  /* with $1, $2 … */
    int n_params;     /* each cast to its type in the text, so no type table is needed */
    bool is_write;    /* goes to a write connection and carries the actor */
    unsigned id;      /* its place in db_statements */
};

#define DB_MAX_PARAMS 40

extern const struct db_statement *const db_statements[];
extern const unsigned n_db_statements;

#endif
