// SPDX-License-Identifier: MIT
/* The event feed of a process: a thread that reads the outbox in settled order and hands each event
 * to every loop, and on each loop the WebSockets that listen. */
#ifndef SAUDA_EVENTS_HUB_H
#define SAUDA_EVENTS_HUB_H

#include "base/ctx.h"
#include "http/reply.h"

#include <stdbool.h>
#include <stdint.h>

struct hub;      /* the reader's thread */
struct hub_loop; /* a loop's end of it: the cursor it has reached, its listeners */
struct db_connector;
struct loop;

struct hub_options {
    const char *conninfo; /* must outlive the hub */
    struct db_connector *connector;
};

struct hub *hub_new(const struct hub_options *options);
/* Before the loop runs. */
struct hub_loop *hub_attach(struct hub *hub, struct loop *loop);
/* Starts the thread, once the loops run, and waits until they all know where the feed begins; but at
 * most 10 s, since a transaction with changes of ours that somebody left open holds it back. Until then
 * hub_cursor() is NULL and hub_subscribe() says ERR_NOT_READY. */
void hub_start(struct hub *hub);
/* Ends the thread: after the loops have stopped, before the connector is freed. */
void hub_stop(struct hub *hub);
/* After the connector and the loops' WebSockets are freed. NULL is allowed. */
void hub_free(struct hub *hub);

/* Something was committed by this process: the reader looks at once, and tells other processes
 * within 20 ms. From any thread; cheap. */
void hub_wake(struct hub *hub);

/* A frame without a cursor. */
struct publication {
    const char *org_id;
    const char *topic;    /* "modules" */
    const char *resource; /* whose rights it follows, where the topic does not say; or NULL */
    const char *type;     /* "module.checked" */
    const char *id;       /* of the entity */
    const char *owner; /* uuid: whose it is, for listeners who hear of their own alone; NULL: nobody's */
    const char *data; /* JSON text */
};

/* Sends it to all listeners of the topic in the organisation, on all loops. From any thread. */
void hub_publish(struct hub *hub, const struct publication *publication);

/* The cursor of what this loop has passed on, as clients see it, in `arena`; or NULL. */
const char *hub_cursor(const struct hub_loop *end, struct arena *arena);

/* Of which rows of a resource a listener hears. */
enum feed_right {
    FEED_NOTHING,
    FEED_OWN, /* events have its actor_id among their owners */
    FEED_ALL,
};

/* Who listens, as far as the feed has to know it. */
struct hub_listener {
    const char *actor_id;   /* uuid of the user or API key */
    const char *session_id; /* uuid, or "" */
    int64_t epoch;
    int64_t expires_at_s; /* seconds since 1970; then the connection is closed with 4401; INT64_MAX: never */
    const char *topics; /* "modules,users"; NULL: all that are permitted */
    const char *since;  /* a cursor; NULL: from now on */
    enum feed_right (*right)(const struct ctx *cx, const char *resource);
};

/* Answers a WebSocket handshake: after it the connection gets the topics of ctx's organisation.
 * ERR_VALIDATION_FAILED on an unknown topic or a cursor that is none, ERR_FORBIDDEN on a topic asked for by name that is
 * not permitted. What `listener` points to must live as long as the request. */
enum err hub_subscribe(struct ctx *cx, struct hub_loop *end, const struct hub_listener *listener,
                       struct reply *ret_reply) __attribute__((warn_unused_result));

/* Closes with 4401 the connections of this loop whose listener `match` says yes to (of the listener only actor_id,
 * session_id and epoch are set). On the loop's thread. */
void hub_close_listeners(struct hub_loop *end,
                         bool (*match)(const struct hub_listener *listener, void *arg), void *arg);

#endif
