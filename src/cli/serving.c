// SPDX-License-Identifier: MIT
/* Putting the program together: what a process has once, what each loop has, in the order in which
 * they need each other; and apart again in the reverse order. What the main thread wants to know of
 * a loop it asks by mail: nothing of a loop is read from outside. */
#include "cli/serving.h"

#include "auth/gate.h"
#include "base/clock.h"
#include "base/compute.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/rate_limit.h"
#include "base/stop.h"
#include "db/db.h"
#include "events/hub.h"
#include "handlers/app.h"
#include "http/server.h"
#include "http/transfers.h"
#include "http/websocket.h"
#include "jobs/worker.h"
#include "outbound/outbound.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define READ_CONNECTIONS 2
#define PING_S 30
#define IDLE_TIMEOUT_S 75
#define COMPUTE_QUEUE 64
#define FILE_THREADS 2     /* one that takes long does not keep the others waiting */
#define SIGN_INS_AT_ONCE 2 /* of a loop: one at its password while the other is at the database */
#define SPARE_DESCRIPTORS 512 /* for the database, outgoing calls, files */
#define MAX_CONNECTIONS 60000 /* of a loop */

struct serving_loop {
    struct app_loop *parts;
    pthread_t thread;
    struct serving *serving;
};

struct serving {
    struct app app;
    struct db_connector *connector;
    struct rate_limit *address_limit, *user_limit;
    struct transfers *transfers;
    struct serving_loop *loops;
    unsigned n_loops;
    /* the answers of the loops to a question */
    sem_t answered;
    atomic_uint sum;
};

/* --- asking the loops ------------------------------------------------------------------------- */

/* Runs fn(loop) on each loop's thread and waits for all; the sum of what they add. */
static unsigned ask(struct serving *serving, loop_fn *fn)
{
    unsigned n = 0;

    atomic_store(&serving->sum, 0);
    for (unsigned i = 0; i < serving->n_loops; i++)
        n += loop_post(serving->loops[i].parts->loop, fn, &serving->loops[i]);
    while (n) {
        if (sem_wait(&serving->answered) == 0)
            n--;
    }
    return atomic_load(&serving->sum);
}

static void answer(struct serving_loop *loop, unsigned number)
{
    atomic_fetch_add(&loop->serving->sum, number);
    sem_post(&loop->serving->answered);
}

static void tell_up(void *arg)
{
    struct serving_loop *loop = arg;

    answer(loop, db_is_up(loop->parts->db));
}

static void tell_in_flight(void *arg)
{
    struct serving_loop *loop = arg;

    answer(loop, http_server_in_flight(loop->parts->server));
}

static void tell_websockets(void *arg)
{
    struct serving_loop *loop = arg;

    answer(loop, ws_pool_count(loop->parts->websockets));
}

static void quiesce(void *arg)
{
    struct serving_loop *loop = arg;

    http_server_quiesce(loop->parts->server);
    answer(loop, 0);
}

static void close_websockets(void *arg)
{
    struct serving_loop *loop = arg;

    ws_pool_close_all(loop->parts->websockets, 1001, "the server is stopping");
    answer(loop, 0);
}

static void stop_looking(void *arg)
{
    struct serving_loop *loop = arg;

    answer(loop, gate_stop(loop->parts->gate));
}

bool serving_is_up(struct serving *serving)
{
    return ask(serving, tell_up) == serving->n_loops;
}

void serving_set_ready(struct serving *serving)
{
    atomic_store(&serving->app.is_ready, true);
}

void serving_drain(struct serving *serving)
{
    atomic_store(&serving->app.is_draining, true);
    worker_drain(serving->app.worker);
    ask(serving, quiesce);
}

unsigned serving_in_flight(struct serving *serving)
{
    return ask(serving, tell_in_flight);
}

void serving_close_websockets(struct serving *serving)
{
    ask(serving, close_websockets);
}

unsigned serving_websockets(struct serving *serving)
{
    return ask(serving, tell_websockets);
}

/* --- building --------------------------------------------------------------------------------- */

