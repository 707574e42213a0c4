// SPDX-License-Identifier: MIT
/* The table of names belongs to the loop; the threads share nothing with it but a queue of orders. A thread may hang in
 * getaddrinfo() far longer than the program lives, so the queue is counted by reference and knows when the loop has
 * gone. Answers are kept for a minute, failures for some seconds; those that came slowly for a minute too, so that dead
 * name servers do not take all threads. */
#include "resolver.h"
#include "base/clock.h"
#include "base/loop.h"
#include "url.h"

#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MAX 64u
#define THREAD_STACK ((size_t)256 * 1024)
#define NAMES_MAX 8192u
#define BUCKETS 4096u
#define KEEP_US (60 * US_PER_S)
#define KEEP_FAILURE_US (5 * US_PER_S)
#define SLOW_US (2 * US_PER_S)

struct order {
    struct order *next;
    struct name *name; /* for the loop's thread alone */
    char host[URL_HOST_MAX];
    struct resolved resolved;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t has_orders;
    struct order *first, **end;
    struct loop *loop; /* NULL: has gone */
    unsigned n_threads, n_idle, n_waiting;
    unsigned refs; /* the resolver and the threads */
};

struct name {
    struct name *next; /* in its bucket */
    struct resolver *resolver;
    bool is_ordered;
    int64_t asked_us, expires_us;
    struct lookup *lookups;
    struct resolved *resolved; /* NULL until the first answer */
    char host[];
};

struct resolver {
    struct loop *loop;
    struct queue *queue;
    unsigned n_names;
    int64_t swept_us;
    struct name *buckets[BUCKETS];
};

/* --- the threads ----------------------------------------------------------------------------------------------- */

/* Under the lock, which it gives back. */
static void queue_unref(struct queue *queue)
{
    bool is_last = --queue->refs == 0;

    pthread_mutex_unlock(&queue->lock);
    if (!is_last)
        return;
    while (queue->first) {
        struct order *order = queue->first;

        queue->first = order->next;
        free(order);
    }
    pthread_cond_destroy(&queue->has_orders);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

static void order_fill(struct order *order)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct resolved *resolved = &order->resolved;
    struct addrinfo *found = NULL;

    resolved->error = getaddrinfo(order->host, NULL, &hints, &found);
    if (resolved->error)
        return;
    for (const struct addrinfo *a = found; a && resolved->n < RESOLVED_MAX; a = a->ai_next)
        if (a->ai_addrlen <= sizeof *resolved->addresses &&
            (a->ai_family == AF_INET || a->ai_family == AF_INET6))
            memcpy(&resolved->addresses[resolved->n++], a->ai_addr, a->ai_addrlen);
    freeaddrinfo(found);
    if (!resolved->n)
        resolved->error = EAI_NONAME;
}

static void order_answered(void *arg);

static void *resolver_thread(void *arg)
{
    struct queue *queue = arg;

    pthread_mutex_lock(&queue->lock);
    while (queue->loop) {
        struct order *order = queue->first;

        if (!order) {
            queue->n_idle++;
            pthread_cond_wait(&queue->has_orders, &queue->lock);
            queue->n_idle--;
            continue;
        }
        queue->first = order->next;
        if (!queue->first)
            queue->end = &queue->first;
        queue->n_waiting--;
        pthread_mutex_unlock(&queue->lock);
        order_fill(order);
        pthread_mutex_lock(&queue->lock);
        if (!queue->loop || !loop_post(queue->loop, order_answered, order))
            free(order);
    }
    queue_unref(queue);
    return NULL;
}

/* Under the lock. A thread more where all are at work; when none can be had, those there are must do. */
static void queue_add_thread(struct queue *queue)
{
    pthread_attr_t attr;
    pthread_t thread;

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, THREAD_STACK);
    if (pthread_create(&thread, &attr, resolver_thread, queue) == 0) {
        queue->n_threads++;
        queue->refs++;
    }
    pthread_attr_destroy(&attr);
}

static void queue_push(struct queue *queue, struct order *order)
{
    pthread_mutex_lock(&queue->lock);
    *queue->end = order;
    queue->end = &order->next;
    queue->n_waiting++;
    if (queue->n_waiting > queue->n_idle && queue->n_threads < THREADS_MAX)
        queue_add_thread(queue);
    pthread_cond_signal(&queue->has_orders);
    pthread_mutex_unlock(&queue->lock);
}

/* --- the names ------------------------------------------------------------------------------------------------- */

static struct name **bucket_of(struct resolver *resolver, const char *host)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (const char *s = host; *s; s++)
        hash = (hash ^ (uint8_t)*s) * 16777619u;
    return &resolver->buckets[hash % BUCKETS];
}

