// SPDX-License-Identifier: MIT
/* An event loop: one a thread. It waits (epoll) for descriptors, timers and its mailbox, and runs one callback at a
 * time, so what belongs to a loop needs no lock. Only loop_post() and loop_stop() may be called from other threads. */
#ifndef SAUDA_BASE_LOOP_H
#define SAUDA_BASE_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct fiber_pool;

typedef void loop_fn(void *arg);
/* `events` are epoll's (EPOLLIN, EPOLLOUT, EPOLLHUP …). */
typedef void loop_fd_fn(void *arg, uint32_t events);

/* A watched descriptor; embedded in its owner, zeroed before its first use. */
struct loop_watch {
    loop_fd_fn *fn;
    void *arg;
    int fd;
    uint32_t events;
    bool is_on;
};

/* A timer; embedded in its owner, zeroed before its first use. */
struct loop_timer {
    loop_fn *fn;
    void *arg;
    int64_t due_us;
    size_t place; /* in the heap, from 1; 0: not set */
};

/* Called once a turn, before the loop waits. Returns the longest it may wait, in µs, or -1 for any. */
typedef int64_t loop_prepare_fn(void *arg);

struct loop_hook {
    loop_prepare_fn *fn;
    void *arg;
    struct loop_hook *next;
};

struct loop *loop_new(const char *name);
void loop_free(struct loop *loop);
/* Runs until loop_stop(). */
void loop_run(struct loop *loop);
/* From any thread, also from a signal handler. */
void loop_stop(struct loop *loop);
const char *loop_name(const struct loop *loop);
/* The loop that this thread runs, or NULL. */
struct loop *loop_current(void);
/* The monotonic time at which this turn began, in µs; cheaper than clock_now_us(). */
int64_t loop_now_us(const struct loop *loop);

/* Watches `fd` for `events` and calls watch->fn(watch->arg, …). Called again with other events: changes them. */
void loop_watch_set(struct loop *loop, struct loop_watch *watch, int fd, uint32_t events);
/* Allowed when not watched. Must come before the descriptor is closed. */
void loop_watch_clear(struct loop *loop, struct loop_watch *watch);
/* Instead of it where the descriptor is closed already (a library did): its number may be somebody else's by now. */
void loop_watch_forget(struct loop *loop, struct loop_watch *watch);

/* Fires once at `due_us` of the monotonic clock; set anew, it moves. */
void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t due_us);
void loop_timer_clear(struct loop *loop, struct loop_timer *timer);

/* Runs fn(arg) on the loop's thread, in the order of posting; from any thread. Returns false when the loop has
 * stopped for good: then fn is never called and the caller keeps what it meant to hand over. */
bool loop_post(struct loop *loop, loop_fn *fn, void *arg) __attribute__((warn_unused_result));
/* Runs fn(arg) later in this turn; from the loop's thread. */
void loop_defer(struct loop *loop, loop_fn *fn, void *arg);
/* `hook` stays with the caller and must outlive the loop's run. */
void loop_hook_add(struct loop *loop, struct loop_hook *hook);

/* Where fiber.c keeps what it has for this loop. */
struct fiber_pool **loop_fibers(struct loop *loop);

#endif
