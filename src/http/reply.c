// SPDX-License-Identifier: MIT
/* Filling replies: rows, JSON texts, and the one format of errors. Nothing is sent here; a reply is
 * a value that dispatch() may store under an Idempotency-Key as well as send. */
#include "http/reply.h"

#include "db/result.h"
#include "disposition.h"
#include "http/json_rows.h"
#include "reply_file.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROW_BYTES 1024 /* what a row takes, as a first guess */

void reply_header(struct reply *reply, const char *name, const char *value)
{
    assert(reply->n_headers < REPLY_MAX_HEADERS);
    reply->headers[reply->n_headers++] = (struct reply_header){name, value};
}

const char *reply_header_get(const struct reply *reply, const char *name)
{
    for (unsigned i = 0; i < reply->n_headers; i++) {
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return reply->headers[i].value;
    }
    return NULL;
}

static void set_etag(struct ctx *cx, struct reply *reply, const struct db_rows *rows)
{
    int col = db_column_find(rows, "revision");
    const char *revision;
    size_t len;

    if (col < 0)
        return;
    revision = db_cell(rows, 0, col, &len);
    if (revision)
        reply_header(reply, "ETag", arena_printf(cx->arena, "\"%s\"", revision));
}

enum err reply_row(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
{
    if (rows->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    assert(rows->n == 1);
    ret_reply->status = status;
    buf_init(&ret_reply->body, cx->arena, ROW_BYTES);
    json_row(&ret_reply->body, rows, 0);
    set_etag(cx, ret_reply, rows);
    return ERR_OK;
}

enum err reply_created(struct ctx *cx, struct reply *ret_reply, const char *collection,
                       const struct db_rows *row)
{
    enum err e = reply_row(cx, ret_reply, 201, row);

    if (!e)
        reply_header(ret_reply, "Location",
                     arena_printf(cx->arena, "/api/v1/%s/%s", collection, db_text(row, 0, "id")));
    return e;
}

enum err reply_changed(struct ctx *cx, struct reply *ret_reply, const struct db_change *change)
{
    return change->is_done ? reply_row(cx, ret_reply, 200, &change->row)
                           : fail_revision(cx, &change->row);
}

enum err reply_removed(struct ctx *cx, struct reply *ret_reply, const struct db_change *change)
{
    return change->is_done ? reply_empty(cx, ret_reply, 204) : fail_revision(cx, &change->row);
}

enum err reply_rows(struct ctx *cx, struct reply *ret_reply, int status, const struct db_rows *rows)
{
    ret_reply->status = status;
    buf_init(&ret_reply->body, cx->arena, ((size_t)rows->n + 1) * ROW_BYTES);
    json_rows(&ret_reply->body, rows);
    return ERR_OK;
}

static void put_page(struct buf *body, const struct reply_page *page)
{
    buf_puts(body, ",\"total\":");
    if (page->total == REPLY_NOT_COUNTED)
        buf_puts(body, "null");
    else
        buf_int(body, page->total);
    if (page->is_estimate)
        buf_puts(body, ",\"total_is_estimate\":true");
    if (page->page) {
        buf_puts(body, ",\"page\":");
        buf_int(body, page->page);
    }
    buf_puts(body, ",\"page_size\":");
    buf_int(body, page->page_size);
    buf_puts(body, ",\"next_cursor\":");
    if (page->next_cursor)
        buf_json_str(body, page->next_cursor, strlen(page->next_cursor));
    else
        buf_puts(body, "null");
    buf_putc(body, '}');
}

enum err reply_page(struct ctx *cx, struct reply *ret_reply, const struct db_rows *items,
                    struct reply_page page)
{
    struct buf *body = &ret_reply->body;

    ret_reply->status = 200;
    buf_init(body, cx->arena, ((size_t)items->n + 1) * ROW_BYTES);
    buf_puts(body, "{\"items\":");
    json_rows(body, items);
    put_page(body, &page);
    return ERR_OK;
}

enum err reply_json(struct ctx *cx, struct reply *ret_reply, int status, struct buf *json)
{
    (void)cx;
    ret_reply->status = status;
    ret_reply->body = *json;
    return ERR_OK;
}

enum err reply_empty(struct ctx *cx, struct reply *ret_reply, int status)
{
    ret_reply->status = status;
    buf_init(&ret_reply->body, cx->arena, 0);
    return ERR_OK;
}

enum err reply_stream(struct ctx *cx, struct reply *ret_reply, const char *content_type,
                      stream_fn *produce, void *arg)
{
    (void)cx;
    ret_reply->status = 200;
    ret_reply->content_type = content_type;
    ret_reply->produce = produce;
    ret_reply->produce_arg = arg;
    return ERR_OK;
}

static void file_close(void *arg)
{
    struct reply_file *file = arg;

    if (file->fd >= 0)
        close(file->fd);
}

enum err reply_file(struct ctx *cx, struct reply *ret_reply, const char *content_type, int fd)
{
    struct reply_file *file = arena_alloc(cx->arena, sizeof *file);
    struct stat info;

    *file = (struct reply_file){.fd = fd};
    arena_defer(cx->arena, file_close, file);
    if (fstat(fd, &info))
        return fail_fmt(cx, ERR_INTERNAL, "the file of an answer: %s", strerror(errno));
    file->size = (uint64_t)info.st_size;
    ret_reply->status = 200;
    ret_reply->content_type = content_type;
    ret_reply->file = file;
    return ERR_OK;
}

void reply_attachment(struct ctx *cx, struct reply *reply, const char *filename)
{
    reply_header(reply, "Content-Disposition", disposition_write(cx->arena, filename));
}

enum err fail_revision(struct ctx *cx, const struct db_rows *current)
{
    struct buf json;

    if (current->n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    buf_init(&json, cx->arena, ROW_BYTES);
    buf_puts(&json, "\"current\":");
    json_row(&json, current, 0);
    return fail_details(cx, ERR_REVISION_MISMATCH, buf_cstr(&json));
}

static void put_member(struct buf *buf, const char *name, const char *value)
{
    buf_putc(buf, '"');
    buf_puts(buf, name);
    buf_puts(buf, "\":");
    buf_json_str(buf, value, strlen(value));
}

static void put_fields(struct buf *buf, const struct field_error *first)
{
    buf_puts(buf, ",\"fields\":[");
    for (const struct field_error *f = first; f; f = f->next) {
        buf_puts(buf, f == first ? "{" : ",{");
        put_member(buf, "field", f->field);
        buf_putc(buf, ',');
        put_member(buf, "code", f->code);
        buf_putc(buf, ',');
        put_member(buf, "message", f->message);
        buf_putc(buf, '}');
    }
    buf_putc(buf, ']');
}

void reply_error(struct ctx *cx, struct reply *ret_reply)
{
    const struct failure *failure = &cx->failure;
    enum err code = failure->code ? failure->code : ERR_INTERNAL;
    const struct err_info *info = &err_infos[code];
    bool has_own_words = failure->message && code != ERR_INTERNAL;
    unsigned retry_after_s = failure->retry_after_s ? failure->retry_after_s : info->retry_after_s;
    struct buf *body = &ret_reply->body;

    *ret_reply = (struct reply){.status = info->status};
    buf_init(body, cx->arena, 512);
    buf_putc(body, '{');
    put_member(body, "error_code", info->code);
    buf_putc(body, ',');
    put_member(body, "message", has_own_words ? failure->message : info->message);
    buf_puts(body, ",\"details\":{");
    put_member(body, "request_id", cx->request_id ? cx->request_id : "");
    if (failure->fields)
        put_fields(body, failure->fields);
    if (failure->details) {
        buf_putc(body, ',');
        buf_puts(body, failure->details);
    }
    buf_puts(body, "}}");
    if (failure->set_cookie)
        reply_header(ret_reply, "Set-Cookie", failure->set_cookie);
    if (retry_after_s)
        reply_header(ret_reply, "Retry-After", arena_printf(cx->arena, "%u", retry_after_s));
}
