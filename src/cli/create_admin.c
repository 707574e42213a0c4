// SPDX-License-Identifier: MIT
/* sauda create-admin: the way in where nobody can sign in yet, or nobody can any more. Who runs it has the database in
 * his hands, so it asks for no password but the new one. */
#include "cli/command.h"

#include "auth/password.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "cli/database.h"
#include "cli/terminal.h"
#include "db/migrate.h"
#include "gen/sql.h"
#include "http/formats.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define EMAIL_MAX 254 /* as the contract has it */
#define PASSWORD_MIN 8
#define PASSWORD_MAX 128

struct creation {
    const char *wanted; /* the name or the id of the organisation, or NULL */
    const char *email, *password, *password_hash;
    const char *org_id, *user_id; /* NULL: to be made */
};

/* --- where -------------------------------------------------------------------------------------------------------- */

/* The user of that e-mail, where there is one. */
static enum err find_user(struct ctx *cx, struct session *session, struct creation *creation)
{
    const char *const values[] = {creation->email};
    struct db_rows row;
    enum err e = session_run(cx, session, &sql_accounts_by_email_statement, values, &row);

    if (e || row.n == 0)
        return e;
    creation->org_id = db_text(&row, 0, "org_id");
    creation->user_id = db_text(&row, 0, "id");
    if (creation->wanted && strcmp(creation->wanted, db_text(&row, 0, "organization")) != 0 &&
        strcasecmp(creation->wanted, creation->org_id) != 0)
        return fail_fmt(cx, ERR_CONFLICT, "%s belongs to a user of another organization: %s",
                        creation->email, db_text(&row, 0, "organization"));
    fprintf(stderr,
            "%s is known: %s, %s%s, of %s. From now on an active admin with the new password.\n",
            creation->email, db_text(&row, 0, "full_name"), db_text(&row, 0, "role"),
            db_bool(&row, 0, "is_active") ? "" : " (blocked)", db_text(&row, 0, "organization"));
    return ERR_OK;
}

/* Where a new user is to belong; org_id stays NULL where the organisation is to be made, too. */
static enum err choose_organization(struct ctx *cx, struct session *session, struct creation *creation)
{
    struct database_organization found;
    enum err e = database_choose_organization(cx, session, creation->wanted, &found);

    if (!e)
        creation->org_id = found.id;
    return e;
}

/* --- who ---------------------------------------------------------------------------------------------------------- */

static enum err check_email(struct ctx *cx, const char *email)
{
    size_t len = strlen(email);

    if (utf8_is_valid(email, len) && utf8_length(email, len) <= EMAIL_MAX &&
        format_matches(FORMAT_EMAIL, email, len))
        return ERR_OK;
    return fail_field(cx, ERR_VALIDATION_FAILED, "the e-mail", "format", format_words(FORMAT_EMAIL));
}

static enum err check_password(struct ctx *cx, const struct creation *creation)
{
    size_t len = strlen(creation->password);
    size_t n = utf8_is_valid(creation->password, len) ? utf8_length(creation->password, len) : 0;

    if (n < PASSWORD_MIN || n > PASSWORD_MAX)
        return fail_field(cx, ERR_VALIDATION_FAILED, "the password", "length",
                          "must have 8 to 128 characters");
    return password_check(cx, "the password", creation->password, creation->email);
}

static enum err read_email(struct ctx *cx, struct creation *creation)
{
    enum err e = isatty(STDIN_FILENO) ? terminal_ask(cx, "E-mail", &creation->email)
                                      : terminal_read_line(cx, "e-mail", &creation->email);

    return e ? e : check_email(cx, creation->email);
}

static enum err read_password(struct ctx *cx, struct creation *creation)
{
    const char *again;
    enum err e;

    if (!isatty(STDIN_FILENO)) {
        e = terminal_read_line(cx, "password", &creation->password);
        return e ? e : check_password(cx, creation);
    }
    e = terminal_ask_hidden(cx, "Password", &creation->password);
    if (!e)
        e = check_password(cx, creation);
    if (!e)
        e = terminal_ask_hidden(cx, "Password again", &again);
    if (!e && strcmp(creation->password, again) != 0)
        e = fail(cx, ERR_VALIDATION_FAILED, "the two passwords differ");
    return e;
}

/* --- doing it ----------------------------------------------------------------------------------------------------- */

static enum err make_user(struct ctx *cx, struct session *session, const struct creation *creation,
                          const char *org_id)
{
    char id[UUID_SIZE];
    const char *const values[] = {
        org_id, id, creation->email, NULL, "Администратор", "admin", NULL, creation->password_hash,
    };

    uuid_v7(id);
    return session_run(cx, session, &sql_users_create_statement, values, NULL);
}

/* Whoever was signed in by the old password is out; what the links of earlier mails could do, they can no more. */
static enum err change_user(struct ctx *cx, struct session *session, const struct creation *creation)
{
    const char *const admin[] = {creation->password_hash, creation->org_id, creation->user_id};
    const char *const end[] = {"password", creation->org_id, creation->user_id, NULL};
    const char *const links[] = {creation->org_id, creation->user_id};
    const char *const account[] = {arena_printf(cx->arena, "account:%s", creation->user_id)};
    enum err e = session_run(cx, session, &sql_accounts_make_admin_statement, admin, NULL);

    if (!e)
        e = session_run(cx, session, &sql_sessions_end_all_statement, end, NULL);
    if (!e)
        e = session_run(cx, session, &sql_links_void_statement, links, NULL);
    return e ? e : session_run(cx, session, &sql_logins_forgive_statement, account, NULL);
}

static enum err create_tx(struct ctx *cx, struct session *session, void *arg)
{
    const struct creation *creation = arg;
    const char *org_id = creation->org_id;
    char made_id[UUID_SIZE];
    enum err e;

    if (creation->user_id)
        return change_user(cx, session, creation);
    if (!org_id) {
        e = database_make_organization(cx, session, creation->wanted, made_id);
        if (e)
            return e;
        org_id = made_id;
    }
    return make_user(cx, session, creation, org_id);
}

static enum err create_admin(struct ctx *cx, struct database *database, struct creation *creation)
{
    struct database_basis basis;
    enum err e = database_prepare(cx, database, NEED_TABLES, &basis);

    if (!e)
        e = read_email(cx, creation);
    if (!e)
        e = find_user(cx, database->session, creation);
    if (!e && !creation->user_id)
        e = choose_organization(cx, database->session, creation);
    if (!e)
        e = read_password(cx, creation);
    if (!e)
        e = password_hash(cx, NULL, creation->password, &creation->password_hash);
    return e ? e : migrate_alone(cx, database->session, create_tx, creation);
}

int cli_create_admin(const struct invocation *in)
{
    struct creation creation = {.wanted = in->values[0]};
    struct database database;
    enum err e = database_open(in->cx, in->config, DATABASE_PATIENCE_US, &database);

    if (e)
        return cli_fail(in->cx);
    e = create_admin(in->cx, &database, &creation);
    database_close(&database);
    if (e) {
        cli_fail(in->cx);
        return e == ERR_BAD_REQUEST ? EXIT_USAGE : EXIT_FAILED;
    }
    printf("%s is an admin and may sign in\n", creation.email);
    return EXIT_OK;
}
