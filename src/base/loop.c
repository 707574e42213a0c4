// SPDX-License-Identifier: MIT
/* A turn of the loop: descriptors, mail, timers; then what was deferred and the hooks, which tell how long the loop
 * may wait. Hooks come last because there is where work of the whole turn leaves in one go: the replies of a loop in
 * one run of the HTTP daemon, its statements in one write to the database. */
#include "base/loop.h"
#include "base/clock.h"
#include "base/fiber.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS_A_TURN 256
#define WAIT_MAX_US                                                                                \
    (3600 * US_PER_S) /* then it looks again: epoll_wait() counts milliseconds in an int */

struct call {
    loop_fn *fn;
    void *arg;
};

/* A list of calls that grows; two of them take turns so that running one may fill the other. */
struct calls {
    struct call *items;
    size_t n, cap;
};

struct loop {
    const char *name;
    int epoll_fd, wake_fd;
    atomic_bool is_stopping;
    int64_t now_us;

    pthread_mutex_t mail_lock;
    struct calls mail, mail_spare;
    bool is_closed; /* under mail_lock: nothing is delivered any more */

    struct calls deferred, deferred_spare;
    struct loop_timer **timers; /* a binary heap, the first due at place 1 */
    size_t n_timers, cap_timers;
    struct loop_hook *hooks, **hooks_end;

    struct epoll_event events[EVENTS_A_TURN];
    int n_events, next_event; /* of the turn under way */
    struct fiber_pool *fibers;
};

static _Thread_local struct loop *current_loop;

static void calls_push(struct calls *calls, loop_fn *fn, void *arg)
{
    if (calls->n == calls->cap) {
        calls->cap = calls->cap ? calls->cap * 2 : 64;
        calls->items = realloc(calls->items, calls->cap * sizeof *calls->items);
        if (!calls->items)
            abort();
    }
    calls->items[calls->n++] = (struct call){fn, arg};
}

/* Runs what stands in `calls` now; what comes meanwhile goes into the spare list, which then is the list. */
static void calls_run(struct calls *ran)
{
    for (size_t i = 0; i < ran->n; i++)
        ran->items[i].fn(ran->items[i].arg);
    ran->n = 0;
}

struct loop *loop_new(const char *name)
{
    struct loop *loop = calloc(1, sizeof *loop);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};

    if (!loop)
        abort();
    loop->name = name;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->epoll_fd < 0 || loop->wake_fd < 0 ||
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->wake_fd, &event))
        abort(); /* no descriptors left at the very start */
    pthread_mutex_init(&loop->mail_lock, NULL);
    loop->hooks_end = &loop->hooks;
    loop->now_us = clock_now_us();
    return loop;
}

void loop_free(struct loop *loop)
{
    if (!loop)
        return;
    fiber_pool_free(loop->fibers);
    close(loop->wake_fd);
    close(loop->epoll_fd);
    pthread_mutex_destroy(&loop->mail_lock);
    free(loop->mail.items);
    free(loop->mail_spare.items);
    free(loop->deferred.items);
    free(loop->deferred_spare.items);
    free(loop->timers);
    free(loop);
}

const char *loop_name(const struct loop *loop)
{
    return loop->name;
}

struct loop *loop_current(void)
{
    return current_loop;
}

int64_t loop_now_us(const struct loop *loop)
{
    return loop->now_us;
}

struct fiber_pool **loop_fibers(struct loop *loop)
{
    return &loop->fibers;
}

static void loop_wake(struct loop *loop)
{
    uint64_t one = 1;

    if (write(loop->wake_fd, &one, sizeof one) < 0) {
        /* EAGAIN: the counter is full, so the loop is awake already. */
    }
}

void loop_stop(struct loop *loop)
{
    atomic_store(&loop->is_stopping, true);
    loop_wake(loop);
}

bool loop_post(struct loop *loop, loop_fn *fn, void *arg)
{
    bool is_first, is_closed;

    pthread_mutex_lock(&loop->mail_lock);
    is_closed = loop->is_closed;
    is_first = loop->mail.n == 0;
    if (!is_closed)
        calls_push(&loop->mail, fn, arg);
    pthread_mutex_unlock(&loop->mail_lock);
    if (!is_closed && is_first)
        loop_wake(loop);
    return !is_closed;
}

static void loop_read_mail(struct loop *loop)
{
    struct calls got;

    pthread_mutex_lock(&loop->mail_lock);
    got = loop->mail;
    loop->mail = loop->mail_spare;
    loop->mail_spare = (struct calls){0};
    pthread_mutex_unlock(&loop->mail_lock);
    calls_run(&got);
    pthread_mutex_lock(&loop->mail_lock);
    loop->mail_spare = got;
    pthread_mutex_unlock(&loop->mail_lock);
}

void loop_defer(struct loop *loop, loop_fn *fn, void *arg)
{
    calls_push(&loop->deferred, fn, arg);
}

static void loop_run_deferred(struct loop *loop)
{
    while (loop->deferred.n) {
        struct calls got = loop->deferred;

        loop->deferred = loop->deferred_spare;
        loop->deferred_spare = (struct calls){0};
        calls_run(&got);
        free(loop->deferred_spare.items);
        loop->deferred_spare = got;
    }
}

