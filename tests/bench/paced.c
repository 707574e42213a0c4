// SPDX-License-Identifier: MIT
/* Asks for one address at a fixed rate, whether or not earlier answers have come, and says how long each took from the
 * moment it was due: a server that stalls is charged with all who would have come meanwhile.
 *   paced PORT PATH RATE SECONDS         RATE requests a second
 * In the environment, TOKEN is the access token of who asks. */
#include "client.h"
#include "measure.h"

#include <stdio.h>

#define CONNECTIONS 64 /* who comes while all are taken waits, and the wait counts */
#define PATIENCE_S 10.0

struct reader {
    struct connection connection; /* first, so that epoll's pointer is both */
    double due_s;
};

static struct reader readers[CONNECTIONS];
static char request[4096];
static size_t request_len;
static double began_s, rate;
static double *latencies_ms;
static size_t n_total, n_sent, n_answered, n_bad;

static double next_due_s(void)
{
    return began_s + (double)n_sent / rate;
}

static struct reader *free_reader(void)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (!readers[i].connection.is_busy)
            return &readers[i];
    return NULL;
}

/* Sends what is due, as far as connections are free. */
static void send_due(void)
{
    struct reader *r;

    while (n_sent < n_total && next_due_s() <= now_s() && (r = free_reader())) {
        r->due_s = next_due_s();
        connection_send(&r->connection, request, request_len);
        n_sent++;
    }
}

static struct timespec until_next(void)
{
    double wait_s = n_sent < n_total && free_reader() ? next_due_s() - now_s() : 0.1;

    if (wait_s < 0)
        wait_s = 0;
    return (struct timespec){.tv_sec = (time_t)wait_s,
                             .tv_nsec = (long)((wait_s - (double)(time_t)wait_s) * 1e9)};
}

static void run(int epoll_fd)
{
    double gone_s;

    began_s = now_s();
    gone_s = began_s + (double)n_total / rate + PATIENCE_S;
    while (n_answered < n_total && now_s() < gone_s) {
        struct epoll_event events[CONNECTIONS];
        struct timespec wait = until_next();
        int n = epoll_pwait2(epoll_fd, events, CONNECTIONS, &wait, NULL);

        for (int i = 0; i < n; i++) {
            struct reader *r = events[i].data.ptr;

            if (!connection_read(&r->connection))
                continue;
            latencies_ms[n_answered++] = (now_s() - r->due_s) * 1e3;
            n_bad += connection_status(&r->connection) != 200;
        }
        send_due();
    }
}

int main(int argc, char **argv)
{
    uint16_t port;
    int epoll_fd;

    if (argc != 5) {
        fputs("usage: paced PORT PATH RATE SECONDS\n", stderr);
        return 2;
    }
    port = (uint16_t)strtoul(argv[1], NULL, 10);
    rate = strtod(argv[3], NULL);
    n_total = (size_t)(rate * strtod(argv[4], NULL));
    request_len = (size_t)snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nAuthorization: Bearer %s\r\n\r\n", argv[2],
        (unsigned)port, token());
    latencies_ms = calloc(n_total, sizeof *latencies_ms);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!latencies_ms || epoll_fd < 0 || request_len >= sizeof request)
        errx(1, "there is not room enough");
    for (size_t i = 0; i < CONNECTIONS; i++)
        connection_open(&readers[i].connection, port, epoll_fd);
    run(epoll_fd);
    qsort(latencies_ms, n_answered, sizeof *latencies_ms, by_size);
    printf("{\"asked\":%zu,\"answered\":%zu,\"bad\":%zu,"
           "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f}\n",
           n_total, n_answered, n_bad, percentile(latencies_ms, n_answered, 50),
           percentile(latencies_ms, n_answered, 99), percentile(latencies_ms, n_answered, 100));
    return 0;
}
