// SPDX-License-Identifier: MIT
/* Opens many WebSockets to the feed of changes and keeps them, for two questions: what they cost the server, and how
 * long an event takes to reach them all. One process and one thread, so that all times are of one clock.
 *   listeners PORT COUNT                 opens them, says so, holds them until its standard input ends
 *   listeners PORT COUNT MOVES MODULE    then moves the module so often, and says how late each socket learned of it,
 *                                        counted from the answer to the one who moved it
 * In the environment, TOKEN is the access token of who listens and moves. */
#include "measure.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define OPENING_MAX 128 /* handshakes at once: a listening socket's queue is not endless */
#define BUFFER_SIZE 8192
#define PATIENCE_S 10.0
#define OPCODE_TEXT 1
#define OPCODE_CLOSE 8
#define OPCODE_PING 9

enum state { CONNECTING, SHAKING, WAITING, OPEN }; /* WAITING: for the frame that says ready */

struct listener {
    int fd;
    enum state state;
    int moves_seen;
    size_t len;
    unsigned char buffer[BUFFER_SIZE];
};

static struct sockaddr_in server = {.sin_family = AF_INET};
static int epoll_fd;
static struct listener *listeners;
static int count, n_started, n_open;
static int current_move;
static double answered_at;
static double *lags_ms; /* of all receipts */
static size_t n_lags;

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "listeners: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(struct listener *l, uint32_t events, int op)
{
    struct epoll_event event = {.events = events, .data.ptr = l};

    if (epoll_ctl(epoll_fd, op, l->fd, &event))
        die("epoll_ctl");
}

