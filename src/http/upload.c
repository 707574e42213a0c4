// SPDX-License-Identifier: MIT
/* Uploads go to the disk piece by piece as libmicrohttpd hands them over, on the loop's thread: a piece has 64 KiB
 * at most and goes into the page cache. What goes wrong with the disk is remembered until the fiber looks. */
#include "http/upload.h"
#include "base/clock.h"
#include "base/file.h"
#include "disposition.h"
#include "exchange.h"
#include "http/framing.h"
#include "http/transfers.h"
#include "list.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* The file that an upload goes into. */
struct spool {
    int fd; /* -1: dropped */
    int64_t size;
    int error; /* errno of the first failure, or 0 */
};

static void spool_drop(void *arg)
{
    struct spool *spool = arg;

    if (spool->fd >= 0)
        close(spool->fd);
    spool->fd = -1;
}

/* That there is room for `length` bytes now does not reserve it, but the usual full disk is told of before all is sent. */
static enum err spool_open(struct ctx *cx, const char *folder, uint64_t length,
                           struct spool **ret_spool)
{
    struct spool *spool = arena_zalloc(cx->arena, 1, sizeof *spool);
    struct statvfs disk;

    spool->fd = file_open_unnamed(folder);
    if (spool->fd < 0)
        return file_fail(cx, folder, errno);
    arena_defer(cx->arena, spool_drop, spool);
    if (fstatvfs(spool->fd, &disk) == 0 && length / disk.f_frsize >= disk.f_bavail)
        return file_fail(cx, folder, ENOSPC);
    *ret_spool = spool;
    return ERR_OK;
}

void upload_take(struct exchange *ex, const char *data, size_t len)
{
    struct spool *spool = ex->spool;

    if (spool->error || spool->fd < 0)
        return;
    if (ex->is_body_too_large) {
        spool_drop(spool);
    } else if (file_write(spool->fd, data, len)) {
        spool->size += (int64_t)len;
    } else {
        spool->error = errno;
        spool_drop(spool);
    }
}

/* --- what it is -------------------------------------------------------------------------------------------------- */

/* The type as the contract has it, or NULL. */
static const char *declared_type(const struct exchange *ex)
{
    const char *value = request_header(&ex->rq, "Content-Type");
    struct slice type = value ? slice_trim(value, strcspn(value, ";")) : (struct slice){"", 0};

    for (const char *const *known = ex->rq.route->upload_types; *known; known++)
        if (slice_is(type, *known))
            return *known;
    return NULL;
}

static enum err fail_type(struct exchange *ex)
{
    const char *const *types = ex->rq.route->upload_types;
    struct buf words;

    buf_init(&words, ex->cx.arena, 256);
    buf_puts(&words,
             "Send the file itself as the body, not packed, with its type in Content-Type: ");
    for (const char *const *type = types; *type; type++) {
        buf_puts(&words, type == types ? "" : " or ");
        buf_puts(&words, *type);
    }
    buf_putc(&words, '.');
    return fail(&ex->cx, ERR_UNSUPPORTED_MEDIA_TYPE, buf_cstr(&words));
}

enum err upload_check_type(struct exchange *ex)
{
    const char *coding = request_header(&ex->rq, "Content-Encoding");
    bool is_packed = coding && !slice_is(slice_trim(coding, strlen(coding)), "identity");

    return declared_type(ex) && !is_packed ? ERR_OK : fail_type(ex);
}

static const char *filename_of(struct exchange *ex)
{
    struct arena *arena = ex->cx.arena;
    const char *disposition = request_header(&ex->rq, "Content-Disposition");
    const char *name = disposition ? disposition_filename(arena, disposition) : NULL;
    const struct param *query;
    size_t n;

    if (!name && query_parse(&ex->cx, ex->raw_query, &query, &n) == ERR_OK)
        for (size_t i = 0; i < n; i++)
            if (strcmp(query[i].name, "filename") == 0)
                name = query[i].value;
    return name ? filename_clean(arena, name) : NULL;
}

enum err upload_receive(struct exchange *ex, const struct upload **ret_upload)
{
    struct ctx *cx = &ex->cx;
    const char *folder = transfers_folder(ex->server->options.transfers);
    const char *type = request_header(&ex->rq, "Content-Type");
    struct upload *upload = arena_zalloc(cx->arena, 1, sizeof *upload);
    uint64_t length;
    enum err e = transfer_begin(cx, ex->server->options.transfers, TRANSFER_UPLOAD);

    if (!framing_content_length(request_header(&ex->rq, "Content-Length"), &length))
        return fail(cx, ERR_BAD_FRAMING, NULL);
    if (!e)
        e = spool_open(cx, folder, length, &ex->spool);
    if (!e)
        e = exchange_receive(ex);
    if (e)
        return e;
    cx->deadline_us = clock_now_us() + REQUEST_US;
    if (ex->spool->error)
        return file_fail(cx, folder, ex->spool->error);
    if (ex->spool->size == 0)
        return fail(cx, ERR_BAD_REQUEST, "The body is empty: the file belongs there.");
    if (lseek(ex->spool->fd, 0, SEEK_SET) < 0)
        return file_fail(cx, folder, errno);
    *upload = (struct upload){
        .fd = ex->spool->fd,
        .size = ex->spool->size,
        .path = arena_printf(cx->arena, "/proc/self/fd/%d", ex->spool->fd),
        .content_type = declared_type(ex),
        .charset = header_param(cx->arena, type, "charset"),
        .filename = filename_of(ex),
    };
    *ret_upload = upload;
    return ERR_OK;
}
