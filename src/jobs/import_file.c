// SPDX-License-Identifier: MIT
/* Pieces travel as PostgreSQL's hexadecimal text. A buffer for one piece serves all of them, and one after the other: a
 * large file takes no more memory than a small one. */
#include "import_file.h"
#include "base/clock.h"
#include "base/compute.h"
#include "base/fiber.h"
#include "base/file.h"
#include "db/query.h"
#include "repo/imports.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FULL_PAUSE_US (50 * US_PER_MS)

struct call {
    struct ctx *cx;
    compute_fn *fn;
    void *arg;
    enum err e;
};

static void make_call(void *arg)
{
    struct call *call = arg;

    call->e = call->fn(call->cx, call->arg);
}

enum err on_compute(struct ctx *cx, struct compute *compute, compute_fn *fn, void *arg)
{
    struct call call = {.cx = cx, .fn = fn, .arg = arg};

    while (!compute_run(compute, make_call, &call)) {
        if (cx->request || clock_now_us() + FULL_PAUSE_US >= cx->deadline_us)
            return fail(cx, ERR_OVERLOADED, NULL);
        fiber_sleep_us(FULL_PAUSE_US);
    }
    return call.e;
}

/* --- into pieces ---------------------------------------------------------------------------------------------------- */

struct piece {
    const char *import_id;
    int fd;
    int64_t n;
    size_t len; /* bytes of the piece */
    char *bytes, *hex;
};

static void put_hex(char *to, const char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";

    *to++ = '\\';
    *to++ = 'x';
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];

        *to++ = digits[c >> 4];
        *to++ = digits[c & 15];
    }
    *to = 0;
}

static enum err piece_read(struct ctx *cx, void *arg)
{
    struct piece *piece = arg;
    off_t at = (off_t)piece->n * (off_t)IMPORT_PIECE_BYTES;
    size_t have = 0;

    while (have < piece->len) {
        ssize_t n = pread(piece->fd, piece->bytes + have, piece->len - have, at + (off_t)have);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return file_fail(cx, "DATA_DIR", n ? errno : EIO);
        have += (size_t)n;
    }
    put_hex(piece->hex, piece->bytes, piece->len);
    return ERR_OK;
}

/* In a transaction, so that all pieces go over one connection, and its buffers alone grow. */
static enum err piece_store(struct ctx *cx, void *arg)
{
    const struct piece *piece = arg;

    return import_add_piece(cx, piece->import_id, piece->n, piece->hex);
}

enum err import_file_store(struct ctx *cx, struct compute *compute, const char *import_id, int fd,
                           int64_t size)
{
    struct piece piece = {.import_id = import_id,
                          .fd = fd,
                          .bytes = arena_alloc(cx->arena, IMPORT_PIECE_BYTES),
                          .hex = arena_alloc(cx->arena, 2 * IMPORT_PIECE_BYTES + 3)};
    enum err e = ERR_OK;

    for (int64_t left = size; !e && left > 0; left -= (int64_t)piece.len, piece.n++) {
        piece.len = left < (int64_t)IMPORT_PIECE_BYTES ? (size_t)left : IMPORT_PIECE_BYTES;
        e = on_compute(cx, compute, piece_read, &piece);
        if (!e)
            e = db_transact(cx, piece_store, &piece);
    }
    return e;
}

/* --- and back ------------------------------------------------------------------------------------------------------- */

enum err import_file_create(struct ctx *cx, const char *folder, struct import_file *ret_file)
{
    struct import_file file = {.fd = file_open_unnamed(folder)};

    if (file.fd < 0)
        return file_fail(cx, folder, errno);
    snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
    *ret_file = file;
    return ERR_OK;
}

void import_file_close(struct import_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

struct appending {
    struct import_file *file;
    const char *hex;
    size_t len;
};

static unsigned hex_value(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static enum err piece_append(struct ctx *cx, void *arg)
{
    const struct appending *appending = arg;
    size_t n = (appending->len - 2) / 2;
    char *bytes = arena_alloc(cx->arena, n + 1);
    const char *hex = appending->hex + 2; /* "\x" */

    for (size_t i = 0; i < n; i++)
        bytes[i] = (char)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
    if (!file_write(appending->file->fd, bytes, n))
        return file_fail(cx, "DATA_DIR", errno);
    appending->file->size += (int64_t)n;
    return ERR_OK;
}

enum err import_file_fetch(struct ctx *cx, struct compute *compute, const char *import_id,
                           int64_t n, struct import_file *file)
{
    struct appending appending = {.file = file};
    struct ctx own = *cx; /* two megabytes of text, gone before the next ones come */
    struct db_rows row;
    enum err e;

    own.arena = arena_new();
    own.failure = (struct failure){0};
    e = import_piece(&own, import_id, n, &row);
    if (!e && row.n == 0)
        e = fail(&own, ERR_IMPORT_FILE_GONE, NULL);
    if (!e) {
        appending.hex = db_text(&row, 0, "data");
        appending.len = db_len(&row, 0, "data");
        e = on_compute(&own, compute, piece_append, &appending);
    }
    if (e)
        fail_from(cx, &own);
    arena_free(own.arena);
    return e;
}