void loop_hook_add(struct loop *loop, struct loop_hook *hook)
{
    hook->next = NULL;
    *loop->hooks_end = hook;
    loop->hooks_end = &hook->next;
}

/* --- timers ---------------------------------------------------------------------------------------------------- */

static void timer_put(struct loop *loop, struct loop_timer *timer, size_t place)
{
    loop->timers[place] = timer;
    timer->place = place;
}

static void timer_sift(struct loop *loop, struct loop_timer *timer, size_t place)
{
    while (place > 1 && loop->timers[place / 2]->due_us > timer->due_us) {
        timer_put(loop, loop->timers[place / 2], place);
        place /= 2;
    }
    for (size_t child; (child = place * 2) <= loop->n_timers; place = child) {
        if (child < loop->n_timers && loop->timers[child + 1]->due_us < loop->timers[child]->due_us)
            child++;
        if (loop->timers[child]->due_us >= timer->due_us)
            break;
        timer_put(loop, loop->timers[child], place);
    }
    timer_put(loop, timer, place);
}

void loop_timer_clear(struct loop *loop, struct loop_timer *timer)
{
    size_t place = timer->place;
    struct loop_timer *last;

    if (!place)
        return;
    timer->place = 0;
    last = loop->timers[loop->n_timers--];
    if (last != timer)
        timer_sift(loop, last, place);
}

void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t due_us)
{
    loop_timer_clear(loop, timer);
    if (loop->n_timers + 2 > loop->cap_timers) {
        loop->cap_timers = loop->cap_timers ? loop->cap_timers * 2 : 64;
        loop->timers = realloc(loop->timers, loop->cap_timers * sizeof(struct loop_timer *));
        if (!loop->timers)
            abort();
    }
    timer->due_us = due_us;
    timer_sift(loop, timer, ++loop->n_timers);
}

static void loop_run_timers(struct loop *loop)
{
    while (loop->n_timers && loop->timers[1]->due_us <= loop->now_us) {
        struct loop_timer *timer = loop->timers[1];

        loop_timer_clear(loop, timer);
        timer->fn(timer->arg);
    }
}

/* --- descriptors ----------------------------------------------------------------------------------------------- */

void loop_watch_set(struct loop *loop, struct loop_watch *watch, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};

    if (watch->is_on && watch->fd == fd && watch->events == events)
        return;
    if (watch->is_on && watch->fd != fd)
        loop_watch_clear(loop, watch);
    if (epoll_ctl(loop->epoll_fd, watch->is_on ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event))
        abort(); /* a descriptor that is not ours: a bug */
    watch->fd = fd;
    watch->events = events;
    watch->is_on = true;
}

void loop_watch_forget(struct loop *loop, struct loop_watch *watch)
{
    watch->is_on = false;
    for (int i = loop->next_event; i < loop->n_events;
         i++) /* it may be freed before its event is reached */
        if (loop->events[i].data.ptr == watch)
            loop->events[i].events = 0;
}

void loop_watch_clear(struct loop *loop, struct loop_watch *watch)
{
    if (!watch->is_on)
        return;
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    loop_watch_forget(loop, watch);
}

static void loop_wait(struct loop *loop, int64_t timeout_us)
{
    int timeout_ms = timeout_us < 0 ? -1 : (int)((timeout_us + 999) / US_PER_MS);
    bool has_mail = false;

    loop->n_events = epoll_wait(loop->epoll_fd, loop->events, EVENTS_A_TURN, timeout_ms);
    loop->now_us = clock_now_us();
    for (loop->next_event = 0; loop->next_event < loop->n_events;) {
        struct epoll_event *event = &loop->events[loop->next_event++];
        struct loop_watch *watch = event->data.ptr;

        if (!watch) {
            uint64_t count;

            has_mail = read(loop->wake_fd, &count, sizeof count) > 0;
        } else if (event->events) {
            watch->fn(watch->arg, event->events);
        }
    }
    loop->n_events = 0;
    if (has_mail)
        loop_read_mail(loop);
}

/* Runs what the turn left to do and says how long the loop may wait, in µs; -1: for ever. */
static int64_t loop_finish_turn(struct loop *loop)
{
    int64_t timeout_us;

    do {
        loop_run_deferred(loop);
        timeout_us = -1;
        for (struct loop_hook *hook = loop->hooks; hook; hook = hook->next) {
            int64_t wanted = hook->fn(hook->arg);

            if (wanted >= 0 && (timeout_us < 0 || wanted < timeout_us))
                timeout_us = wanted;
        }
    } while (loop->deferred.n);
    if (loop->n_timers) {
        int64_t left = loop->timers[1]->due_us - clock_now_us();

        if (left < 0)
            left = 0;
        if (timeout_us < 0 || left < timeout_us)
            timeout_us = left;
    }
    return timeout_us < WAIT_MAX_US ? timeout_us : WAIT_MAX_US;
}

void loop_run(struct loop *loop)
{
    current_loop = loop;
    while (!atomic_load(&loop->is_stopping)) {
        loop_wait(loop, loop_finish_turn(loop));
        loop_run_timers(loop);
    }
    pthread_mutex_lock(&loop->mail_lock);
    loop->is_closed = true;
    pthread_mutex_unlock(&loop->mail_lock);
    loop_read_mail(loop); /* whoever was told that it will be delivered may rely on it */
    loop_run_deferred(loop);
    current_loop = NULL;
}
