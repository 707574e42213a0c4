// SPDX-License-Identifier: MIT
/* Reads the outbox in settled order. Ids are drawn while the row they speak of is locked, so their
 * order is true; but a transaction that drew a low id may commit after one that drew a high one.
 * So: L is the highest id drawn, S a transaction id taken after that. Whoever drew an id up to L has
 * a lower transaction id than S; once no transaction up to S is open any more, every event up to L
 * that will ever be is there to be read.
 *
 * Transaction ids are the whole server's, so somebody's long work in another database would hold us
 * back. Where S does not settle within some milliseconds we look closer: who holds the lock of an
 * INSERT on our table? Once each of them has ended, L is settled too. */
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "feed.h"
#include "gen/sql.h"

#include <string.h>

#define POLL_US US_PER_S /* where nothing wakes us */
#define RETRY_US (200 * US_PER_MS)
#define DATABASE_POLL_US (10 * US_PER_MS)
#define SETTLE_POLL_MIN_US US_PER_MS
#define SETTLE_POLL_MAX_US (50 * US_PER_MS)
#define LOOK_CLOSER_US (8 * US_PER_MS)
#define DELIVERY_POLL_US 500

static struct ctx context_new(const struct hub *hub)
{
    return (struct ctx){
        .arena = arena_new(),
        .loop = hub->loop,
        .db = hub->db,
        .deadline_us = clock_now_us() + FEED_QUERY_US,
    };
}

typedef enum err number_fn(struct ctx *cx, struct db_rows *ret_rows);

/* Runs a statement that answers one number. */
static enum err read_number(const struct hub *hub, number_fn *statement, const char *column,
                            int64_t *ret_number)
{
    struct ctx cx = context_new(hub);
    struct db_rows rows;
    enum err e = statement(&cx, &rows);

    if (!e)
        *ret_number = db_int(&rows, 0, column);
    arena_free(cx.arena);
    return e;
}

/* Those of `*writers` (NULL: of all) that are still open, in `arena`; NULL where there is none. */
static enum err read_writers(const struct hub *hub, struct arena *arena, const char **writers)
{
    struct ctx cx = context_new(hub);
    struct db_rows rows;
    enum err e = sql_events_writers(&cx, &(struct sql_events_writers){.writers = *writers}, &rows);

    if (!e)
        *writers = db_is_null(&rows, 0, "writers")
                       ? NULL
                       : arena_strdup(arena, db_text(&rows, 0, "writers"));
    arena_free(cx.arena);
    return e;
}

/* Waits until every transaction has ended that may have drawn an id up to now. */
static enum err wait_until_settled(const struct hub *hub, struct arena *arena)
{
    const char *writers = NULL;
    int64_t pause_us = SETTLE_POLL_MIN_US, stamp = 0, open = 0;
    enum err e = read_number(hub, sql_events_stamp, "xid", &stamp);

    while (!e && !hub->is_ending) {
        e = read_number(hub, sql_events_oldest_open, "xid", &open);
        if (e || open > stamp)
            return e;
        if (pause_us >= LOOK_CLOSER_US) {
            e = read_writers(hub, arena, &writers);
            if (e || !writers)
                return e;
        }
        fiber_sleep_us(pause_us);
        pause_us = pause_us * 2 < SETTLE_POLL_MAX_US ? pause_us * 2 : SETTLE_POLL_MAX_US;
    }
    return e ? e : ERR_NOT_READY;
}

/* The highest id drawn, once everything up to it is settled. */
static enum err read_settled(struct hub *hub, int64_t *ret_last)
{
    struct arena *arena;
    int64_t last;
    enum err e = read_number(hub, sql_events_position, "last_id", &last);

    if (!e && last != hub->cursor) {
        arena = arena_new();
        e = wait_until_settled(hub, arena);
        arena_free(arena);
    }
    if (!e)
        *ret_last = last;
    return e;
}

/* Hands the batch to all loops and waits until they are done with it, so that a long backlog is never
 * in memory as a whole. */
static void deliver(struct hub *hub, struct feed_batch *batch)
{
    for (unsigned i = 0; i < hub->n_ends; i++)
        end_deliver(hub->ends[i], batch);
    while (atomic_load_explicit(&batch->refs, memory_order_acquire) > 1 && !hub->is_ending)
        fiber_sleep_us(DELIVERY_POLL_US);
}

