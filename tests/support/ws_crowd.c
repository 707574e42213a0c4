// SPDX-License-Identifier: MIT
/* A crowd of WebSocket clients in one thread, for measuring: opens N of them, says so, and then for
 * each line on its input waits until every one has received a frame, and prints how many microseconds
 * after the line that was for the first, for the median and for the last.
 * Usage: ws_crowd port path N */
#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PENDING_MAX 256 /* handshakes under way: fewer than a listening queue holds */
#define TIMEOUT_MS 10000

struct crowd {
    int epoll_fd;
    const char *path;
    struct sockaddr_in address;
    int *fds;
    bool *has_got;
    int64_t *times_us;
    unsigned n;
};

static void fail_with(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static void client_open(struct crowd *crowd, unsigned i)
{
    char request[512];
    int len, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};

    if (fd < 0 || connect(fd, (struct sockaddr *)&crowd->address, sizeof crowd->address))
        fail_with("connect");
    len = snprintf(request, sizeof request,
                   "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                   crowd->path, ntohs(crowd->address.sin_port));
    if (send(fd, request, (size_t)len, MSG_NOSIGNAL) != len ||
        epoll_ctl(crowd->epoll_fd, EPOLL_CTL_ADD, fd, &event))
        fail_with("send");
    crowd->fds[i] = fd;
}

/* Reads what has come on the sockets that are ready; returns how many had something for the first time. */
static unsigned take_ready(struct crowd *crowd, int64_t began_us, unsigned n_got)
{
    static char buffer[65536];
    struct epoll_event events[512];
    int n = epoll_wait(crowd->epoll_fd, events, 512, TIMEOUT_MS);
    unsigned n_new = 0;

    if (n == 0) {
        errno = ETIMEDOUT;
        fail_with("waiting");
    }
    for (int k = 0; k < n; k++) {
        unsigned i = events[k].data.u32;
        ssize_t got = recv(crowd->fds[i], buffer, sizeof buffer, 0);

        if (got <= 0)
            fail_with("a client was hung up on");
        if (crowd->has_got[i])
            continue;
        crowd->has_got[i] = true;
        crowd->times_us[n_got + n_new++] = clock_now_us() - began_us;
    }
    return n_new;
}

/* Waits until clients 0 to n - 1 have got something. */
static void wait_for_all(struct crowd *crowd, unsigned n, int64_t began_us)
{
    memset(crowd->has_got, 0, crowd->n * sizeof *crowd->has_got);
    for (unsigned n_got = 0; n_got < n;)
        n_got += take_ready(crowd, began_us, n_got);
}

static void open_all(struct crowd *crowd)
{
    for (unsigned from = 0; from < crowd->n; from += PENDING_MAX) {
        unsigned to = from + PENDING_MAX < crowd->n ? from + PENDING_MAX : crowd->n;

        for (unsigned i = from; i < to; i++)
            client_open(crowd, i);
        memset(crowd->has_got, 0, crowd->n * sizeof *crowd->has_got);
        for (unsigned n_got = 0; n_got < to - from;)
            n_got += take_ready(crowd, 0, n_got);
    }
}

/* What is left of the first frames. */
static void settle(struct crowd *crowd)
{
    static char buffer[65536];
    struct epoll_event events[512];
    int n;

    while ((n = epoll_wait(crowd->epoll_fd, events, 512, 500)) > 0)
        for (int k = 0; k < n; k++)
            if (recv(crowd->fds[events[k].data.u32], buffer, sizeof buffer, 0) <= 0)
                fail_with("a client was hung up on");
}

int main(int argc, char **argv)
{
    struct crowd crowd = {.epoll_fd = epoll_create1(EPOLL_CLOEXEC)};
    struct rlimit limit;
    char line[16];

    if (argc != 4)
        return EXIT_FAILURE;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    crowd.address = (struct sockaddr_in){.sin_family = AF_INET,
                                         .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    crowd.path = argv[2];
    crowd.n = (unsigned)strtoul(argv[3], NULL, 10);
    crowd.fds = calloc(crowd.n, sizeof *crowd.fds);
    crowd.has_got = calloc(crowd.n, sizeof *crowd.has_got);
    crowd.times_us = calloc(crowd.n, sizeof *crowd.times_us);
    if (!crowd.fds || !crowd.has_got || !crowd.times_us)
        abort();
    open_all(&crowd);
    settle(&crowd);
    printf("open\n");
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        wait_for_all(&crowd, crowd.n, clock_now_us());
        printf("%lld %lld %lld\n", (long long)crowd.times_us[0],
               (long long)crowd.times_us[crowd.n / 2], (long long)crowd.times_us[crowd.n - 1]);
        fflush(stdout);
    }
    return EXIT_SUCCESS;
}
