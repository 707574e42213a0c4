// SPDX-License-Identifier: MIT
/* A throw-away PostgreSQL for one test program: on a Unix socket under /tmp, nothing kept on disk for certain, gone with
 * the program. What goes wrong while it is set up ends the program: there is nothing to test then. */
#ifndef SAUDA_TESTS_REPO_PG_H
#define SAUDA_TESTS_REPO_PG_H

#include <libpq-fe.h>
#include <stdbool.h>

struct pg;

/* Makes a cluster and starts it. */
struct pg *pg_new(void);
/* Stops it and removes all of it. NULL is allowed. */
void pg_free(struct pg *pg);
const char *pg_conninfo(const struct pg *pg);

void pg_start(struct pg *pg);
/* After a backend was killed: waits until it takes connections again. */
void pg_await(struct pg *pg);
/* Cuts all connections and ends in order. */
void pg_stop(struct pg *pg);

/* Runs SQL on a blocking connection of its own; the statements must succeed. */
void pg_run(struct pg *pg, const char *sql);
/* The first value of the first row. */
int pg_int(struct pg *pg, const char *sql);
/* Sends the signal to the backends whose pg_stat_activity row fulfils the condition; returns how many there were. */
int pg_signal(struct pg *pg, const char *condition, int signal_number);
/* And to the postmaster. */
void pg_signal_server(struct pg *pg, int signal_number);

#endif
