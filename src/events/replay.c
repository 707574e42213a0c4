// SPDX-License-Identifier: MIT
/* What a client missed, from the database: page after page up to the place its loop has reached, and
 * then live. No event falls between the two, and none comes twice, because comparing the places and
 * joining the listeners happen without a wait in between. A few fibers a loop do this for all, and
 * each waits for its client to read rather than fill its queue. */
#include "base/clock.h"
#include "feed.h"
#include "gen/sql.h"

#include <stdlib.h>

#define QUEUED_ENOUGH ((size_t)256 * 1024)
#define ROOM_POLL_US (10 * US_PER_MS)
#define ROOM_TIMEOUT_US (30 * US_PER_S)
#define CODE_TRY_LATER 1013

static bool is_open(const struct subscription *sub)
{
    return sub->ws && ws_is_open(sub->ws);
}

/* Waits until the client has taken most of what it was sent. False: it is gone, or too slow. */
static bool wait_for_room(struct subscription *sub)
{
    int64_t deadline_us = clock_now_us() + ROOM_TIMEOUT_US;

    while (is_open(sub) && ws_queued(sub->ws) > QUEUED_ENOUGH) {
        if (clock_now_us() > deadline_us)
            ws_close(sub->ws, CODE_TRY_LATER, "too slow");
        fiber_sleep_us(ROOM_POLL_US);
    }
    return is_open(sub);
}

static struct ctx context_of(const struct subscription *sub)
{
    return (struct ctx){
        .arena = arena_new(),
        .loop = sub->end->loop,
        .db = sub->db,
        .org_id = sub->org_id,
        .deadline_us = clock_now_us() + FEED_QUERY_US,
    };
}

static void send_rows(struct subscription *sub, struct arena *arena, const struct db_rows *rows)
{
    for (int row = 0; row < rows->n; row++) {
        struct feed_event event = {
            .topic = topic_of_entity(db_text(rows, row, "entity"), db_text(rows, row, "resource"))};
        struct ws_frame *frame;

        if (!(sub->choice.topics & event.topic))
            continue;
        if (!wait_for_room(sub))
            return;
        event_read(arena, rows, row, &event);
        frame = event_frame_for(&event, sub);
        if (frame)
            ws_send_frame(sub->ws, frame);
        event_release(&event);
    }
}

static enum err send_page(struct subscription *sub)
{
    struct ctx cx = context_of(sub);
    int64_t upto = sub->end->cursor;
    struct db_rows rows;
    enum err e;

    e = sql_events_replay(&cx,
                          &(struct sql_events_replay){
                              .org_id = sub->org_id,
                              .after = opt_int(sub->position),
                              .upto = opt_int(upto),
                              .count = opt_int(FEED_PAGE),
                          },
                          &rows);
    if (!e) {
        send_rows(sub, cx.arena, &rows);
        sub->position = rows.n < FEED_PAGE ? upto : db_int(&rows, rows.n - 1, "id");
    }
    arena_free(cx.arena);
    return e;
}

/* The client cannot be told all it missed: it is to read its lists anew. */
static void resync(struct subscription *sub)
{
    struct ws_frame *frame = frame_resync();

    sub->position = sub->end->cursor;
    ws_send_frame(sub->ws, frame);
    ws_frame_unref(frame);
}

/* A place this loop has not reached: another process is ahead, or it is no place of this database. */
static enum err judge_future(struct subscription *sub)
{
    struct ctx cx = context_of(sub);
    struct db_rows rows;
    enum err e = sql_events_position(&cx, &rows);

    if (!e && is_open(sub) && db_int(&rows, 0, "last_id") < sub->position)
        resync(sub);
    arena_free(cx.arena);
    return e;
}

static void replay(struct subscription *sub)
{
    struct hub_loop *end = sub->end;
    enum err e = ERR_OK;

    sub->position = sub->since.id;
    if (sub->position > end->cursor)
        e = judge_future(sub);
    else if (sub->since.at_s + FEED_REPLAY_S < clock_real_us() / US_PER_S)
        resync(sub);
    while (!e && is_open(sub) && sub->position < end->cursor)
        e = send_page(sub);
    if (!is_open(sub))
        return;
    if (e)
        ws_close(sub->ws, CODE_TRY_LATER, "try again later");
    else
        end_go_live(sub);
}

static void replay_waiting(void *arg)
{
    struct hub_loop *end = arg;
    struct subscription *sub;

    while ((sub = TAILQ_FIRST(&end->waiting))) {
        TAILQ_REMOVE(&end->waiting, sub, in_waiting);
        sub->state = SUB_REPLAYING;
        if (is_open(sub))
            replay(sub);
        if (!sub->ws)
            free(sub);
        else if (sub->state == SUB_REPLAYING)
            sub->state = SUB_OVER;
    }
    end->n_replays--;
}

void replay_begin(struct subscription *sub)
{
    struct hub_loop *end = sub->end;

    sub->state = SUB_WAITING;
    TAILQ_INSERT_TAIL(&end->waiting, sub, in_waiting);
    if (end->n_replays == REPLAYS_MAX)
        return;
    end->n_replays++;
    if (fiber_start(end->loop, replay_waiting, end))
        return;
    end->n_replays--;
    if (end->n_replays == 0)
        ws_close(sub->ws, CODE_TRY_LATER, "try again later");
}