/* How many connections a loop may have, by the descriptors this process may open. */
static unsigned connections_of_a_loop(unsigned loops)
{
    struct rlimit limit = {.rlim_cur = 1024};
    rlim_t each;

    getrlimit(RLIMIT_NOFILE, &limit);
    each = limit.rlim_cur > 2 * SPARE_DESCRIPTORS ? limit.rlim_cur - SPARE_DESCRIPTORS
                                                  : limit.rlim_cur / 2;
    each /= loops;
    return each > MAX_CONNECTIONS ? MAX_CONNECTIONS : (unsigned)each;
}

static struct outbound *outbound_build(struct ctx *cx, const struct config *config)
{
    return outbound_new(&(struct outbound_options){
        .allow_loopback = config->app_env != APP_PROD,
        .allow = config->outbound_allow,
        .user_agent = arena_printf(cx->arena, "sauda/%s", SAUDA_VERSION),
    });
}

static void shared_build(struct ctx *cx, struct serving *serving,
                         const struct serving_options *options)
{
    const struct config *config = options->config;
    const struct hub_options hub_options = {.conninfo = options->conninfo,
                                            .connector = serving->connector};

    /* For half of the cores: where the kernel groups threads by session, a low priority counts for nothing beside other
     * sessions, PostgreSQL's among them (200 sign-ins at once made readers' p99 4 to 5 times longer on all cores, 1.9
     * so). */
    serving->app.compute = compute_new((config->loops + 1) / 2, COMPUTE_QUEUE);
    serving->app.files = compute_new(FILE_THREADS, COMPUTE_QUEUE);
    serving->app.hub = hub_new(&hub_options);
    serving->app.worker = worker_new(&(struct worker_options){
        .conninfo = options->conninfo,
        .connector = serving->connector,
        .compute = serving->app.compute,
        .outbound = serving->app.outbound,
        .hub = serving->app.hub,
        .events_keep_days = config->events_keep_days,
        .secret = options->secret,
        .public_url = config->public_url,
        .mail = mail_settings_of(cx->arena, config),
        .temporary_folder = config->data_dir,
    });
    serving->address_limit = rate_limit_new(config->rate_limit_address);
    serving->user_limit = rate_limit_new(config->rate_limit_user);
    serving->transfers = transfers_new(config->data_dir);
}

/* --- who may act no longer ------------------------------------------------------------------- */

static bool is_revoked(const struct hub_listener *listener, void *arg)
{
    struct identity who = {.epoch = listener->epoch, .is_key = !*listener->session_id};

    snprintf(who.actor_id, sizeof who.actor_id, "%s", listener->actor_id);
    snprintf(who.session_id, sizeof who.session_id, "%s", listener->session_id);
    return revocation_concerns(arg, &who);
}

static void on_revoked(void *arg, const struct revocation *revocation)
{
    struct app_loop *parts = arg;
    struct revocation copy = *revocation;

    hub_close_listeners(parts->events, is_revoked, &copy);
}

/* --- building a loop --------------------------------------------------------------------------- */

static void loop_build(struct ctx *cx, struct serving *serving,
                       const struct serving_options *options, unsigned i)
{
    const struct config *config = options->config;
    struct app_loop *parts = &serving->app.loops[i];
    const struct db_options db_options = {
        .conninfo = options->conninfo,
        .read_connections = READ_CONNECTIONS,
        .write_connections = config->db_pool - READ_CONNECTIONS,
        .connector = serving->connector,
    };
    struct http_options http_options = {
        .listen_fd = options->listen_fds[i],
        .max_connections = connections_of_a_loop(config->loops),
        .idle_timeout_s = IDLE_TIMEOUT_S,
        .is_open = !config->is_auth_required,
        .public_url = config->public_url,
        .cors_origins = config->cors_origins,
        .trusted_proxies = config->trusted_proxies,
        .address_limit = serving->address_limit,
        .user_limit = serving->user_limit,
        .app = &serving->app,
        .identify = app_identify,
        .on_write = app_on_write,
        .event_cursor = app_event_cursor,
    };

    parts->loop = loop_new(arena_printf(cx->arena, "loop-%u", i));
    parts->db = db_new(parts->loop, &db_options);
    parts->websockets = ws_pool_new(parts->loop, PING_S);
    parts->events = hub_attach(serving->app.hub, parts->loop);
    semaphore_init(&parts->sign_ins, SIGN_INS_AT_ONCE,
                   (COMPUTE_QUEUE + config->loops - 1) / config->loops);
    parts->gate = gate_new(&(struct gate_options){
        .loop = parts->loop,
        .db = parts->db,
        .secret = serving->app.secret,
        .on_revoked = on_revoked,
        .arg = parts,
    });
    gate_start(parts->gate);
    http_options.db = parts->db;
    http_options.websockets = parts->websockets;
    http_options.transfers = serving->transfers;
    parts->server = http_server_new(parts->loop, &http_options);
    serving->loops[i] = (struct serving_loop){.parts = parts, .serving = serving};
}

