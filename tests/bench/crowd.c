// SPDX-License-Identifier: MIT
/* A crowd that signs in at the same moment, all of them again as soon as each has its answer. Standard input has a line
 * of JSON for each, what he signs in with; when it ends, the round is finished, and the program says how many got in and
 * how many were put off with 503.
 *   crowd PORT COUNT */
#include "client.h"
#include "measure.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

struct person {
    struct connection connection; /* first, so that epoll's pointer is both */
    char request[1024];
    size_t request_len;
};

static size_t n_good, n_put_off;

static void read_person(struct person *p, uint16_t port)
{
    char body[512];

    if (!fgets(body, sizeof body, stdin))
        errx(1, "a line for each is needed");
    body[strcspn(body, "\n")] = '\0';
    p->request_len = (size_t)snprintf(
        p->request, sizeof p->request,
        "POST /api/auth/login HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nContent-Type: application/json\r\n"
        "Content-Length: %zu\r\n\r\n%s",
        (unsigned)port, strlen(body), body);
}

static void count_answer(const struct connection *c)
{
    int status = connection_status(c);

    if (status == 200)
        n_good++;
    else if (status == 503 && strcasestr(c->head, "\r\nRetry-After:"))
        n_put_off++;
    else
        errx(1, "an answer that nobody should get:\n%s", c->head);
}

static void sign_in_all(struct person *people, size_t count, int epoll_fd)
{
    for (size_t i = 0; i < count; i++)
        connection_send(&people[i].connection, people[i].request, people[i].request_len);
    while (count) {
        struct epoll_event events[256];
        int n = epoll_wait(epoll_fd, events, 256, -1);

        for (int i = 0; i < n; i++) {
            struct person *p = events[i].data.ptr;

            if (!connection_read(&p->connection))
                continue;
            count_answer(&p->connection);
            count--;
        }
    }
}

static bool is_over(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&input, 1, 0) > 0;
}

int main(int argc, char **argv)
{
    struct person *people;
    uint16_t port;
    size_t count;
    int epoll_fd;
    double began_s;

    if (argc != 3) {
        fputs("usage: crowd PORT COUNT\n", stderr);
        return 2;
    }
    port = (uint16_t)strtoul(argv[1], NULL, 10);
    count = strtoul(argv[2], NULL, 10);
    people = calloc(count, sizeof *people);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!people || epoll_fd < 0)
        errx(1, "there is not room enough");
    for (size_t i = 0; i < count; i++) {
        read_person(&people[i], port);
        connection_open(&people[i].connection, port, epoll_fd);
    }
    began_s = now_s();
    do
        sign_in_all(people, count, epoll_fd);
    while (!is_over());
    printf("{\"good\":%zu,\"put_off\":%zu,\"seconds\":%.3f}\n", n_good, n_put_off, now_s() - began_s);
    return 0;
}
