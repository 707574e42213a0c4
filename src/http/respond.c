// SPDX-License-Identifier: MIT
/* From our reply to libmicrohttpd's response. The body stays where it is, in the request's arena or in the program,
 * and the arena outlives the response. */
#include "base/log.h"
#include "exchange.h"
#include "http/websocket.h"
#include "reply_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_error_that_closes(const struct exchange *ex)
{
    return ex->cx.failure.code && err_infos[ex->cx.failure.code].close;
}

/* docs/security.md tells what each is for. */
static void add_security(const struct exchange *ex, struct MHD_Response *response)
{
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (!ex->is_page) {
        MHD_add_response_header(response, "Content-Security-Policy",
                                "default-src 'none'; frame-ancestors 'none'");
        MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    }
    if (!ex->cors_origin)
        MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (ex->server->is_https_public)
        MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
}

static void add_cors(const struct exchange *ex, struct MHD_Response *response)
{
    if (!ex->server->options.cors_origins)
        return;
    MHD_add_response_header(response, "Vary", "Origin");
    if (!ex->cors_origin)
        return;
    MHD_add_response_header(response, "Access-Control-Allow-Origin", ex->cors_origin);
    MHD_add_response_header(response, "Access-Control-Allow-Credentials", "true");
    MHD_add_response_header(response, "Access-Control-Expose-Headers",
                            "Content-Disposition, ETag, Retry-After, X-Event-Cursor, X-Request-Id, "
                            "Idempotent-Replayed");
}

static void add_headers(struct exchange *ex, struct MHD_Response *response)
{
    const struct reply *reply = &ex->reply;

    for (unsigned i = 0; i < reply->n_headers; i++)
        MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    if (reply->content_type)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    else if (reply->body.len)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    MHD_add_response_header(response, "X-Request-Id", ex->cx.request_id);
    add_security(ex, response);
    add_cors(ex, response);
    if (is_error_that_closes(ex) || ex->server->is_quiesced)
        MHD_add_response_header(response, "Connection", "close");
}

/* Nothing writes through the pointer: the mode says that it stays ours. */
static struct MHD_Response *response_of_bytes(const void *data, size_t len)
{
    return MHD_create_response_from_buffer(len, (void *)(uintptr_t)(len ? data : ""),
                                           MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *response_of_file(struct reply_file *file)
{
    struct MHD_Response *response = MHD_create_response_from_fd64(file->size, file->fd);

    if (response)
        file->fd = -1; /* closed with it */
    return response;
}

/* libmicrohttpd would end the body that HEAD does not have with its last chunk, so that answer is one without chunks. */
static struct MHD_Response *response_of_stream(struct exchange *ex)
{
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, MEMORY_LIMIT, stream_read, ex, NULL);

    if (response && ex->match.is_head)
        MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    return response;
}

static struct MHD_Response *response_of(struct exchange *ex)
{
    const struct reply *reply = &ex->reply;

    if (reply->produce)
        return response_of_stream(ex);
    if (reply->file)
        return response_of_file(reply->file);
    if (reply->static_body)
        return response_of_bytes(reply->static_body, reply->static_len);
    return response_of_bytes(reply->body.data, reply->body.len);
}

static enum MHD_Result respond_plain(struct exchange *ex)
{
    struct MHD_Response *response = response_of(ex);
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    add_headers(ex, response);
    result = MHD_queue_response(ex->mhd, (unsigned)ex->reply.status, response);
    MHD_destroy_response(response);
    return result;
}

static void on_upgrade(void *cls, struct MHD_Connection *mhd, void *con_cls, const char *extra,
                       size_t extra_len, MHD_socket socket, struct MHD_UpgradeResponseHandle *handle)
{
    struct exchange *ex = con_cls;
    int fd = fcntl(socket, F_DUPFD_CLOEXEC, 0);

    (void)cls, (void)mhd;
    if (fd < 0)
        log_warn("http", "no descriptor is left for a WebSocket: %s", strerror(errno));
    else
        ws_adopt(ex->server->options.websockets, fd, extra, extra_len, ex->reply.upgrade,
                 ex->reply.upgrade_arg);
    MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
    ex->server->must_run = true;
}

static enum MHD_Result respond_upgrade(struct exchange *ex)
{
    struct MHD_Response *response = MHD_create_response_for_upgrade(on_upgrade, NULL);
    char accept[29];
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    if (!ws_accept_key(request_header(&ex->rq, "Sec-WebSocket-Key"),
                       accept)) { /* checked in dispatch_head() */
        MHD_destroy_response(response);
        return MHD_NO;
    }
    MHD_add_response_header(response, MHD_HTTP_HEADER_UPGRADE, "websocket");
    MHD_add_response_header(response, "Sec-WebSocket-Accept", accept);
    result = MHD_queue_response(ex->mhd, MHD_HTTP_SWITCHING_PROTOCOLS, response);
    MHD_destroy_response(response);
    return result;
}

enum MHD_Result respond(struct exchange *ex)
{
    ex->phase = EXCHANGE_SENT;
    return ex->reply.upgrade ? respond_upgrade(ex) : respond_plain(ex);
}
