// SPDX-License-Identifier: MIT
/* A request that was refused before its body was read: libmicrohttpd answers and closes, and the system resets a
 * connection that is closed with bytes unread, so a client that is still sending may never see the answer. So a copy of
 * the descriptor stays open for a while and what comes is dropped (RFC 9112 section 9.6). */
#include "base/clock.h"
#include "exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINGER_MAX 64
#define SILENCE_US (5 * US_PER_S)
#define WHOLE_US (30 * US_PER_S)

struct lingering {
    LIST_ENTRY(lingering) entry;
    struct http_server *server;
    int fd;
    int64_t end_us;
    struct loop_watch watch;
    struct loop_timer timer;
};

static void linger_end(void *arg)
{
    struct lingering *lingering = arg;
    struct http_server *server = lingering->server;

    loop_watch_clear(server->loop, &lingering->watch);
    loop_timer_clear(server->loop, &lingering->timer);
    close(lingering->fd);
    LIST_REMOVE(lingering, entry);
    server->n_lingering--;
    free(lingering);
}

static void linger_wait(struct lingering *lingering)
{
    int64_t silence_end_us = loop_now_us(lingering->server->loop) + SILENCE_US;

    loop_timer_set(lingering->server->loop, &lingering->timer,
                   silence_end_us < lingering->end_us ? silence_end_us : lingering->end_us);
}

static void on_bytes(void *arg, uint32_t events)
{
    struct lingering *lingering = arg;
    char dropped[65536];
    ssize_t n = recv(lingering->fd, dropped, sizeof dropped, MSG_DONTWAIT);

    (void)events;
    if (n > 0)
        linger_wait(lingering);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        linger_end(lingering);
}

void linger_begin(struct http_server *server, int fd)
{
    int copy = server->n_lingering < LINGER_MAX ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    struct lingering *lingering;

    if (copy < 0)
        return;
    lingering = calloc(1, sizeof *lingering);
    if (!lingering)
        abort();
    lingering->server = server;
    lingering->fd = copy;
    lingering->end_us = loop_now_us(server->loop) + WHOLE_US;
    lingering->watch = (struct loop_watch){.fn = on_bytes, .arg = lingering};
    lingering->timer = (struct loop_timer){.fn = linger_end, .arg = lingering};
    LIST_INSERT_HEAD(&server->lingering, lingering, entry);
    server->n_lingering++;
    loop_watch_set(server->loop, &lingering->watch, copy, EPOLLIN);
    linger_wait(lingering);
}

void linger_end_all(struct http_server *server)
{
    while (!LIST_EMPTY(&server->lingering))
        linger_end(LIST_FIRST(&server->lingering));
}
