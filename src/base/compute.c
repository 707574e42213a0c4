// SPDX-License-Identifier: MIT
/* A bounded queue under one lock: what comes here takes milliseconds, so the lock costs nothing beside it. */
#include "base/compute.h"
#include "base/arena.h"
#include "base/fiber.h"
#include "base/loop.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICEST 19

struct task {
    struct task *next;
    void (*fn)(void *);
    void *arg;
    struct loop *loop;
    struct fiber *fiber;
};

struct compute {
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    struct task *first, **end;
    unsigned n_queued, queue_limit;
    bool is_ending;
    unsigned n_threads;
    pthread_t threads[];
};

static void task_done(void *arg)
{
    struct task *task = arg;

    fiber_resume(task->fiber);
}

/* Not SCHED_IDLE: a processor on which nothing else runs counts as idle then and is given threads that wake up; where the
 * kernel groups threads by session, those of another one wait there until the next tick. */
static void come_last(void)
{
    const struct sched_param batch = {0};

    pthread_setschedparam(pthread_self(), SCHED_BATCH, &batch);
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICEST);
}

static void *compute_main(void *arg)
{
    struct compute *compute = arg;

    come_last();
    pthread_mutex_lock(&compute->lock);
    for (;;) {
        struct task *task = compute->first;

        if (!task && compute->is_ending)
            break;
        if (!task) {
            pthread_cond_wait(&compute->has_work, &compute->lock);
            continue;
        }
        compute->first = task->next;
        if (!compute->first)
            compute->end = &compute->first;
        compute->n_queued--;
        pthread_mutex_unlock(&compute->lock);
        task->fn(task->arg);
        if (!loop_post(task->loop, task_done, task)) {
            /* The loop has stopped with the fiber still waiting: nobody is left to tell. */
        }
        pthread_mutex_lock(&compute->lock);
    }
    pthread_mutex_unlock(&compute->lock);
    arena_store_free();
    return NULL;
}

struct compute *compute_new(unsigned threads, unsigned queue_limit)
{
    struct compute *compute = calloc(1, sizeof *compute + threads * sizeof(pthread_t));

    if (!compute)
        abort();
    pthread_mutex_init(&compute->lock, NULL);
    pthread_cond_init(&compute->has_work, NULL);
    compute->end = &compute->first;
    compute->queue_limit = queue_limit;
    for (; compute->n_threads < threads; compute->n_threads++)
        if (pthread_create(&compute->threads[compute->n_threads], NULL, compute_main, compute))
            abort();
    return compute;
}

void compute_free(struct compute *compute)
{
    if (!compute)
        return;
    pthread_mutex_lock(&compute->lock);
    compute->is_ending = true;
    pthread_cond_broadcast(&compute->has_work);
    pthread_mutex_unlock(&compute->lock);
    for (unsigned i = 0; i < compute->n_threads; i++)
        pthread_join(compute->threads[i], NULL);
    pthread_cond_destroy(&compute->has_work);
    pthread_mutex_destroy(&compute->lock);
    free(compute);
}

bool compute_run(struct compute *compute, void (*fn)(void *), void *arg)
{
    struct task task = {.fn = fn, .arg = arg, .loop = loop_current(), .fiber = fiber_current()};
    bool has_room;

    pthread_mutex_lock(&compute->lock);
    has_room = compute->n_queued < compute->queue_limit;
    if (has_room) {
        *compute->end = &task;
        compute->end = &task.next;
        compute->n_queued++;
        pthread_cond_signal(&compute->has_work);
    }
    pthread_mutex_unlock(&compute->lock);
    if (has_room)
        (void)fiber_wait(INT64_MAX); /* the task lies on this stack: it must be over first */
    return has_room;
}
