// SPDX-License-Identifier: MIT
/* The own PostgreSQL: a cluster in DATA_DIR/pg, run by a child process, reached by a private Unix
 * socket alone. One process owns it, whoever holds the lock; the others use what it runs and take
 * over when it goes. Made, started and watched by the main thread: the child dies with the thread
 * that started it, so nothing outlives the program. */
#ifndef SAUDA_DB_CLUSTER_H
#define SAUDA_DB_CLUSTER_H

#include "base/ctx.h"

#include <stdbool.h>
#include <stdint.h>

struct cluster;

struct cluster_options {
    const char *data_dir;
    unsigned max_connections; /* of all processes that will use it together */
};

/* Starts the cluster of data_dir, making it where there is none, or joins the one that another
 * process runs; returns when it takes connections. Whatever a killed process left running on the
 * same data is stopped first. It gives up when SIGTERM, SIGINT or SIGHUP is pending.
 * ERR_DB_UNAVAILABLE with a message for people. */
enum err cluster_open(struct ctx *cx, const struct cluster_options *options,
                      struct cluster **ret_cluster) __attribute__((warn_unused_result));
/* libpq's string, valid until cluster_close(), also over restarts. */
const char *cluster_conninfo(const struct cluster *cluster);
/* The folder of its socket, for people with psql. */
const char *cluster_sockets(const struct cluster *cluster);
/* Starts it again when it has died, takes over when its owner has gone, bounds its log. To be
 * called after each SIGCHLD, and again after as many milliseconds as it returns. */
int cluster_tick(struct cluster *cluster);
/* The owner stops PostgreSQL and waits for it; others just let go. NULL is allowed. */
void cluster_close(struct cluster *cluster);

/* Whether data_dir holds a cluster already. */
bool cluster_exists(const char *data_dir);
/* Finds the programs that would run the cluster of data_dir: "15, in /usr/lib/postgresql/15/bin".
 * ERR_DB_UNAVAILABLE where there are none that fit its data. */
enum err cluster_describe_programs(struct ctx *cx, const char *data_dir, const char **ret_text)
    __attribute__((warn_unused_result));

#endif