static void name_free(struct name *name)
{
    name->resolver->n_names--;
    free(name->resolved);
    free(name);
}

/* Drops what has expired and nobody waits for; at most once a second, as it looks at all. */
static void resolver_sweep(struct resolver *resolver)
{
    int64_t now_us = loop_now_us(resolver->loop);

    if (now_us < resolver->swept_us + US_PER_S)
        return;
    resolver->swept_us = now_us;
    for (unsigned i = 0; i < BUCKETS; i++) {
        for (struct name **at = &resolver->buckets[i]; *at;) {
            struct name *name = *at;

            if (name->is_ordered || name->expires_us > now_us) {
                at = &name->next;
            } else {
                *at = name->next;
                name_free(name);
            }
        }
    }
}

static void name_drop(struct name *name)
{
    struct name **at = bucket_of(name->resolver, name->host);

    while (*at != name)
        at = &(*at)->next;
    *at = name->next;
    name_free(name);
}

static struct name *name_find(struct resolver *resolver, const char *host)
{
    struct name **bucket = bucket_of(resolver, host);
    size_t size = strlen(host) + 1;
    struct name *name;

    for (name = *bucket; name; name = name->next)
        if (strcmp(name->host, host) == 0)
            return name;
    if (resolver->n_names >= NAMES_MAX)
        resolver_sweep(resolver);
    name = calloc(1, sizeof *name + size);
    if (!name)
        abort();
    name->resolver = resolver;
    memcpy(name->host, host, size);
    name->next = *bucket;
    *bucket = name;
    resolver->n_names++;
    return name;
}

static void name_order(struct name *name)
{
    struct order *order = calloc(1, sizeof *order);

    if (!order)
        abort();
    order->name = name;
    memcpy(order->host, name->host, strlen(name->host) + 1);
    name->is_ordered = true;
    name->asked_us = clock_now_us();
    queue_push(name->resolver->queue, order);
}

static int64_t keep_us(const struct resolved *resolved, int64_t took_us)
{
    return resolved->error && took_us < SLOW_US ? KEEP_FAILURE_US : KEEP_US;
}

/* On the loop's thread. */
static void order_answered(void *arg)
{
    struct order *order = arg;
    struct name *name = order->name;
    int64_t now_us = clock_now_us();
    struct lookup *lookup;

    if (!name->resolved)
        name->resolved = malloc(sizeof *name->resolved);
    if (!name->resolved)
        abort();
    *name->resolved = order->resolved;
    name->expires_us = now_us + keep_us(&order->resolved, now_us - name->asked_us);
    name->is_ordered = false;
    while ((lookup = name->lookups)) {
        resolver_cancel(lookup);
        lookup->done(lookup->arg, &order->resolved);
    }
    if (name->resolver->n_names > NAMES_MAX) /* the table is full of fresher ones: this one is not kept */
        name_drop(name);
    free(order);
}

void resolver_start(struct resolver *resolver, struct lookup *lookup, const char *host)
{
    struct name *name = name_find(resolver, host);

    if (!name->is_ordered && name->resolved && name->expires_us > loop_now_us(resolver->loop)) {
        struct resolved resolved = *name->resolved;

        lookup->done(lookup->arg, &resolved);
        return;
    }
    lookup->name = name;
    lookup->next = name->lookups;
    lookup->place = &name->lookups;
    if (lookup->next)
        lookup->next->place = &lookup->next;
    name->lookups = lookup;
    if (!name->is_ordered)
        name_order(name);
}

void resolver_cancel(struct lookup *lookup)
{
    if (!lookup->name)
        return;
    *lookup->place = lookup->next;
    if (lookup->next)
        lookup->next->place = lookup->place;
    lookup->name = NULL;
}

struct resolver *resolver_new(struct loop *loop)
{
    struct resolver *resolver = calloc(1, sizeof *resolver);
    struct queue *queue = calloc(1, sizeof *queue);

    if (!resolver || !queue)
        abort();
    resolver->loop = loop;
    resolver->queue = queue;
    *queue = (struct queue){.loop = loop, .refs = 1, .end = &queue->first};
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->has_orders, NULL);
    return resolver;
}

void resolver_free(struct resolver *resolver)
{
    struct queue *queue;

    if (!resolver)
        return;
    for (unsigned i = 0; i < BUCKETS; i++) {
        while (resolver->buckets[i]) {
            struct name *name = resolver->buckets[i];

            resolver->buckets[i] = name->next;
            name_free(name);
        }
    }
    queue = resolver->queue;
    pthread_mutex_lock(&queue->lock);
    queue->loop = NULL;
    pthread_cond_broadcast(&queue->has_orders);
    queue_unref(queue);
    free(resolver);
}
