// SPDX-License-Identifier: MIT
/* A loop's end of the feed: who listens here, by organisation, and passing on what the reader sends.
 * An event costs a loop one look-up and then one reference a listener. All on the loop's thread, so
 * a listener joins between two batches and never in the middle of one. */
#include "base/clock.h"
#include "base/log.h"
#include "feed.h"

#include <stdlib.h>
#include <string.h>

#define CODE_SERVICE_RESTART 1012

/* ---- batches ---- */

struct feed_batch *batch_new(unsigned capacity)
{
    struct feed_batch *batch = calloc(1, sizeof *batch + capacity * sizeof batch->events[0]);

    if (!batch)
        abort();
    atomic_init(&batch->refs, 1);
    batch->cursor = -1;
    return batch;
}

void batch_add(struct feed_batch *batch, struct feed_event event)
{
    batch->events[batch->n++] = event;
}

void batch_unref(struct feed_batch *batch)
{
    if (!batch || atomic_fetch_sub_explicit(&batch->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (unsigned i = 0; i < batch->n; i++)
        event_release(&batch->events[i]);
    free(batch);
}

struct delivery {
    struct hub_loop *end;
    struct feed_batch *batch;
};

static void end_take(struct hub_loop *end, struct feed_batch *batch);

static void on_delivery(void *arg)
{
    struct delivery *delivery = arg;

    end_take(delivery->end, delivery->batch);
    batch_unref(delivery->batch);
    free(delivery);
}

void end_deliver(struct hub_loop *end, struct feed_batch *batch)
{
    struct delivery *delivery = malloc(sizeof *delivery);

    if (!delivery)
        abort();
    atomic_fetch_add_explicit(&batch->refs, 1, memory_order_relaxed);
    *delivery = (struct delivery){end, batch};
    if (!loop_post(end->loop, on_delivery, delivery)) {
        batch_unref(batch);
        free(delivery);
    }
}

/* ---- organisations ---- */

static unsigned bucket_of(const char *org_id)
{
    uint32_t hash = UINT32_C(2166136261);

    for (const char *at = org_id; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT32_C(16777619);
    return hash % ORG_BUCKETS;
}

static struct org_feed *org_find(struct hub_loop *end, const char *org_id)
{
    struct org_feed *org;

    LIST_FOREACH(org, &end->orgs[bucket_of(org_id)], in_bucket)
    if (strcmp(org->org_id, org_id) == 0)
        return org;
    return NULL;
}

static struct org_feed *org_new(struct hub_loop *end, const char *org_id)
{
    struct org_feed *org = calloc(1, sizeof *org);

    if (!org)
        abort();
    memcpy(org->org_id, org_id, UUID_SIZE);
    LIST_INSERT_HEAD(&end->orgs[bucket_of(org_id)], org, in_bucket);
    return org;
}

/* ---- listeners ---- */

static void send_to(struct subscription *sub, struct ws_frame *frame)
{
    ws_send_frame(sub->ws, frame);
    ws_frame_unref(frame);
}

struct event_cursor end_cursor(const struct hub_loop *end, int64_t at_least)
{
    return (struct event_cursor){end->cursor > at_least ? end->cursor : at_least,
                                 clock_real_us() / US_PER_S};
}

void end_go_live(struct subscription *sub)
{
    struct hub_loop *end = sub->end;

    sub->org = org_find(end, sub->org_id);
    if (!sub->org)
        sub->org = org_new(end, sub->org_id);
    LIST_INSERT_HEAD(&sub->org->live, sub, in_org);
    sub->state = SUB_LIVE;
    atomic_fetch_add_explicit(&end->n_listeners, 1, memory_order_relaxed);
    send_to(sub, frame_ready(end_cursor(end, sub->position)));
}

void end_leave(struct subscription *sub)
{
    struct org_feed *org = sub->org;

    LIST_REMOVE(sub, in_org);
    atomic_fetch_sub_explicit(&sub->end->n_listeners, 1, memory_order_relaxed);
    if (LIST_EMPTY(&org->live)) {
        LIST_REMOVE(org, in_bucket);
        free(org);
    }
}

/* ---- passing on ---- */

static void org_send(const struct org_feed *org, const struct feed_event *event)
{
    struct subscription *sub;

    LIST_FOREACH(sub, &org->live, in_org)
    {
        struct ws_frame *frame = event->id > sub->position ? event_frame_for(event, sub) : NULL;

        if (frame)
            ws_send_frame(sub->ws, frame);
    }
}

/* The ids begin anew below what was seen: the clients must come again and read their lists anew. */
static void end_reset(struct hub_loop *end)
{
    struct org_feed *org;
    struct subscription *sub;

    for (unsigned i = 0; i < ORG_BUCKETS; i++)
        LIST_FOREACH(org, &end->orgs[i], in_bucket)
    LIST_FOREACH(sub, &org->live, in_org)
    ws_close(sub->ws, CODE_SERVICE_RESTART, "the feed begins anew");
}

static void end_take(struct hub_loop *end, struct feed_batch *batch)
{
    const struct org_feed *org = NULL;

    if (batch->is_skip && atomic_load_explicit(&end->n_listeners, memory_order_relaxed)) {
        atomic_store(&batch->is_unwelcome, true);
        return;
    }
    if (batch->is_reset)
        end_reset(end);
    for (unsigned i = 0; i < batch->n; i++) {
        const struct feed_event *event = &batch->events[i];

        if (!org || strcmp(org->org_id, event->org_id) != 0)
            org = org_find(end, event->org_id);
        if (org)
            org_send(org, event);
    }
    if (batch->cursor > end->cursor ||
        batch->is_reset) /* it may have skipped what others had read to them */
        end->cursor = batch->cursor;
}

struct hub_loop *end_new(struct hub *hub, struct loop *loop)
{
    struct hub_loop *end = calloc(1, sizeof *end);

    if (!end)
        abort();
    end->hub = hub;
    end->loop = loop;
    end->cursor = -1;
    LIST_INIT(&end->all);
    TAILQ_INIT(&end->waiting);
    return end;
}

void end_free(struct hub_loop *end)
{
    free(end);
}
