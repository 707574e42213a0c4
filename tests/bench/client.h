// SPDX-License-Identifier: MIT
/* A client of HTTP/1.1 for the programs that measure: one request under way on each connection, which stays open, and
 * answers that say how long they are. What goes wrong ends the program, since its figures would be worth nothing. */
#ifndef SAUDA_TESTS_BENCH_CLIENT_H
#define SAUDA_TESTS_BENCH_CLIENT_H

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

struct connection {
    int fd;
    bool is_busy, is_head_read;
    size_t head_len, missing; /* of the answer: what has come of its head, what has not of its body */
    char head[4096];
};

static inline void connection_open(struct connection *c, uint16_t port, int epoll_fd)
{
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    int on = 1;

    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&server, sizeof server))
        err(1, "connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event))
        err(1, "epoll_ctl");
}

static inline void connection_send(struct connection *c, const char *request, size_t len)
{
    c->is_busy = true;
    c->is_head_read = false;
    c->head_len = 0;
    if (send(c->fd, request, len, MSG_NOSIGNAL) != (ssize_t)len)
        err(1, "send");
}

/* Returns how much of `data` belongs to the head. */
static inline size_t connection_take_head(struct connection *c, const char *data, size_t len)
{
    size_t before = c->head_len, room = sizeof c->head - 1 - before;
    const char *end, *length;

    if (len > room)
        len = room;
    memcpy(c->head + before, data, len);
    c->head_len += len;
    c->head[c->head_len] = '\0';
    end = strstr(c->head, "\r\n\r\n");
    if (!end && len == room)
        errx(1, "a head is too long");
    if (!end)
        return len;
    length = strcasestr(c->head, "\r\nContent-Length:");
    if (!length)
        errx(1, "an answer without a length");
    c->missing = strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
    c->is_head_read = true;
    return (size_t)(end + 4 - c->head) - before;
}

/* Reads what has come; returns whether the answer is whole. */
static inline bool connection_read(struct connection *c)
{
    static char buffer[65536];
    ssize_t got = recv(c->fd, buffer, sizeof buffer, 0);
    size_t of_head = 0;

    if (got < 0)
        err(1, "recv");
    if (got == 0)
        errx(1, "the server hung up");
    if (!c->is_head_read)
        of_head = connection_take_head(c, buffer, (size_t)got);
    if (!c->is_head_read)
        return false;
    c->missing -= (size_t)got - of_head;
    c->is_busy = c->missing > 0;
    return !c->is_busy;
}

static inline int connection_status(const struct connection *c)
{
    return (int)strtol(c->head + strlen("HTTP/1.1 "), NULL, 10);
}

#endif