static void *loop_main(void *arg)
{
    const struct serving_loop *loop = arg;

    loop_run(loop->parts->loop);
    arena_store_free();
    return NULL;
}

/* Without sign-in every request acts as the first admin. */
static const struct identity *everybody(struct ctx *cx, const struct database_basis *basis)
{
    struct identity *who = arena_zalloc(cx->arena, 1, sizeof *who);

    who->role = ROLE_ADMIN;
    who->expires_at_s = INT64_MAX;
    memcpy(who->org_id, basis->org_id, UUID_SIZE);
    memcpy(who->actor_id, basis->admin_id, UUID_SIZE);
    return who;
}

struct serving *serving_new(struct ctx *cx, const struct serving_options *options)
{
    struct serving *serving = arena_zalloc(cx->arena, 1, sizeof *serving);
    const struct config *config = options->config;

    serving->app.outbound = outbound_build(cx, config);
    if (!serving->app.outbound)
        return NULL; /* it has said why */
    serving->n_loops = config->loops;
    serving->loops = arena_zalloc(cx->arena, config->loops, sizeof *serving->loops);
    serving->app.config = config;
    serving->app.version = config->app_version;
    serving->app.started_us = options->started_us;
    serving->app.secret = options->secret;
    serving->app.public_url = config->public_url; /* serve.c has filled it in */
    if (!config->is_auth_required)
        serving->app.everybody = everybody(cx, options->basis);
    serving->app.n_loops = config->loops;
    serving->app.loops = arena_zalloc(cx->arena, config->loops, sizeof *serving->app.loops);
    sem_init(&serving->answered, 0, 0);
    serving->connector = db_connector_new();
    shared_build(cx, serving, options);
    for (unsigned i = 0; i < serving->n_loops; i++)
        loop_build(cx, serving, options, i);
    for (unsigned i = 0; i < serving->n_loops; i++)
        if (pthread_create(&serving->loops[i].thread, NULL, loop_main, &serving->loops[i]))
            abort(); /* no threads at the very start */
    hub_start(serving->app.hub);
    worker_start(serving->app.worker);
    return serving;
}

void serving_free(struct serving *serving)
{
    worker_stop(serving->app.worker);
    while (ask(serving, stop_looking))
        stop_sleep_ms(1);
    for (unsigned i = 0; i < serving->n_loops; i++)
        loop_stop(serving->loops[i].parts->loop);
    for (unsigned i = 0; i < serving->n_loops; i++)
        pthread_join(serving->loops[i].thread, NULL);
    for (unsigned i = 0; i < serving->n_loops; i++) {
        http_server_free(serving->app.loops[i].server);
        ws_pool_free(serving->app.loops[i].websockets);
    }
    hub_stop(serving->app.hub);
    outbound_free(serving->app.outbound);
    compute_free(serving->app.compute);
    compute_free(serving->app.files);
    db_connector_free(serving->connector); /* whatever it still makes finds its loop stopped */
    worker_free(serving->app.worker);
    hub_free(serving->app.hub);
    rate_limit_free(serving->address_limit);
    rate_limit_free(serving->user_limit);
    transfers_free(serving->transfers);
    for (unsigned i = 0; i < serving->n_loops; i++) {
        gate_free(serving->app.loops[i].gate);
        db_free(serving->app.loops[i].db);
        loop_free(serving->app.loops[i].loop);
    }
    sem_destroy(&serving->answered);
}
