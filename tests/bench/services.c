// SPDX-License-Identifier: MIT
/* Local services for modules to stand on: healthy ones that answer every GET at once. Each has a loopback address of
 * its own, as services have hosts of their own. Says where they are, and serves until its standard input ends.
 *   services COUNT */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVICES_MAX 200
#define FIRST_ADDRESS 0x7f000101u /* 127.0.1.1 */
#define FDS_MAX 20000

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n"
    "{\"status\":\"ok\"}";

/* By descriptor: how much of the blank line that ends a request has been seen. */
static unsigned char seen[FDS_MAX];
static bool is_listening[FDS_MAX];
static int epoll_fd;

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "services: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event))
        die("epoll_ctl");
}

static unsigned listen_on(uint32_t address)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 4096) ||
        getsockname(fd, (struct sockaddr *)&at, &len))
        die("listen");
    is_listening[fd] = true;
    watch(fd);
    return ntohs(at.sin_port);
}

static void accept_all(int listener)
{
    int fd;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (fd >= FDS_MAX) {
            close(fd);
            continue;
        }
        seen[fd] = 0;
        watch(fd);
    }
}

static void serve(int fd)
{
    char data[8192];
    ssize_t got = recv(fd, data, sizeof data, 0);

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        close(fd);
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        char expected = seen[fd] % 2 ? '\n' : '\r';

        seen[fd] = (unsigned char)(data[i] == expected ? seen[fd] + 1 : data[i] == '\r');
        if (seen[fd] < 4)
            continue;
        seen[fd] = 0;
        if (send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0) {
            close(fd);
            return;
        }
    }
}

int main(int argc, char **argv)
{
    unsigned long count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    struct epoll_event events[256];

    if (!count || count > SERVICES_MAX) {
        fprintf(stderr, "usage: services COUNT (1 to %d)\n", SERVICES_MAX);
        return 2;
    }
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        die("epoll_create1");
    for (unsigned i = 0; i < count; i++) {
        uint32_t address = FIRST_ADDRESS + i;
        unsigned port = listen_on(address);

        printf("%s\"http://127.0.1.%u:%u\"", i ? "," : "[", address & 0xff, port);
    }
    puts("]");
    fflush(stdout);
    watch(STDIN_FILENO);
    for (;;) {
        int n = epoll_wait(epoll_fd, events, 256, -1);

        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            char byte;

            if (fd == STDIN_FILENO && read(fd, &byte, 1) <= 0)
                return 0;
            if (is_listening[fd])
                accept_all(fd);
            else if (fd != STDIN_FILENO)
                serve(fd);
        }
    }
}
