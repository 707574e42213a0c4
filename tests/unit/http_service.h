// SPDX-License-Identifier: MIT
/* A small HTTP server for tests of calls to others: it misbehaves in the way the path asks for. */
#ifndef SAUDA_TESTS_HTTP_SERVICE_H
#define SAUDA_TESTS_HTTP_SERVICE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_service {
    int fd;
    unsigned port, other_port; /* `other_port` for redirects to another origin */
    pthread_t thread;
    atomic_uint n_connections, n_requests, n_running, most_running;
    atomic_bool is_ending;
    pthread_mutex_t lock;
    char last[8192]; /* the request seen last */
};

struct http_connection {
    struct http_service *service;
    int fd;
};

static inline void service_send(int fd, const char *text, size_t len)
{
    while (len) {
        ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        text += n;
        len -= (size_t)n;
    }
}

static inline void service_say(int fd, const char *status, const char *type, const char *more,
                               const char *body)
{
    char text[4096];
    int len = snprintf(text, sizeof text,
                       "HTTP/1.1 %s\r\nContent-Type: %s\r\n%sContent-Length: %zu\r\n\r\n%s", status,
                       type, more, strlen(body), body);

    service_send(fd, text, (size_t)len);
}

static inline void service_redirect(int fd, const char *status, const char *to)
{
    char more[2048];

    snprintf(more, sizeof more, "Location: %s\r\n", to);
    service_say(fd, status, "text/plain", more, "moved");
}

static inline void service_flood(int fd, const char *head, const char *piece, unsigned times,
                                 unsigned pause_us)
{
    service_send(fd, head, strlen(head));
    for (unsigned i = 0; i < times; i++) {
        service_send(fd, piece, strlen(piece));
        if (pause_us)
            usleep(pause_us);
    }
}

/* Does what the path says; 0 when the connection may be used again. */
static inline int service_answer(struct http_service *service, int fd, const char *path)
{
    char to[256];

    if (strncmp(path, "/ok", 3) == 0) {
        service_say(fd, "200 OK", "application/json", "", "{\"status\":\"ok\"}");
    } else if (strncmp(path, "/status/", 8) == 0) {
        service_say(fd, path + 8, "text/plain", "", "as told");
    } else if (strncmp(path, "/busy", 5) == 0) { /* twice 503, then fine */
        if (atomic_load(&service->n_requests) % 3 != 0)
            service_say(fd, "503 Busy", "text/plain", "Retry-After: 0\r\n", "busy");
        else
            service_say(fd, "200 OK", "text/plain", "", "at last");
    } else if (strncmp(path, "/slow", 5) == 0) {
        usleep(100000);
        service_say(fd, "200 OK", "text/plain", "", "slow");
    } else if (strncmp(path, "/hang", 5) == 0) {
        while (!atomic_load(&service->is_ending))
            usleep(10000);
        return -1;
    } else if (strncmp(path, "/drip", 5) == 0) {
        service_flood(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "x", 100, 20000);
        return -1;
    } else if (strncmp(path, "/half", 5) == 0) {
        service_flood(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "x", 10, 0);
        return -1;
    } else if (strncmp(path, "/huge", 5) == 0) {
        service_flood(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "0123456789abcdef",
                      100000, 0);
        return -1;
    } else if (strncmp(path, "/headers", 8) == 0) {
        service_flood(fd, "HTTP/1.1 200 OK\r\n", "X-Filler: 0123456789abcdef\r\n", 1000000, 0);
        return -1;
    } else if (strncmp(path, "/garbage", 8) == 0) {
        service_send(fd, "\1\2\3 what?\r\n\r\n", 13);
        return -1;
    } else if (strncmp(path, "/close", 6) == 0) {
        return -1;
    } else if (strncmp(path, "/hop/", 5) == 0) {
        unsigned left = (unsigned)strtoul(path + 5, NULL, 10);

        snprintf(to, sizeof to, "/hop/%u", left - 1);
        service_redirect(fd, "302 Found", left > 1 ? to : "/ok");
    } else if (strncmp(path, "/loop", 5) == 0) {
        service_redirect(fd, "301 Moved", "/loop");
    } else if (strncmp(path, "/away", 5) == 0) {
        snprintf(to, sizeof to, "http://127.0.0.1:%u/ok", service->other_port);
        service_redirect(fd, "307 Away", to);
    } else if (strncmp(path, "/to/", 4) == 0) {
        service_redirect(fd, "302 Found", path + 4);
    } else {
        service_say(fd, "404 Not Found", "text/plain", "", "no");
    }
    return 0;
}

static inline void *service_connection(void *arg)
{
    struct http_connection *connection = arg;
    struct http_service *service = connection->service;
    char text[sizeof service->last] = "", path[4096];
    size_t len = 0;
    int is_over = 0;

    while (!is_over) {
        ssize_t n = recv(connection->fd, text + len, sizeof text - 1 - len, 0);
        unsigned now, most;

        if (n <= 0 || (unsigned char)text[len] == 0x16) /* it speaks no TLS */
            break;
        len += (size_t)n;
        text[len] = '\0';
        if (!strstr(text, "\r\n\r\n"))
            continue;
        pthread_mutex_lock(&service->lock);
        memcpy(service->last, text, len + 1);
        pthread_mutex_unlock(&service->lock);
        atomic_fetch_add(&service->n_requests, 1);
        now = atomic_fetch_add(&service->n_running, 1) + 1;
        most = atomic_load(&service->most_running);
        while (now > most && !atomic_compare_exchange_weak(&service->most_running, &most, now))
            ;
        is_over =
            sscanf(text, "%*s %4095s", path) != 1 || service_answer(service, connection->fd, path);
        atomic_fetch_sub(&service->n_running, 1);
        len = 0;
    }
    close(connection->fd);
    free(connection);
    return NULL;
}

static inline void *service_main(void *arg)
{
    struct http_service *service = arg;
    int fd;

    while ((fd = accept(service->fd, NULL, NULL)) >= 0) {
        struct http_connection *connection = calloc(1, sizeof *connection);
        pthread_t thread;

        if (!connection)
            abort();
        *connection = (struct http_connection){.service = service, .fd = fd};
        atomic_fetch_add(&service->n_connections, 1);
        if (pthread_create(&thread, NULL, service_connection, connection))
            abort();
        pthread_detach(thread);
    }
    return NULL;
}

static inline struct http_service *service_start(void)
{
    struct http_service *service = calloc(1, sizeof *service);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;

    if (!service)
        abort();
    pthread_mutex_init(&service->lock, NULL);
    service->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(service->fd, (struct sockaddr *)&address, sizeof address) ||
        listen(service->fd, 1024) || getsockname(service->fd, (struct sockaddr *)&address, &len))
        abort();
    service->port = ntohs(address.sin_port);
    if (pthread_create(&service->thread, NULL, service_main, service))
        abort();
    return service;
}

/* The service itself stays until the program ends: connections may still read it. */
static inline void service_stop(struct http_service *service)
{
    atomic_store(&service->is_ending, true);
    shutdown(service->fd, SHUT_RDWR);
    pthread_join(service->thread, NULL);
    close(service->fd);
}

#endif