static struct feed_batch *batch_of(struct arena *arena, const struct db_rows *rows)
{
    struct feed_batch *batch = batch_new((unsigned)rows->n);

    for (int row = 0; row < rows->n; row++) {
        struct feed_event event = {
            .topic = topic_of_entity(db_text(rows, row, "entity"), db_text(rows, row, "resource"))};

        if (!event.topic)
            continue;
        event_read(arena, rows, row, &event);
        batch_add(batch, event);
    }
    return batch;
}

static enum err pass_page(struct hub *hub, int64_t last)
{
    struct ctx cx = context_new(hub);
    struct feed_batch *batch = NULL;
    struct db_rows rows;
    enum err e;

    e = sql_events_read(&cx,
                        &(struct sql_events_read){
                            .after = opt_int(hub->cursor),
                            .upto = opt_int(last),
                            .count = opt_int(FEED_PAGE),
                        },
                        &rows);
    if (!e) {
        batch = batch_of(cx.arena, &rows);
        hub->cursor = rows.n < FEED_PAGE ? last : db_int(&rows, rows.n - 1, "id");
        batch->cursor = hub->cursor;
    }
    arena_free(cx.arena);
    if (batch) {
        deliver(hub, batch);
        batch_unref(batch);
    }
    return e;
}

/* Takes a place without passing on what lies before it: the first one, or one below where we stood,
 * when the database is another or has lost its last moments. */
static void take_place(struct hub *hub, int64_t last)
{
    struct feed_batch *batch = batch_new(0);

    batch->is_reset = hub->cursor >= 0;
    if (batch->is_reset)
        log_warn("events", "the feed has gone back from %lld to %lld", (long long)hub->cursor,
                 (long long)last);
    batch->cursor = hub->cursor = last;
    deliver(hub, batch);
    batch_unref(batch);
    hub_tell_started(hub); /* by now all loops know it */
}

static bool is_heard(const struct hub *hub)
{
    for (unsigned i = 0; i < hub->n_ends; i++)
        if (atomic_load_explicit(&hub->ends[i]->n_listeners, memory_order_relaxed))
            return true;
    return false;
}

/* Moves on without reading, which under many writes costs as much as a tenth of them. Whoever comes later and asks for
 * what lies before gets it by a replay; a loop that has got a listener in the meantime stays where it is. */
static void skip_if_unheard(struct hub *hub, int64_t last)
{
    struct feed_batch *batch;

    if (is_heard(hub))
        return;
    batch = batch_new(0);
    batch->is_skip = true;
    batch->cursor = last;
    deliver(hub, batch);
    if (!atomic_load(&batch->is_unwelcome) && !hub->is_ending)
        hub->cursor = last;
    batch_unref(batch);
}

/* Passes on all there is. */
static enum err pass_news(struct hub *hub)
{
    int64_t last;
    enum err e = read_settled(hub, &last);

    if (e || last == hub->cursor)
        return e;
    if (last < hub->cursor || hub->cursor < 0)
        take_place(hub, last);
    else
        skip_if_unheard(hub, last);
    while (!e && hub->cursor < last && !hub->is_ending)
        e = pass_page(hub, last);
    return e;
}

static void wait_for_news(struct hub *hub)
{
    if (!hub->has_news && !hub->is_ending) {
        hub->idle = fiber_current();
        (void)fiber_wait(clock_now_us() + POLL_US);
        hub->idle = NULL;
    }
    hub->has_news = false;
}

void reader_wake(struct hub *hub)
{
    struct fiber *fiber = hub->idle;

    hub->has_news = true;
    hub->idle = NULL;
    if (fiber)
        fiber_resume(fiber);
}

void reader_run(void *arg)
{
    struct hub *hub = arg;
    enum err was = ERR_OK;

    while (!hub->is_ending) {
        enum err e;

        if (!db_is_up(hub->db)) {
            fiber_sleep_us(DATABASE_POLL_US);
            continue;
        }
        e = pass_news(hub);
        if (e && e != was && !hub->is_ending)
            log_warn("events", "the feed stands still: %s", err_infos[e].code);
        was = e;
        if (e)
            fiber_sleep_us(RETRY_US);
        else
            wait_for_news(hub);
    }
    loop_stop(hub->loop);
}
