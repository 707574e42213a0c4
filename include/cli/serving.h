// SPDX-License-Identifier: MIT
/* All that serves requests in a process: the loops and their threads, and what they share. Built
 * before the threads run, taken down when they have stopped; main thread only. */
#ifndef SAUDA_CLI_SERVING_H
#define SAUDA_CLI_SERVING_H

#include "base/config.h"
#include "base/ctx.h"
#include "cli/database.h"

#include <stdbool.h>

struct secret;
struct serving;

struct serving_options {
    const struct config *config;
    const char *conninfo;
    const struct database_basis *basis; /* its ids count only where nobody has to sign in */
    const struct secret *secret;
    const int *listen_fds; /* one for each loop; owned by it from now on */
    int64_t started_us;
};

/* Builds everything in the arena of cx and starts the threads. NULL, with a line in the log, when a setting does not let
 * it. */
struct serving *serving_new(struct ctx *cx, const struct serving_options *options);
/* Whether every loop reaches the database; asked again and again until it is so. */
bool serving_is_up(struct serving *serving);
/* From now on /api/health/ready says yes. */
void serving_set_ready(struct serving *serving);

/* Stops accepting; what is in flight goes on. */
void serving_drain(struct serving *serving);
/* Requests that wait for their answer. */
unsigned serving_in_flight(struct serving *serving);
/* Begins to close the WebSockets: the server goes away. */
void serving_close_websockets(struct serving *serving);
unsigned serving_websockets(struct serving *serving);
/* Stops the threads and frees everything. No request may be in flight. */
void serving_free(struct serving *serving);

#endif
