// SPDX-License-Identifier: MIT
/* As much of the protocol, version 3, as libpq needs to believe that it is connected to a primary. */
#include "fake_pg.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 100

struct client {
    enum fake_pg_manner manner;
    int fd;
    pthread_t thread;
};

struct fake_pg {
    enum fake_pg_manner manner;
    pthread_t thread;
    struct client clients[CLIENTS_MAX];
    int listen_fd;
    char folder[32], conninfo[96];
    struct sockaddr_un address;
};

/* authentication ok, parameters, key, ready */
static const char hello[] = "R\0\0\0\10\0\0\0\0"
                            "S\0\0\0\30server_version\00015.0\0"
                            "S\0\0\0\31client_encoding\0UTF8\0"
                            "S\0\0\0\27in_hot_standby\0off\0"
                            "S\0\0\0\46default_transaction_read_only\0off\0"
                            "K\0\0\0\14\0\0\0\1\0\0\0\1"
                            "Z\0\0\0\5I";
static const char set_done[] = "C\0\0\0\10SET\0"
                               "Z\0\0\0\5I";
static const char babble[] = "x\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

static int say(int fd, const char *text, size_t len)
{
    return send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static int hear(int fd)
{
    char heard[4096];

    return recv(fd, heard, sizeof heard, 0) > 0;
}

static void *client_main(void *arg)
{
    struct client *client = arg;
    int fd = client->fd;

    if (hear(fd) && say(fd, hello, sizeof hello - 1) && hear(fd) &&
        client->manner == FAKE_PG_BABBLES && say(fd, set_done, sizeof set_done - 1) && hear(fd))
        say(fd, babble, sizeof babble - 1);
    while (hear(fd)) /* until the client has had enough */
        ;
    close(fd);
    return NULL;
}

static void *fake_main(void *arg)
{
    struct fake_pg *fake = arg;
    unsigned n = 0;

    for (; n < CLIENTS_MAX; n++) {
        struct client *client = &fake->clients[n];

        client->manner = fake->manner;
        client->fd = accept(fake->listen_fd, NULL, NULL);
        if (client->fd < 0 || pthread_create(&client->thread, NULL, client_main, client))
            break;
    }
    while (n)
        pthread_join(fake->clients[--n].thread, NULL);
    return NULL;
}

struct fake_pg *fake_pg_new(enum fake_pg_manner manner)
{
    struct fake_pg *fake = calloc(1, sizeof *fake);

    if (!fake)
        abort();
    fake->manner = manner;
    snprintf(fake->folder, sizeof fake->folder, "/tmp/sauda-fake-XXXXXX");
    if (!mkdtemp(fake->folder))
        abort();
    fake->address.sun_family = AF_UNIX;
    snprintf(fake->address.sun_path, sizeof fake->address.sun_path, "%s/.s.PGSQL.5432", fake->folder);
    snprintf(fake->conninfo, sizeof fake->conninfo, "host=%s user=nobody dbname=nothing",
             fake->folder);
    fake->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fake->listen_fd < 0 ||
        bind(fake->listen_fd, (const struct sockaddr *)&fake->address, sizeof fake->address) ||
        listen(fake->listen_fd, 10) || pthread_create(&fake->thread, NULL, fake_main, fake))
        abort();
    return fake;
}

void fake_pg_free(struct fake_pg *fake)
{
    shutdown(fake->listen_fd, SHUT_RDWR);
    pthread_join(fake->thread, NULL);
    close(fake->listen_fd);
    unlink(fake->address.sun_path);
    rmdir(fake->folder);
    free(fake);
}

const char *fake_pg_conninfo(const struct fake_pg *fake)
{
    return fake->conninfo;
}
