// SPDX-License-Identifier: MIT
/* Our HTTP layer with a route table of its own: a file that is taken in, answers that are streamed or are files, and each
 * of them failing when it is told to. Who asks is what the header X-Caller says. Prints its port and serves until
 * SIGTERM; its exit code tells whether all requests had ended by then. Usage: transfer_server folder */
#include "base/arena.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/file.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/value.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/route.h"
#include "http/server.h"
#include "http/transfers.h"
#include "http/upload.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define DRAIN_US (10 * US_PER_S)
#define PATTERN 65536

static struct {
    struct loop *loop;
    struct http_server *http;
    struct loop_watch signals;
    struct loop_timer drain;
    int64_t drain_end_us;
    int code;
    const char *folder;
} served;

static char pattern[PATTERN];

/* --- the operations ---------------------------------------------------------------------------------------------- */

struct files_take_in {
    struct opt_str filename;
    const struct upload *upload;
};

static const struct schema_field files_take_params[] = {
    {.name = "filename",
     .offset = offsetof(struct files_take_in, filename),
     .kind = SCHEMA_STR,
     .in = IN_QUERY,
     .min = 0,
     .max = 1000},
};
static const struct schema files_take_schema = {.name = "filesTake",
                                                .size = sizeof(struct files_take_in),
                                                .fields = files_take_params,
                                                .n_fields = 1};

static void put(struct buf *json, const char *name, const char *value)
{
    buf_printf(json, "%s\"%s\":", json->len ? "," : "{", name);
    if (value)
        buf_json_str(json, value, strlen(value));
    else
        buf_puts(json, "null");
}

