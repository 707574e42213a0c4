// SPDX-License-Identifier: MIT
/* A crowd that signs in: all of them at the same moment, and then each on his own again as soon as he has his answer.
 * Who is put off comes again when the answer's Retry-After is over, to the second, as all who were put off with him. Standard
 * input has a line of JSON for each, what he signs in with; when it ends, nobody begins anew, and when all who had begun
 * have their answers, the program says how many got in and how often somebody was put off with 503.
 *   crowd PORT COUNT */
#include "client.h"
#include "measure.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define LOOK_MS 100 /* how often at least standard input is looked at */

struct person {
    struct connection connection; /* first, so that epoll's pointer is both */
    char request[1024];
    size_t request_len;
    double comes_s; /* when he signs in next */
};

static struct person *people;
static size_t n_people, n_inside, n_good, n_put_off;

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

static void take_answer(struct person *p)
{
    const struct connection *c = &p->connection;
    const char *retry_after = strcasestr(c->head, "\r\nRetry-After:");
    int status = connection_status(c);

    n_inside--;
    p->comes_s = now_s();
    if (status == 200) {
        n_good++;
    } else if (status == 503 && retry_after) {
        n_put_off++;
        p->comes_s += strtod(retry_after + strlen("\r\nRetry-After:"), NULL);
    } else {
        errx(1, "an answer that nobody should get:\n%s", c->head);
    }
}

/* Whose time has come signs in. Returns how long nobody else will, in ms, at most LOOK_MS. */
static int send_due(void)
{
    double now = now_s(), next = now + LOOK_MS / 1e3;

    for (struct person *p = people; p < people + n_people; p++) {
        if (p->connection.is_busy)
            continue;
        if (p->comes_s <= now) {
            connection_send(&p->connection, p->request, p->request_len);
            n_inside++;
        } else if (p->comes_s < next) {
            next = p->comes_s;
        }
    }
    return (int)((next - now) * 1e3) + 1;
}

static void take_answers(int epoll_fd, int timeout_ms)
{
    struct epoll_event events[256];
    int n = epoll_wait(epoll_fd, events, 256, timeout_ms);

    for (int i = 0; i < n; i++) {
        struct person *p = events[i].data.ptr;

        if (connection_read(&p->connection))
            take_answer(p);
    }
}

static bool is_over(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    return poll(&input, 1, 0) > 0;
}

int main(int argc, char **argv)
{
    uint16_t port;
    int epoll_fd;
    double began_s;

    if (argc != 3) {
        fputs("usage: crowd PORT COUNT\n", stderr);
        return 2;
    }
    port = (uint16_t)strtoul(argv[1], NULL, 10);
    n_people = strtoul(argv[2], NULL, 10);
    people = calloc(n_people, sizeof *people);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!people || epoll_fd < 0)
        errx(1, "there is not room enough");
    for (size_t i = 0; i < n_people; i++) {
        read_person(&people[i], port);
        connection_open(&people[i].connection, port, epoll_fd);
    }
    began_s = now_s();
    while (!is_over())
        take_answers(epoll_fd, send_due());
    while (n_inside)
        take_answers(epoll_fd, -1);
    printf("{\"good\":%zu,\"put_off\":%zu,\"seconds\":%.3f}\n", n_good, n_put_off, now_s() - began_s);
    return 0;
}
