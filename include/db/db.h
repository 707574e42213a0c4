// SPDX-License-Identifier: MIT
/* A loop's connections to PostgreSQL. Reads of many fibers travel together on a few pipelined connections; each write
 * travels alone on the least loaded of the others, so that the server groups the commits; a transaction, and a read
 * marked slow, leases a connection to its fiber. Lost connections are made anew in the background; until then
 * everything fails at once with ERR_DB_UNAVAILABLE. */
#ifndef SAUDA_DB_DB_H
#define SAUDA_DB_DB_H

#include <stdbool.h>

struct db;
struct loop;

struct db_options {
    const char *conninfo; /* libpq's string or URI; must outlive the db */
    unsigned read_connections;
    unsigned write_connections;
    struct db_connector *connector; /* makes the connections, off the loop's thread */
};

/* The one thread of a process that connects: connecting resolves names and may block. */
struct db_connector *db_connector_new(void);
void db_connector_free(struct db_connector *connector);

/* Begins to connect at once. To be called on the loop's thread, or before the loop runs. */
struct db *db_new(struct loop *loop, const struct db_options *options);
/* After the last fiber is done. */
void db_free(struct db *db);
/* Whether there is at least one live read and one live write connection. */
bool db_is_up(const struct db *db);

#endif