static void start_listener(struct listener *l)
{
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (l->fd < 0)
        die("socket");
    if (connect(l->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS)
        die("connect");
    watch(l, EPOLLOUT, EPOLL_CTL_ADD);
    n_started++;
}

static void send_all(int fd, const void *data, size_t len)
{
    if (send(fd, data, len, MSG_NOSIGNAL) != (ssize_t)len)
        die("send");
}

static void shake(struct listener *l)
{
    char request[4096];
    int len = snprintf(request, sizeof request,
                       "GET /api/v1/ws?topics=modules&token=%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                       "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                       token(), ntohs(server.sin_port));

    send_all(l->fd, request, (size_t)len);
    l->state = SHAKING;
    watch(l, EPOLLIN, EPOLL_CTL_MOD);
}

static bool has(const unsigned char *text, size_t len, const char *word)
{
    return memmem(text, len, word, strlen(word)) != NULL;
}

static void take_frame(struct listener *l, int opcode, const unsigned char *data, size_t len)
{
    if (opcode == OPCODE_PING && len < 126) {
        unsigned char pong[6 + 125] = {0x8a, (unsigned char)(0x80 | len)}; /* under a mask of zeros */

        memcpy(pong + 6, data, len);
        send_all(l->fd, pong, 6 + len);
    } else if (opcode == OPCODE_CLOSE) {
        die("the server closed a WebSocket");
    } else if (opcode == OPCODE_TEXT && l->state == WAITING && has(data, len, "\"ready\"")) {
        l->state = OPEN;
        n_open++;
    } else if (opcode == OPCODE_TEXT && l->moves_seen < current_move &&
               has(data, len, "\"module.updated\"")) {
        l->moves_seen++;
        lags_ms[n_lags++] = (now_s() - answered_at) * 1e3;
    }
}

/* How many bytes the frame at the beginning of the buffer takes; 0: it is not whole yet. */
static size_t take_first_frame(struct listener *l)
{
    const unsigned char *b = l->buffer;
    size_t head = 2, len;

    if (l->len < head)
        return 0;
    len = b[1] & 0x7f;
    if (len == 126) {
        head = 4;
        if (l->len < head)
            return 0;
        len = (size_t)b[2] << 8 | b[3];
    }
    if (len == 127 || head + len > BUFFER_SIZE) {
        errno = EMSGSIZE;
        die("a frame");
    }
    if (l->len < head + len)
        return 0;
    take_frame(l, b[0] & 0x0f, b + head, len);
    return head + len;
}

static size_t take_handshake(struct listener *l)
{
    const unsigned char *end = memmem(l->buffer, l->len, "\r\n\r\n", 4);

    if (!end)
        return 0;
    if (l->len < 12 || memcmp(l->buffer, "HTTP/1.1 101", 12) != 0) {
        fprintf(stderr, "listeners: refused: %.*s\n", (int)l->len, (const char *)l->buffer);
        exit(1);
    }
    l->state = WAITING;
    return (size_t)(end + 4 - l->buffer);
}

static void read_listener(struct listener *l)
{
    ssize_t got = recv(l->fd, l->buffer + l->len, BUFFER_SIZE - l->len, 0);
    size_t taken;

    if (got <= 0) {
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        die("a WebSocket ended");
    }
    l->len += (size_t)got;
    do {
        taken = l->state == SHAKING ? take_handshake(l) : take_first_frame(l);
        l->len -= taken;
        memmove(l->buffer, l->buffer + taken, l->len);
    } while (taken && l->len);
}

/* Serves what is ready; returns whether standard input has ended. */
static bool turn(int timeout_ms)
{
    struct epoll_event events[256];
    bool is_over = false;
    int n = epoll_wait(epoll_fd, events, 256, timeout_ms);

    for (int i = 0; i < n; i++) {
        struct listener *l = events[i].data.ptr;
        char byte;

        if (!l)
            is_over = read(STDIN_FILENO, &byte, 1) <= 0;
        else if (l->state == CONNECTING)
            shake(l);
        else
            read_listener(l);
    }
    return is_over;
}

static void open_all(void)
{
    double began = now_s();

    while (n_open < count) {
        while (n_started < count && n_started - n_open < OPENING_MAX)
            start_listener(&listeners[n_started]);
        turn(1000);
        if (now_s() - began > 6 * PATIENCE_S) {
            errno = ETIMEDOUT;
            die("opening");
        }
    }
    printf("{\"open\":%d,\"ms\":%.0f}\n", count, (now_s() - began) * 1e3);
    fflush(stdout);
}

/* One request, and its whole answer. */
static void move_module(int fd, const char *module, int place)
{
    char text[4096];
    size_t len = 0;
    const char *body = NULL, *length;
    int n = snprintf(text, sizeof text,
                     "PATCH /api/v1/modules/%s/order HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                     "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                     "Content-Length: 11\r\n\r\n{\"order\":%d}",
                     module, ntohs(server.sin_port), token(), place);

    send_all(fd, text, (size_t)n);
    do {
        ssize_t got = recv(fd, text + len, sizeof text - 1 - len, 0);

        if (got <= 0)
            die("the answer to a move");
        len += (size_t)got;
        text[len] = '\0';
        body = strstr(text, "\r\n\r\n");
        length = strcasestr(text, "\r\nContent-Length:");
    } while (!body || !length || len < (size_t)(body + 4 - text) + strtoul(length + 17, NULL, 10));
    if (strncmp(text, "HTTP/1.1 200", 12) != 0) {
        fprintf(stderr, "listeners: %s\n", text);
        exit(1);
    }
}

static void move_and_measure(int moves, const char *module)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    size_t all = (size_t)moves * (size_t)count;

    lags_ms = calloc(all, sizeof *lags_ms);
    if (!lags_ms || fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server))
        die("connect");
    for (int i = 0; i < moves; i++) {
        move_module(fd, module, i % 2);
        answered_at = now_s();
        current_move = i + 1;
        while (n_lags < (size_t)current_move * (size_t)count && now_s() - answered_at < PATIENCE_S)
            turn(100);
    }
    qsort(lags_ms, n_lags, sizeof *lags_ms, by_size);
    printf("{\"expected\":%zu,\"received\":%zu,\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f}\n",
           all, n_lags, percentile(lags_ms, n_lags, 50), percentile(lags_ms, n_lags, 99),
           percentile(lags_ms, n_lags, 100));
}

int main(int argc, char **argv)
{
    struct epoll_event ends = {.events = EPOLLIN};

    if (argc != 3 && argc != 5) {
        fputs("usage: listeners PORT COUNT [MOVES MODULE]\n", stderr);
        return 2;
    }
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
    count = (int)strtol(argv[2], NULL, 10);
    listeners = calloc((size_t)count, sizeof *listeners);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!listeners || epoll_fd < 0)
        die("epoll_create1");
    open_all();
    if (argc == 5) {
        move_and_measure((int)strtol(argv[3], NULL, 10), argv[4]);
        return 0;
    }
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &ends))
        die("standard input");
    while (!turn(-1))
        ;
    return 0;
}
