// SPDX-License-Identifier: MIT
/* What a process has one of, built by `sauda serve` and handed down. */
#ifndef SAUDA_HANDLERS_APP_H
#define SAUDA_HANDLERS_APP_H

#include "base/ctx.h"
#include "base/semaphore.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct compute;
struct gate;
struct secret;
struct config;
struct db;
struct http_server;
struct hub;
struct hub_loop;
struct loop;
struct outbound;
struct worker;
struct ws_pool;

/* What each loop has of its own. */
struct app_loop {
    struct loop *loop;
    struct db *db;
    struct ws_pool *websockets;
    struct hub_loop *events;
    struct gate *gate;
    struct semaphore sign_ins;  /* that are under way */
    int64_t sign_in_refused_us; /* when the last one is, or will be, that finds no room */
    struct http_server *server;
};

struct app {
    const struct config *config;
    const char *version;
    const char *public_url; /* where people reach it, without a slash at its end; never NULL */
    const struct secret *secret;
    int64_t started_us;               /* of the monotonic clock */
    const struct identity *everybody; /* who acts while there is no sign-in; NULL: people sign in */
    struct compute *compute;          /* for milliseconds */
    struct compute *files;            /* for the seconds that large files take */
    struct hub *hub;
    struct outbound *outbound;
    struct worker *worker;
    struct app_loop *loops;
    size_t n_loops;
    atomic_bool is_ready, is_draining;
};

/* The parts of the loop that runs this request. */
struct app_loop *app_loop(const struct ctx *cx);

/* Who acts in a request, and whether he may: for http_options.identify. ERR_UNAUTHORIZED, ERR_FORBIDDEN. */
enum err app_identify(struct ctx *cx, const char *permission);
/* What cx->own_id would be in an operation of that permission: NULL where the actor may see or change the rows of all. For
 * answers that tell of rows of another resource, too. */
const char *app_own_id(const struct ctx *cx, const char *permission);
/* The cursor of the event feed as this loop has reached it: for http_options.event_cursor. */
const char *app_event_cursor(struct ctx *cx);
/* Wakes the event feed and, where there is something for it, the queue of jobs: for http_options.on_write. */
void app_on_write(struct ctx *cx);

#endif
