// SPDX-License-Identifier: MIT
/* What the files of the feed share. Events travel in batches: made by the reader (reader.c, on the
 * hub's thread), posted to every loop, given to the listeners there (fanout.c). A listener that was
 * away gets what it missed from the database first (replay.c). */
#ifndef SAUDA_EVENTS_FEED_H
#define SAUDA_EVENTS_FEED_H

#include "base/buf.h"
#include "base/fiber.h"
#include "base/loop.h"
#include "base/uuid.h"
#include "events/cursor.h"
#include "events/hub.h"
#include "http/websocket.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/queue.h>

#define FEED_PAGE 200         /* events read at once */
#define FEED_QUERY_US 5000000 /* the longest a statement of the feed may take */
#define FEED_REPLAY_S (7 * 86400)

struct db;
struct db_rows;
struct listener;
struct subscription;

/* ---- topics.c: what can be listened to ---- */

/* The topic of an event about the entity, as a bit; 0: nobody listens to it. `resource`: whose rights it follows, where it
 * says so, or NULL. */
uint32_t topic_of_entity(const char *entity, const char *resource);
/* And that of a publication. */
uint32_t topic_of_publication(const char *topic, const char *resource);
/* What a listener gets, as bits. */
struct topic_choice {
    uint32_t topics;
    uint32_t own; /* of these, of its own rows alone */
};
/* Of the topics the listener names, or of all, what it may listen to. */
enum err topics_choose(struct ctx *cx, const struct hub_listener *listener,
                       struct topic_choice *ret_choice) __attribute__((warn_unused_result));

/* ---- frames.c: their text ---- */

struct ws_frame *frame_of_event(struct arena *arena, const struct db_rows *rows, int row);
/* For who loses sight of the row, with its id alone: "deal.removed". */
struct ws_frame *frame_of_removal(struct arena *arena, const struct db_rows *rows, int row);
/* Of an event about many rows, for who may know that some of them were his, and no more. */
struct ws_frame *frame_of_many(struct arena *arena, const struct db_rows *rows, int row);
struct ws_frame *frame_of_publication(struct arena *arena, const char *type, const char *id,
                                      const char *data);
struct ws_frame *frame_ready(struct event_cursor cursor);
struct ws_frame *frame_resync(void);

/* ---- batches, on their way from the reader to the loops ---- */

struct feed_event {
    int64_t id; /* INT64_MAX: a publication, which has none */
    uint32_t topic;
    char org_id[UUID_SIZE];
    struct ws_frame *frame;
    /* For listeners who get own rows alone; array literals of uuids, NULL: of nobody. */
    char *owners, *owners_before;
    struct ws_frame *owners_frame; /* NULL: the same as everybody's */
    struct ws_frame *removal;      /* for owners_before; NULL: none of them has lost sight of it */
};

/* ---- event.c: what happened, and who gets to see what of it ---- */

/* The event in a row of the outbox; its topic is known already. The reference is the caller's. */
void event_read(struct arena *arena, const struct db_rows *rows, int row, struct feed_event *event);
void event_release(struct feed_event *event);
/* What the listener gets of it; NULL: nothing. */
struct ws_frame *event_frame_for(const struct feed_event *event, const struct subscription *sub);

struct feed_batch {
    atomic_uint refs;
    int64_t cursor; /* where the loop stands afterwards; -1: where it stood */
    bool is_reset;  /* the feed has begun anew: nothing that was known holds */
    bool is_skip;   /* nobody listened when it was made: what lies before the cursor was not read */
    atomic_bool is_unwelcome; /* a loop has got listeners since and did not skip */
    unsigned n;
    struct feed_event events[];
};

struct feed_batch *batch_new(unsigned capacity);
void batch_add(struct feed_batch *batch, struct feed_event event);
void batch_unref(struct feed_batch *batch);

/* ---- fanout.c: a loop's end ---- */

#define ORG_BUCKETS 256u

/* The listeners of an organisation that are up to date. */
struct org_feed {
    LIST_ENTRY(org_feed) in_bucket;
    char org_id[UUID_SIZE];
    LIST_HEAD(, subscription) live;
};

struct hub_loop {
    struct hub *hub;
    struct loop *loop;
    int64_t cursor;          /* the last event passed on; -1: not yet known */
    atomic_uint n_listeners; /* written by this loop alone */
    LIST_HEAD(, org_feed) orgs[ORG_BUCKETS];
    LIST_HEAD(, subscription) all;      /* in any state */
    TAILQ_HEAD(, subscription) waiting; /* for a replay */
    unsigned n_replays;
};

enum subscription_state {
    SUB_OPENING, /* the handshake is being answered */
    SUB_WAITING,
    SUB_REPLAYING,
    SUB_LIVE,
    SUB_OVER, /* its replay gave up, its connection is closing */
};

struct subscription {
    struct hub_loop *end;
    struct ws *ws; /* NULL: not yet open, or gone, and the replay frees the rest */
    struct db *db;
    enum subscription_state state;
    bool is_revoked; /* while it was opening */
    struct topic_choice choice;
    struct event_cursor since; /* id -1: from now on */
    int64_t position;          /* events up to here are not sent any more */
    char org_id[UUID_SIZE], actor_id[UUID_SIZE], session_id[UUID_SIZE];
    int64_t epoch, expires_at_s;
    struct loop_timer expiry;
    LIST_ENTRY(subscription) in_all;
    struct org_feed *org; /* while live */
    LIST_ENTRY(subscription) in_org;
    TAILQ_ENTRY(subscription) in_waiting;
};

struct hub_loop *end_new(struct hub *hub, struct loop *loop);
void end_free(struct hub_loop *end);
/* Hands the batch to the loop, from any thread. */
void end_deliver(struct hub_loop *end, struct feed_batch *batch);
/* From now on the subscription gets what happens; it is told so. */
void end_go_live(struct subscription *sub);
void end_leave(struct subscription *sub);
/* As clients see the place this loop has reached. */
struct event_cursor end_cursor(const struct hub_loop *end, int64_t at_least);

/* ---- replay.c ---- */

#define REPLAYS_MAX 32u /* at a time on a loop */

/* Gives the subscription what it missed, in a fiber, and then takes it live. */
void replay_begin(struct subscription *sub);

/* ---- hub.c and reader.c ---- */

struct hub {
    struct hub_options options;
    struct loop *loop;
    struct db *db;
    struct listener *listener;
    struct hub_loop **ends;
    unsigned n_ends;
    pthread_t thread;
    bool is_started;

    pthread_mutex_t lock; /* of has_first_cursor */
    pthread_cond_t first_cursor;
    bool has_first_cursor;

    atomic_bool is_wake_posted;

    /* the reader's own */
    struct fiber *idle; /* the reader, waiting for news */
    bool has_news, is_ending;
    int64_t cursor;
};

/* The reader's fiber: runs until hub->is_ending, then stops the loop. */
void reader_run(void *arg);
/* There may be something new. On the hub's thread. */
void reader_wake(struct hub *hub);
/* The reader and all loops know where the feed begins: hub_start() waits for that. */
void hub_tell_started(struct hub *hub);

#endif
