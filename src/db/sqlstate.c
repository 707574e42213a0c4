// SPDX-License-Identifier: MIT
/* SQLSTATE to our codes, in one table. What is not in it is a fault of ours: the client learns a request id, the log
 * learns the rest. Classes and codes: PostgreSQL manual, appendix A. */
#include "base/log.h"
#include "conn.h"

#include <string.h>

struct sqlstate {
    const char *code; /* two characters: the whole class */
    enum err err;
    bool is_transient; /* a transaction may succeed when it is run again */
};

static const struct sqlstate sqlstates[] = {
    {"08", ERR_DB_UNAVAILABLE, false}, /* connection exceptions */
    {"23503", ERR_STILL_REFERENCED, false},  {"23505", ERR_ALREADY_EXISTS, false},
    {"23514", ERR_VALIDATION_FAILED, false}, /* a check constraint that the contract does not know */
    {"25006", ERR_DB_UNAVAILABLE, false},    /* read-only: the primary has moved */
    {"40001", ERR_CONFLICT, true},           /* serialization failure */
    {"40P01", ERR_CONFLICT, true},           /* deadlock */
    {"53", ERR_DB_UNAVAILABLE, false},       /* out of disk, memory, connections */
    {"55P03", ERR_OVERLOADED, false},        /* lock_timeout */
    {"57014", ERR_TIMED_OUT, false},         /* statement_timeout */
    {"57P01", ERR_DB_UNAVAILABLE, false},    /* the server is shut down */
    {"57P02", ERR_DB_UNAVAILABLE, false},    {"57P03", ERR_DB_UNAVAILABLE, false},
    {"P0002", ERR_NOT_FOUND, false}, /* no_data_found, raised by our own functions */
};

static const struct sqlstate *sqlstate_find(const char *code)
{
    for (size_t i = 0; i < sizeof sqlstates / sizeof *sqlstates; i++)
        if (strncmp(sqlstates[i].code, code, strlen(sqlstates[i].code)) == 0)
            return &sqlstates[i];
    return NULL;
}

enum err db_error_code(const PGresult *error)
{
    const char *code = PQresultErrorField(error, PG_DIAG_SQLSTATE);
    const struct sqlstate *known = code ? sqlstate_find(code) : NULL;

    return known ? known->err : ERR_INTERNAL;
}

enum err db_error(struct ctx *cx, const PGresult *error, const struct db_statement *st)
{
    const char *code = PQresultErrorField(error, PG_DIAG_SQLSTATE);
    const struct sqlstate *known = code ? sqlstate_find(code) : NULL;

    if (!known) {
        log_error("db", "%s: %s %s", st->name, code ? code : "", PQresultErrorMessage(error));
        return fail(cx, ERR_INTERNAL, NULL);
    }
    log_debug("db", "%s: %s %s", st->name, code, PQresultErrorMessage(error));
    fail(cx, known->err, NULL);
    cx->failure.is_transient = known->is_transient;
    cx->failure.constraint = NULL;
    if (PQresultErrorField(error, PG_DIAG_CONSTRAINT_NAME))
        cx->failure.constraint =
            arena_strdup(cx->arena, PQresultErrorField(error, PG_DIAG_CONSTRAINT_NAME));
    return known->err;
}