/* By its path, as a library would read it. */
static const char *sha256_of(struct ctx *cx, const struct upload *upload)
{
    FILE *file = fopen(upload->path, "rb");
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    unsigned char hash[EVP_MAX_MD_SIZE];
    static char piece[PATTERN];
    char *hex = arena_zalloc(cx->arena, 65, 1);
    size_t n;

    if (!file || !md || !EVP_DigestInit_ex(md, EVP_sha256(), NULL))
        abort();
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        EVP_DigestUpdate(md, piece, n);
    EVP_DigestFinal_ex(md, hash, NULL);
    EVP_MD_CTX_free(md);
    fclose(file);
    for (unsigned i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    return hex;
}

static enum err files_take(struct ctx *cx, const void *arg, struct reply *ret_reply)
{
    const struct files_take_in *in = arg;
    const struct upload *upload = in->upload;
    struct buf json;

    if (lseek(upload->fd, 0, SEEK_CUR) != 0 || lseek(upload->fd, 0, SEEK_END) != (off_t)upload->size)
        return fail(cx, ERR_INTERNAL, NULL);
    buf_init(&json, cx->arena, 512);
    put(&json, "sha256", sha256_of(cx, upload));
    put(&json, "content_type", upload->content_type);
    put(&json, "charset", upload->charset);
    put(&json, "filename", upload->filename);
    buf_printf(&json, ",\"size\":%lld}", (long long)upload->size);
    return reply_json(cx, ret_reply, 201, &json);
}

struct bytes_in {
    struct opt_int bytes, piece, fail_at, pause_ms;
};

#define COUNT(word, most)                                                                          \
    {                                                                                              \
        .name = #word, .offset = offsetof(struct bytes_in, word), .kind = SCHEMA_INT,              \
        .in = IN_QUERY, .min = 0, .max = (most)                                                    \
    }

static const struct schema_field bytes_params[] = {COUNT(bytes, INT64_MAX), COUNT(piece, PATTERN),
                                                   COUNT(fail_at, INT64_MAX), COUNT(pause_ms, 60000)};
static const struct schema bytes_schema = {
    .name = "bytes", .size = sizeof(struct bytes_in), .fields = bytes_params, .n_fields = 4};

static enum err write_bytes(struct ctx *cx, struct stream *out, void *arg)
{
    const struct bytes_in *in = arg;
    int64_t piece = in->piece.state == OPT_SET ? in->piece.v : 1000;

    for (int64_t at = 0; at < in->bytes.v; at += piece) {
        int64_t left = in->bytes.v - at;
        enum err e;

        if (in->fail_at.state == OPT_SET && at >= in->fail_at.v)
            return fail(cx, ERR_CONFLICT, "as told");
        if (in->pause_ms.v)
            fiber_sleep_us(in->pause_ms.v * US_PER_MS);
        e = stream_write(out, pattern, (size_t)(left < piece ? left : piece));
        if (e)
            return e;
    }
    return ERR_OK;
}

static enum err bytes_stream(struct ctx *cx, const void *arg, struct reply *ret_reply)
{
    struct bytes_in *in = arena_alloc(cx->arena, sizeof *in);

    memcpy(in, arg, sizeof *in);
    reply_attachment(cx, ret_reply, "Товары \"2026\".csv");
    return reply_stream(cx, ret_reply, "text/csv; charset=utf-8", write_bytes, in);
}

static enum err bytes_file(struct ctx *cx, const void *arg, struct reply *ret_reply)
{
    const struct bytes_in *in = arg;
    int fd = file_open_unnamed(served.folder);

    for (int64_t left = in->bytes.v; left > 0; left -= PATTERN)
        if (!file_write(fd, pattern, (size_t)(left < PATTERN ? left : PATTERN)))
            abort();
    reply_attachment(cx, ret_reply, "products.xlsx");
    return reply_file(cx, ret_reply, "application/octet-stream", fd);
}

static enum err state_get(struct ctx *cx, const void *in, struct reply *ret_reply)
{
    struct buf json;

    (void)in;
    buf_init(&json, cx->arena, 64);
    buf_printf(&json, "{\"fibers\":%u}", fiber_count(cx->loop));
    return reply_json(cx, ret_reply, 200, &json);
}

static const char *const upload_types[] = {"text/csv", "application/vnd.test+zip", NULL};
static const struct schema no_params = {.name = "none", .size = 1};

#define UPLOAD(name, at, limit)                                                                    \
    {                                                                                              \
        .operation = (name), .method = METHOD_POST, .path = (at), .permission = "files:create",    \
        .body = BODY_UPLOAD, .is_body_required = true, .body_limit = (limit),                      \
        .upload_types = upload_types, .params = &files_take_schema,                                \
        .body_offset = offsetof(struct files_take_in, upload),                                     \
        .in_size = sizeof(struct files_take_in), .call = files_take                                \
    }

const struct route routes[] = {
    UPLOAD("filesTake", "/files", 104857600),
    UPLOAD("filesTakeSmall", "/small", 100000),
    {.operation = "bytesStream",
     .method = METHOD_GET,
     .path = "/stream",
     .permission = "files:read",
     .params = &bytes_schema,
     .in_size = sizeof(struct bytes_in),
     .call = bytes_stream},
    {.operation = "bytesFile",
     .method = METHOD_GET,
     .path = "/file",
     .permission = "files:read",
     .params = &bytes_schema,
     .in_size = sizeof(struct bytes_in),
     .call = bytes_file},
    {.operation = "stateGet",
     .method = METHOD_GET,
     .path = "/state",
     .permission = "public",
     .params = &no_params,
     .in_size = 1,
     .call = state_get},
};
const size_t n_routes = sizeof routes / sizeof *routes;

static enum err identify(struct ctx *cx, const char *permission)
{
    const char *caller = request_header(cx->request, "X-Caller");
    const char *org = request_header(cx->request, "X-Org");

    if (strcmp(permission, "public") == 0)
        return ERR_OK;
    cx->org_id = org ? org : "one";
    if (caller && strcmp(caller, "nobody") == 0)
        return fail(cx, ERR_UNAUTHORIZED, NULL);
    if (caller && strcmp(caller, "guest") == 0)
        return fail(cx, ERR_FORBIDDEN, NULL);
    if (caller && strcmp(caller, "late guest") == 0) {
        fiber_sleep_us(50 * US_PER_MS);
        return fail(cx, ERR_FORBIDDEN, NULL);
    }
    if (caller && strcmp(caller, "late") == 0)
        fiber_sleep_us(50 * US_PER_MS);
    return ERR_OK;
}

/* --- the server -------------------------------------------------------------------------------------------------- */

static void drain(void *arg)
{
    bool is_drained = http_server_in_flight(served.http) == 0;

    (void)arg;
    if (is_drained || loop_now_us(served.loop) > served.drain_end_us) {
        served.code = is_drained ? EXIT_SUCCESS : EXIT_FAILURE;
        loop_stop(served.loop);
        return;
    }
    loop_timer_set(served.loop, &served.drain, loop_now_us(served.loop) + 10 * US_PER_MS);
}

static void on_signal(void *arg, uint32_t events)
{
    (void)arg, (void)events;
    loop_watch_clear(served.loop, &served.signals);
    http_server_quiesce(served.http);
    served.drain_end_us = loop_now_us(served.loop) + DRAIN_US;
    drain(NULL);
}

static void signals_take(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    served.signals = (struct loop_watch){.fn = on_signal};
    loop_watch_set(served.loop, &served.signals, signalfd(-1, &signals, SFD_CLOEXEC), EPOLLIN);
}

static bool say_port(int fd)
{
    struct sockaddr_in address = {0};
    socklen_t len = sizeof address;

    if (getsockname(fd, (struct sockaddr *)&address, &len))
        return false;
    printf("%u\n", ntohs(address.sin_port));
    return fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
    struct transfers *transfers;
    int fd, signal_fd;

    if (argc < 2 || !http_listen("127.0.0.1", 0, false, 1, &fd))
        return EXIT_FAILURE;
    for (size_t i = 0; i < PATTERN; i++)
        pattern[i] = (char)('a' + i % 26);
    served.folder = argv[1];
    served.loop = loop_new("transfers");
    served.drain = (struct loop_timer){.fn = drain};
    transfers = transfers_new(served.folder);
    served.http = http_server_new(served.loop, &(struct http_options){.listen_fd = fd,
                                                                      .max_connections = 200,
                                                                      .idle_timeout_s = 75,
                                                                      .transfers = transfers,
                                                                      .identify = identify});
    signals_take();
    signal_fd = served.signals.fd;
    if (say_port(fd))
        loop_run(served.loop);
    if (served.code == EXIT_SUCCESS) { /* else fibers still wait */
        http_server_free(served.http);
        transfers_free(transfers);
        loop_free(served.loop);
        arena_store_free();
    }
    close(signal_fd);
    return served.code;
}
