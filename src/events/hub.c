// SPDX-License-Identifier: MIT
/* The hub's thread: a loop with the reader's fiber, its own two connections to the database and one
 * that listens to other processes. All that others do to it goes through its mailbox. */
#include "events/hub.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "db/listener.h"
#include "feed.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define START_TIMEOUT_S 10
#define CHANNEL "sauda_events"

struct hub *hub_new(const struct hub_options *options)
{
    struct hub *hub = calloc(1, sizeof *hub);
    pthread_condattr_t monotonic;

    if (!hub)
        abort();
    hub->options = *options;
    hub->loop = loop_new("events");
    hub->cursor = -1;
    pthread_mutex_init(&hub->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&hub->first_cursor, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return hub;
}

struct hub_loop *hub_attach(struct hub *hub, struct loop *loop)
{
    struct hub_loop *end = end_new(hub, loop);

    hub->ends = realloc(hub->ends, (hub->n_ends + 1) * sizeof *hub->ends);
    if (!hub->ends)
        abort();
    hub->ends[hub->n_ends++] = end;
    return end;
}

/* ---- the thread ---- */

static void *hub_main(void *arg)
{
    struct hub *hub = arg;

    loop_run(hub->loop);
    arena_store_free();
    return NULL;
}

static void begin(void *arg)
{
    struct hub *hub = arg;

    if (!fiber_start(hub->loop, reader_run, hub))
        abort(); /* the first fiber of its loop */
}

static void end(void *arg)
{
    struct hub *hub = arg;

    hub->is_ending = true;
    reader_wake(hub);
}

void hub_tell_started(struct hub *hub)
{
    pthread_mutex_lock(&hub->lock);
    hub->has_first_cursor = true;
    pthread_cond_signal(&hub->first_cursor);
    pthread_mutex_unlock(&hub->lock);
}

static bool wait_for_first_cursor(struct hub *hub)
{
    struct timespec deadline;
    bool is_there;

    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += START_TIMEOUT_S;
    pthread_mutex_lock(&hub->lock);
    while (!hub->has_first_cursor &&
           pthread_cond_timedwait(&hub->first_cursor, &hub->lock, &deadline) == 0)
        continue;
    is_there = hub->has_first_cursor;
    pthread_mutex_unlock(&hub->lock);
    return is_there;
}

static void on_notify(void *arg)
{
    reader_wake(arg);
}

void hub_start(struct hub *hub)
{
    struct db_options db = {
        .conninfo = hub->options.conninfo,
        .read_connections = 1,
        .write_connections = 1,
        .connector = hub->options.connector,
    };
    struct listener_options listener = {
        .conninfo = hub->options.conninfo,
        .connector = hub->options.connector,
        .channel = CHANNEL,
        .on_notify = on_notify,
        .arg = hub,
    };

    hub->db = db_new(hub->loop, &db);
    hub->listener = listener_new(hub->loop, &listener);
    if (!loop_post(hub->loop, begin, hub) || pthread_create(&hub->thread, NULL, hub_main, hub))
        abort();
    hub->is_started = true;
    if (!wait_for_first_cursor(hub))
        log_warn("events", "an open transaction with changes in it holds the feed back");
}

void hub_stop(struct hub *hub)
{
    if (!hub->is_started || !loop_post(hub->loop, end, hub))
        return;
    pthread_join(hub->thread, NULL);
    hub->is_started = false;
}

void hub_free(struct hub *hub)
{
    if (!hub)
        return;
    hub_stop(hub);
    db_free(hub->db);
    listener_free(hub->listener);
    loop_free(hub->loop);
    for (unsigned i = 0; i < hub->n_ends; i++)
        end_free(hub->ends[i]);
    free(hub->ends);
    pthread_cond_destroy(&hub->first_cursor);
    pthread_mutex_destroy(&hub->lock);
    free(hub);
}

/* ---- from other threads ---- */

static void on_wake(void *arg)
{
    struct hub *hub = arg;

    atomic_store(&hub->is_wake_posted, false);
    listener_notify(hub->listener);
    reader_wake(hub);
}

void hub_wake(struct hub *hub)
{
    if (atomic_exchange(&hub->is_wake_posted, true))
        return;
    if (!loop_post(hub->loop, on_wake, hub))
        log_debug("events", "the feed has ended");
}

void hub_publish(struct hub *hub, const struct publication *p)
{
    struct feed_event event = {.id = INT64_MAX, .topic = topic_of_publication(p->topic, p->resource)};
    struct feed_batch *batch = batch_new(1);
    struct arena *arena = arena_new();

    memcpy(event.org_id, p->org_id, UUID_SIZE);
    event.frame = frame_of_publication(arena, p->type, p->id, p->data);
    if (p->owner && !(event.owners = strdup(p->owner)))
        abort();
    batch_add(batch, event);
    for (unsigned i = 0; i < hub->n_ends; i++)
        if (atomic_load_explicit(&hub->ends[i]->n_listeners, memory_order_relaxed))
            end_deliver(hub->ends[i], batch);
    batch_unref(batch);
    arena_free(arena);
}

const char *hub_cursor(const struct hub_loop *end, struct arena *arena)
{
    char *text;

    if (end->cursor < 0)
        return NULL;
    text = arena_alloc(arena, CURSOR_SIZE);
    cursor_write(end_cursor(end, 0), text);
    return text;
}
