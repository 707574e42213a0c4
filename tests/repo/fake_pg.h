// SPDX-License-Identifier: MIT
/* A server that begins like PostgreSQL and then misbehaves. The clients must be gone before it is
 * freed. */
#ifndef SAUDA_TESTS_REPO_FAKE_PG_H
#define SAUDA_TESTS_REPO_FAKE_PG_H

enum fake_pg_manner {
    FAKE_PG_HANGS,   /* takes the password and the setup of the session, and never answers that */
    FAKE_PG_BABBLES, /* answers the setup; to the first statement it says what is no message */
};

struct fake_pg;

struct fake_pg *fake_pg_new(enum fake_pg_manner manner);
void fake_pg_free(struct fake_pg *fake);
const char *fake_pg_conninfo(const struct fake_pg *fake);

#endif
