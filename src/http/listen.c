// SPDX-License-Identifier: MIT
/* Listening sockets: one a loop, all at one address, so that the kernel spreads the connections and no loop hands any
 * to another. A first plain bind finds out whether somebody else has the address. */
#include "base/log.h"
#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static int socket_bind(const struct addrinfo *ai, bool share)
{
    const int on = 1;
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (share)
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (ai->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0)
        return fd;
    close(fd);
    return -1;
}

/* Port 0 asks the system for one: the first socket learns it, the others take the same. */
static void addr_set_port(struct addrinfo *ai, int fd)
{
    struct sockaddr_storage bound = {0};
    socklen_t len = sizeof bound;

    if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0 && len <= ai->ai_addrlen)
        memcpy(ai->ai_addr, &bound, len);
}

/* Another listener must show now: SO_REUSEPORT would let us share with one that has it too. */
static bool is_free(struct addrinfo *ai)
{
    int fd = socket_bind(ai, false);
    bool ok = fd >= 0 && listen(fd, 1) == 0;

    if (fd >= 0) {
        addr_set_port(ai, fd);
        close(fd);
    }
    return ok;
}

static bool listen_all(struct addrinfo *ai, unsigned n, int *ret_fds)
{
    for (unsigned i = 0; i < n; i++) {
        ret_fds[i] = socket_bind(ai, true);
        if (i == 0 && ret_fds[i] >= 0)
            addr_set_port(ai, ret_fds[i]);
        if (ret_fds[i] < 0 || listen(ret_fds[i], BACKLOG)) {
            int why = errno;

            for (unsigned j = 0; j <= i; j++)
                if (ret_fds[j] >= 0)
                    close(ret_fds[j]);
            errno = why;
            return false;
        }
    }
    return true;
}

bool http_listen(const char *host, uint16_t port, bool share, unsigned n, int *ret_fds)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found = NULL;
    char service[8];
    bool ok;
    int why;

    snprintf(service, sizeof service, "%u", (unsigned)port);
    why = getaddrinfo(host, service, &hints, &found);
    if (why) {
        log_error("http", "HOST %s is no address: %s", host, gai_strerror(why));
        return false;
    }
    ok = (share || is_free(found)) && listen_all(found, n, ret_fds);
    if (!ok)
        log_error("http", "cannot listen at %s port %u: %s", host, (unsigned)port, strerror(errno));
    freeaddrinfo(found);
    return ok;
}
