// SPDX-License-Identifier: MIT
/* One blocking connection, for what runs before the loops and for commands: migrations, seeds,
 * `sauda doctor`. Never on a loop's thread. Failures carry a message for people: they end up on a
 * terminal, not in a reply. */
#ifndef SAUDA_DB_SESSION_H
#define SAUDA_DB_SESSION_H

#include "base/ctx.h"
#include "db/query.h"
#include "db/statement.h"

struct session;

/* What is written in DATABASE_URL as libpq wants it: without a driver's name in the scheme
 * ("postgresql+asyncpg://"). ERR_VALIDATION_FAILED where libpq cannot read it. */
enum err session_conninfo(struct ctx *cx, const char *url, const char **ret_conninfo)
    __attribute__((warn_unused_result));

/* ERR_DB_UNAVAILABLE when it cannot connect; ERR_CONFLICT for a server that is too old, or a
 * database in which text would not work: without UTF8, or with a ctype of C or POSIX. */
enum err session_open(struct ctx *cx, const char *conninfo, struct session **ret_session)
    __attribute__((warn_unused_result));
/* NULL is allowed. */
void session_close(struct session *session);

/* Runs one statement. `values` as in db_run(). The rows live in cx's arena. */
enum err session_run(struct ctx *cx, struct session *session, const struct db_statement *st,
                     const char *const *values, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
/* Runs text that may hold several statements. */
enum err session_script(struct ctx *cx, struct session *session, const char *sql)
    __attribute__((warn_unused_result));
/* The SQLSTATE of the last failure; "" when the last call did not fail in the database. */
const char *session_sqlstate(const struct session *session);
/* "15.6" */
const char *session_server_version(const struct session *session);

#endif
