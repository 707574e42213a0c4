// SPDX-License-Identifier: MIT
/* LISTEN and NOTIFY in simple queries, one at a time. What is to be told while a query is under way,
 * or less than 20 ms after the last one, waits and is told once. */
#include "db/listener.h"
#include "base/clock.h"
#include "base/log.h"
#include "conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#define NOTIFY_EVERY_US (20 * US_PER_MS)
#define RETRY_US (500 * US_PER_MS)

struct listener {
    struct loop *loop;
    struct listener_options options;
    PGconn *pg; /* NULL: not connected */
    struct loop_watch watch;
    struct loop_timer retry, notify;
    int64_t notified_us;
    bool is_busy;       /* a query is under way */
    bool is_notify_due; /* as soon as it may be */
};

static void listener_connect(void *arg);

static void listener_lose(struct listener *listener)
{
    log_warn("db", "the listening connection was lost: %s", PQerrorMessage(listener->pg));
    pg_unwatch(listener->loop, &listener->watch, listener->pg);
    loop_timer_clear(listener->loop, &listener->notify);
    PQfinish(listener->pg);
    listener->pg = NULL;
    loop_timer_set(listener->loop, &listener->retry, loop_now_us(listener->loop) + RETRY_US);
}

/* False: the connection is lost. */
static bool listener_flush(struct listener *listener)
{
    int left = PQflush(listener->pg);

    if (left < 0)
        return false;
    loop_watch_set(listener->loop, &listener->watch, PQsocket(listener->pg),
                   left ? EPOLLIN | EPOLLOUT : EPOLLIN);
    return true;
}

static bool listener_query(struct listener *listener, const char *sql)
{
    listener->is_busy = true;
    return PQsendQuery(listener->pg, sql) && listener_flush(listener);
}

static void listener_send_due(struct listener *listener)
{
    char sql[128];
    int64_t next_us = listener->notified_us + NOTIFY_EVERY_US;

    if (!listener->pg || listener->is_busy || !listener->is_notify_due)
        return;
    if (next_us > clock_now_us()) {
        loop_timer_set(listener->loop, &listener->notify, next_us);
        return;
    }
    listener->is_notify_due = false;
    listener->notified_us = clock_now_us();
    snprintf(sql, sizeof sql, "notify %s", listener->options.channel);
    if (!listener_query(listener, sql))
        listener_lose(listener);
}

static void on_notify_due(void *arg)
{
    listener_send_due(arg);
}

void listener_notify(struct listener *listener)
{
    listener->is_notify_due = true;
    listener_send_due(listener);
}

/* Takes the results of the query under way. False: the connection is lost, or of no use. */
static bool listener_take_results(struct listener *listener)
{
    while (listener->is_busy && !PQisBusy(listener->pg)) {
        PGresult *result = PQgetResult(listener->pg);
        ExecStatusType status = PQresultStatus(result);

        listener->is_busy = result;
        PQclear(result);
        if (result && status != PGRES_COMMAND_OK)
            return false;
    }
    return true;
}

/* Whether one of them came from another session. */
static bool listener_take_notifications(struct listener *listener)
{
    bool has_news = false;
    PGnotify *notification;

    while ((notification = PQnotifies(listener->pg))) {
        has_news |= notification->be_pid != PQbackendPID(listener->pg);
        PQfreemem(notification);
    }
    return has_news;
}

static void listener_ready(void *arg, uint32_t events)
{
    struct listener *listener = arg;

    (void)events;
    if (!PQconsumeInput(listener->pg) || !listener_take_results(listener) ||
        !listener_flush(listener)) {
        listener_lose(listener);
        return;
    }
    if (listener_take_notifications(listener))
        listener->options.on_notify(listener->options.arg);
    listener_send_due(listener);
}

static void listener_up(void *arg, PGconn *pg)
{
    struct listener *listener = arg;
    char sql[160];

    if (!pg) {
        loop_timer_set(listener->loop, &listener->retry, clock_now_us() + RETRY_US);
        return;
    }
    listener->pg = pg;
    listener->is_busy = false;
    /* A lost notification costs a second at most: no commit of ours waits for the disk. */
    snprintf(sql, sizeof sql, "set synchronous_commit = off; listen %s", listener->options.channel);
    if (!PQexitPipelineMode(pg) || !listener_query(listener, sql)) {
        listener_lose(listener);
        return;
    }
    listener->options.on_notify(listener->options.arg);
}

static void listener_connect(void *arg)
{
    struct listener *listener = arg;

    db_connect(listener->options.connector, listener->loop, listener->options.conninfo, listener_up,
               listener);
}

struct listener *listener_new(struct loop *loop, const struct listener_options *options)
{
    struct listener *listener = calloc(1, sizeof *listener);

    if (!listener)
        abort();
    listener->loop = loop;
    listener->options = *options;
    listener->watch = (struct loop_watch){.fn = listener_ready, .arg = listener};
    listener->retry = (struct loop_timer){.fn = listener_connect, .arg = listener};
    listener->notify = (struct loop_timer){.fn = on_notify_due, .arg = listener};
    listener_connect(listener);
    return listener;
}

void listener_free(struct listener *listener)
{
    if (!listener)
        return;
    loop_timer_clear(listener->loop, &listener->retry);
    loop_timer_clear(listener->loop, &listener->notify);
    if (listener->pg) {
        pg_unwatch(listener->loop, &listener->watch, listener->pg);
        PQfinish(listener->pg);
    }
    free(listener);
}
