// SPDX-License-Identifier: MIT
/* sauda serve: from the settings to "ready", then until a signal, then down in order. The main
 * thread serves nothing: it started PostgreSQL, so it must outlive it, and it is the one that
 * signals and the ends of children are told to. */
#include "cli/command.h"

#include "auth/secret.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"
#include "cli/database.h"
#include "cli/serving.h"
#include "db/cluster.h"
#include "http/server.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define UP_LIMIT_US (30 * US_PER_S)
#define DRAIN_LIMIT_US (10 * US_PER_S)
#define GOODBYE_LIMIT_US (2 * US_PER_S) /* for clients to answer the closing of their WebSocket */
#define FOR_EVER_MS 3600000

struct serve {
    struct ctx *cx;
    struct config config;
    sigset_t signals;
    int *listen_fds;
    const struct secret *secret;
    struct database database;
    struct serving *serving;
};

/* --- signals ---------------------------------------------------------------------------------- */

/* Blocked in every thread: only wait_for_signal() ever sees them. */
static void signals_take(sigset_t *signals)
{
    struct sigaction hangup;

    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGCHLD);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) /* not under nohup */
        sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Waits so long, or shorter when something happens, and looks after the cluster. True: a signal to
 * stop. */
static bool wait_for_signal(struct serve *serve, int ms)
{
    struct timespec limit;
    int tick_ms = serve->database.cluster ? cluster_tick(serve->database.cluster) : FOR_EVER_MS;
    int got;

    if (tick_ms < ms)
        ms = tick_ms;
    limit = (struct timespec){.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    got = sigtimedwait(&serve->signals, NULL, &limit);
    return got > 0 && got != SIGCHLD;
}

/* --- up --------------------------------------------------------------------------------------- */

static void descriptors_raise(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* The port that was really bound: PORT=0 takes any. */
static unsigned port_of(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &len))
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
}

static const char *address_of(struct ctx *cx, const char *host, unsigned port)
{
    return arena_printf(cx->arena, strchr(host, ':') ? "http://[%s]:%u" : "http://%s:%u", host, port);
}

static bool addresses_take(struct serve *serve)
{
    struct config *config = &serve->config;

    serve->listen_fds = arena_zalloc(serve->cx->arena, config->loops, sizeof *serve->listen_fds);
    if (!http_listen(config->host, (uint16_t)config->port, config->reuse_port, config->loops,
                     serve->listen_fds))
        return false;
    config->port = port_of(serve->listen_fds[0]);
    if (!config->public_url)
        config->public_url = address_of(serve->cx, config->host, config->port);
    return true;
}

static void say_ready(const struct serve *serve)
{
    const char *host = serve->config.host;

    if (!strcmp(host, "127.0.0.1") || !strcmp(host, "0.0.0.0"))
        host = "localhost";
    printf("Sauda is ready at %s/\n", address_of(serve->cx, host, serve->config.port));
    fflush(stdout);
}

/* Waits until every loop reaches the database. False: a signal to stop, or it took too long. */
static bool wait_until_up(struct serve *serve, bool *ret_is_stopped)
{
    int64_t deadline_us = clock_now_us() + UP_LIMIT_US;

    *ret_is_stopped = false;
    while (!serving_is_up(serve->serving)) {
        *ret_is_stopped = wait_for_signal(serve, 1);
        if (*ret_is_stopped)
            return false;
        if (clock_now_us() > deadline_us) {
            log_error(
                "serve",
                "the loops got no connections to the database (does it allow enough of them?)");
            return false;
        }
    }
    return true;
}

/* --- down ------------------------------------------------------------------------------------- */

/* Waits until nothing is counted any more; whether that came in time. A second signal ends all at
 * once: the own PostgreSQL is told of our death by the system and stops too. */
static bool wait_until_none(struct serve *serve, unsigned (*count)(struct serving *), int64_t limit_us)
{
    int64_t deadline_us = clock_now_us() + limit_us;

    while (count(serve->serving)) {
        if (clock_now_us() > deadline_us)
            return false;
        if (wait_for_signal(serve, 10)) {
            log_warn("serve", "a second signal: ending at once");
            _exit(EXIT_FAILED);
        }
    }
    return true;
}

static void serve_down(struct serve *serve)
{
    bool is_drained;

    log_info("serve", "stopping");
    serving_drain(serve->serving);
    is_drained = wait_until_none(serve, serving_in_flight, DRAIN_LIMIT_US);
    serving_close_websockets(serve->serving);
    wait_until_none(serve, serving_websockets, GOODBYE_LIMIT_US);
    if (is_drained) {
        serving_free(serve->serving);
        return;
    }
    /* what still waits would be freed under its own feet: it ends with the process */
    log_warn("serve", "requests that took too long are cut off: %u",
             serving_in_flight(serve->serving));
    database_close(&serve->database);
    _exit(EXIT_OK);
}

/* --- the whole -------------------------------------------------------------------------------- */

static int serve_run(struct serve *serve, const struct database_basis *basis, int64_t started_us)
{
    const struct serving_options options = {
        .config = &serve->config,
        .conninfo = serve->database.conninfo,
        .basis = basis,
        .secret = serve->secret,
        .listen_fds = serve->listen_fds,
        .started_us = started_us,
    };
    bool is_stopped, is_up;

    serve->serving = serving_new(serve->cx, &options);
    if (!serve->serving)
        return EXIT_FAILED;
    is_up = wait_until_up(serve, &is_stopped);
    if (is_up) {
        serving_set_ready(serve->serving);
        say_ready(serve);
        log_info("serve", "ready after %d ms", (int)((clock_now_us() - started_us) / US_PER_MS));
        while (!wait_for_signal(serve, FOR_EVER_MS))
            ;
    }
    serve_down(serve);
    return is_up || is_stopped ? EXIT_OK : EXIT_FAILED;
}

/* A start that a signal ended is no failure. */
static int start_failed(const struct ctx *cx)
{
    if (!stop_is_pending())
        return cli_fail(cx);
    log_info("serve", "stopped before it was ready");
    return EXIT_OK;
}

int cli_serve(const struct invocation *in)
{
    int64_t started_us = clock_now_us();
    struct serve serve = {.cx = in->cx, .config = *in->config};
    struct database_basis basis;
    struct secret *secret;
    int code;

    if (config_check_serving(in->cx, in->config))
        return cli_fail(in->cx);
    signals_take(&serve.signals);
    descriptors_raise();
    if (!addresses_take(&serve))
        return EXIT_FAILED;
    if (database_open(in->cx, &serve.config, DATABASE_PATIENCE_US, &serve.database))
        return start_failed(in->cx);
    if (database_prepare(in->cx, &serve.database,
                         serve.config.is_auth_required ? NEED_TABLES : NEED_ADMIN, &basis) ||
        secret_open(in->cx, serve.config.secret_key, serve.config.data_dir, &secret)) {
        code = start_failed(in->cx);
    } else {
        database_end_session(&serve.database);
        serve.secret = secret;
        code = serve_run(&serve, &basis, started_us);
    }
    database_close(&serve.database);
    return code;
}
