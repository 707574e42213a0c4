// SPDX-License-Identifier: MIT
/* A WebSocket echo server on our own connections, for the protocol tests: it takes messages that the
 * product refuses (16 MiB). Its handshake is the least that works. Prints its port and serves until
 * SIGTERM. Usage: ws_echo [ping seconds [most bytes queued]] */
#include "base/loop.h"
#include "http/websocket.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define REQUEST_MAX 8192

struct echo {
    struct loop *loop;
    struct ws_pool *pool;
    struct loop_watch listener;
    int fd;
};

struct handshake {
    struct echo *echo;
    struct loop_watch watch;
    int fd;
    size_t len;
    char request[REQUEST_MAX + 1];
};

static struct loop *served;

static void *on_open(struct ws *ws, void *upgrade_arg)
{
    (void)ws;
    return upgrade_arg;
}

static void on_message(struct ws *ws, void *arg, bool is_text, const uint8_t *data, size_t len)
{
    (void)arg;
    if (is_text && len == 8 && memcmp(data, "close me", 8) == 0)
        ws_close(ws, 4000, "as you wish");
    else
        ws_send(ws, is_text, data, len);
}

static void on_close(struct ws *ws, void *arg)
{
    (void)ws;
    (void)arg;
}

static struct ws_callbacks callbacks = {
    .on_open = on_open,
    .on_message = on_message,
    .on_close = on_close,
    .max_message = (size_t)16 << 20,
    .max_queued = (size_t)64 << 20,
};

/* Answers the request when it is whole. False: not one we take, or not yet whole. */
static bool answer(struct handshake *hs, size_t *ret_len)
{
    char key[25] = "", accept[29], reply[200];
    const char *end = strstr(hs->request, "\r\n\r\n");
    const char *field = strcasestr(hs->request, "\r\nSec-WebSocket-Key:");
    int len;

    if (!end || !field || sscanf(field + 20, " %24[^ \r\n]", key) != 1 || !ws_accept_key(key, accept))
        return false;
    len =
        snprintf(reply, sizeof reply,
                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Accept: %s\r\n\r\n",
                 accept);
    *ret_len = (size_t)(end + 4 - hs->request);
    return send(hs->fd, reply, (size_t)len, MSG_NOSIGNAL) == len;
}

static void on_request(void *arg, uint32_t events)
{
    struct handshake *hs = arg;
    ssize_t n = recv(hs->fd, hs->request + hs->len, REQUEST_MAX - hs->len, 0);
    size_t used;

    (void)events;
    hs->len += n > 0 ? (size_t)n : 0;
    hs->request[hs->len] = 0;
    if (n > 0 && hs->len < REQUEST_MAX && !strstr(hs->request, "\r\n\r\n"))
        return;
    loop_watch_clear(hs->echo->loop, &hs->watch);
    if (n > 0 && answer(hs, &used))
        ws_adopt(hs->echo->pool, hs->fd, hs->request + used, hs->len - used, &callbacks, NULL);
    else
        close(hs->fd);
    free(hs);
}

static void on_connection(void *arg, uint32_t events)
{
    struct echo *echo = arg;
    int fd = accept4(echo->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    struct handshake *hs;

    (void)events;
    if (fd < 0)
        return;
    hs = calloc(1, sizeof *hs);
    if (!hs)
        abort();
    *hs = (struct handshake){.echo = echo, .fd = fd, .watch = {.fn = on_request, .arg = hs}};
    loop_watch_set(echo->loop, &hs->watch, fd, EPOLLIN);
}

static bool listen_on_loopback(struct echo *echo)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;

    echo->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (echo->fd < 0 || bind(echo->fd, (struct sockaddr *)&address, len) ||
        listen(echo->fd, 1024) || getsockname(echo->fd, (struct sockaddr *)&address, &len))
        return false;
    echo->listener = (struct loop_watch){.fn = on_connection, .arg = echo};
    loop_watch_set(echo->loop, &echo->listener, echo->fd, EPOLLIN);
    printf("%u\n", ntohs(address.sin_port));
    return fflush(stdout) == 0;
}

static void on_signal(int number)
{
    (void)number;
    loop_stop(served);
}

int main(int argc, char **argv)
{
    struct echo echo = {.loop = loop_new("echo")};

    if (argc > 2)
        callbacks.max_queued = strtoul(argv[2], NULL, 10);
    echo.pool = ws_pool_new(echo.loop, argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0);
    served = echo.loop;
    signal(SIGTERM, on_signal);
    if (!listen_on_loopback(&echo)) {
        perror("ws_echo");
        return EXIT_FAILURE;
    }
    loop_run(echo.loop);
    ws_pool_close_all(echo.pool, 1001, "going away");
    ws_pool_free(echo.pool);
    loop_watch_clear(echo.loop, &echo.listener);
    close(echo.fd);
    loop_free(echo.loop);
    return EXIT_SUCCESS;
}
