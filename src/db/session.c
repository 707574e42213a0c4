// SPDX-License-Identifier: MIT
/* The blocking connection. It finds out at once whether the database is one that the program can
 * work in: a wrong encoding shows only when the first Kazakh name is searched for, and then it is
 * late. */
#include "db/session.h"

#include "base/log.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIN_VERSION 150000

struct session {
    PGconn *pg;
    char sqlstate[6];
};

static void result_clear(void *result)
{
    PQclear(result);
}

/* libpq ends its messages with a line feed, and has several lines for several hosts. */
static const char *one_line(struct ctx *cx, const char *message)
{
    char *text = arena_strdup(cx->arena, message);
    size_t len = strlen(text);

    while (len && text[len - 1] == '\n')
        text[--len] = '\0';
    for (char *c = text; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    return text;
}

enum err session_conninfo(struct ctx *cx, const char *url, const char **ret_conninfo)
{
    const char *scheme_end = strstr(url, "://");
    const char *plus = scheme_end ? memchr(url, '+', (size_t)(scheme_end - url)) : NULL;
    PQconninfoOption *options;
    char *problem = NULL;

    if (plus)
        url = arena_printf(cx->arena, "%.*s%s", (int)(plus - url), url, scheme_end);
    options = PQconninfoParse(url, &problem);
    if (!options) {
        /* what libpq says of a broken %-escape holds the text around it: often the password */
        bool may_show = problem && !strstr(problem, "percent-encoded");
        const char *why = may_show ? one_line(cx, problem)
                                   : "a character is not written as it must be in an address";

        PQfreemem(problem);
        return fail_fmt(cx, ERR_VALIDATION_FAILED, "DATABASE_URL cannot be read: %s", why);
    }
    PQconninfoFree(options);
    *ret_conninfo = url;
    return 0;
}

static void notice(void *arg, const char *message)
{
    (void)arg;
    log_debug("db", "%s", message);
}

/* Records the failure of a statement. */
static enum err session_fail(struct ctx *cx, struct session *session, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *said = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);

    snprintf(session->sqlstate, sizeof session->sqlstate, "%s", sqlstate ? sqlstate : "");
    if (!said)
        return fail(cx, ERR_DB_UNAVAILABLE, one_line(cx, PQerrorMessage(session->pg)));
    return fail_fmt(cx, ERR_INTERNAL, "%s%s%s (%s)", said, detail ? ": " : "", detail ? detail : "",
                    session->sqlstate);
}

/* Takes the result, which then lives as long as the arena. */
static enum err session_take(struct ctx *cx, struct session *session, PGresult *result,
                             struct db_rows *ret_rows)
{
    ExecStatusType status = PQresultStatus(result);
    enum err e = 0;

    session->sqlstate[0] = '\0';
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
        e = session_fail(cx, session, result);
    if (e || !ret_rows) {
        PQclear(result);
        return e;
    }
    arena_defer(cx->arena, result_clear, result);
    *ret_rows = (struct db_rows){.result = result, .n = PQntuples(result)};
    return 0;
}

enum err session_script(struct ctx *cx, struct session *session, const char *sql)
{
    return session_take(cx, session, PQexec(session->pg, sql), NULL);
}

enum err session_run(struct ctx *cx, struct session *session, const struct db_statement *st,
                     const char *const *values, struct db_rows *ret_rows)
{
    log_debug("db", "running %s", st->name);
    return session_take(cx, session,
                        PQexecParams(session->pg, st->sql, st->n_params, NULL, values, NULL, NULL, 0),
                        ret_rows);
}

static enum err session_check(struct ctx *cx, struct session *session)
{
    static const struct db_statement ctype = {
        .name = "session/ctype",
        .sql = "select datctype as ctype from pg_database where datname = current_database()",
    };
    const char *encoding = PQparameterStatus(session->pg, "server_encoding");
    struct db_rows rows;
    const char *name;
    enum err e;

    if (PQserverVersion(session->pg) < MIN_VERSION)
        return fail_fmt(cx, ERR_CONFLICT, "the server is PostgreSQL %s; 15 or newer is needed",
                        session_server_version(session));
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return fail_fmt(cx, ERR_CONFLICT,
                        "the database has the encoding %s and must have UTF8: create database … "
                        "template template0 "
                        "encoding 'UTF8' locale 'C.UTF-8'",
                        encoding ? encoding : "unknown");
    e = session_run(cx, session, &ctype, NULL, &rows);
    if (e)
        return e;
    name = rows.n ? db_text(&rows, 0, "ctype") : "";
    if (!strcmp(name, "C") || !strcmp(name, "POSIX"))
        return fail_fmt(cx, ERR_CONFLICT,
                        "the database has the ctype %s, in which Cyrillic cannot be searched: "
                        "create database … "
                        "template template0 encoding 'UTF8' locale 'C.UTF-8'",
                        name);
    return 0;
}

enum err session_open(struct ctx *cx, const char *conninfo, struct session **ret_session)
{
    /* Those before dbname are defaults that the string may change; those after it are not its
     * business. */
    static const char *const words[] = {"target_session_attrs", "connect_timeout",
                                        "application_name",     "dbname",
                                        "client_encoding",      NULL};
    const char *const values[] = {"read-write", "5", "sauda", conninfo, "UTF8", NULL};
    struct session *session = calloc(1, sizeof *session);
    enum err e;

    if (!session)
        abort();
    session->pg = PQconnectdbParams(words, values, 1);
    if (PQstatus(session->pg) != CONNECTION_OK) {
        e = fail(cx, ERR_DB_UNAVAILABLE, one_line(cx, PQerrorMessage(session->pg)));
    } else {
        PQsetNoticeProcessor(session->pg, notice, NULL);
        e = session_check(cx, session);
    }
    if (e)
        session_close(session);
    else
        *ret_session = session;
    return e;
}

void session_close(struct session *session)
{
    if (!session)
        return;
    PQfinish(session->pg);
    free(session);
}

const char *session_sqlstate(const struct session *session)
{
    return session->sqlstate;
}

const char *session_server_version(const struct session *session)
{
    const char *version = PQparameterStatus(session->pg, "server_version");

    return version ? version : "unknown";
}
