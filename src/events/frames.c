// SPDX-License-Identifier: MIT
/* The frames of the feed as JSON text. Each is written once, whoever gets it. */
#include "base/clock.h"
#include "db/query.h"
#include "feed.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_DIGITS_MAX 18

static void put_str(struct buf *buf, const char *name, const char *value)
{
    buf_puts(buf, name);
    buf_json_str(buf, value, strlen(value));
}

/* Ids are UUIDs or numbers; what is all digits is a number. */
static void put_id(struct buf *buf, const char *id)
{
    size_t len = strlen(id);

    if (len > 0 && len <= NUMBER_DIGITS_MAX && strspn(id, "0123456789") == len) {
        buf_puts(buf, ",\"id\":");
        buf_puts(buf, id);
    } else {
        put_str(buf, ",\"id\":", id);
    }
}

static struct ws_frame *frame_from(const struct buf *buf)
{
    return ws_frame_new(true, buf->data, buf->len);
}

/* Up to the time: all that a frame with a cursor begins with. */
static void begin_frame(struct buf *buf, const char *type, const struct db_rows *rows, int row)
{
    char cursor[CURSOR_SIZE];

    cursor_write((struct event_cursor){db_int(rows, row, "id"), db_int(rows, row, "at_s")}, cursor);
    put_str(buf, "{\"type\":", type);
    put_str(buf, ",\"cursor\":", cursor);
    put_str(buf, ",\"at\":", db_text(rows, row, "at"));
}

struct ws_frame *frame_of_event(struct arena *arena, const struct db_rows *rows, int row)
{
    const char *data = db_text(rows, row, "data"), *actor = db_text(rows, row, "actor");
    struct buf buf;

    buf_init(&buf, arena, 256 + db_len(rows, row, "data"));
    begin_frame(&buf, db_text(rows, row, "type"), rows, row);
    if (actor)
        put_str(&buf, ",\"actor\":", actor);
    else
        buf_puts(&buf, ",\"actor\":null");
    put_id(&buf, db_text(rows, row, "entity_id"));
    buf_puts(&buf, ",\"data\":");
    buf_puts(&buf, data ? data : "null,\"truncated\":true");
    buf_puts(&buf, ",\"changed\":");
    buf_puts(&buf, db_text(rows, row, "changed"));
    buf_putc(&buf, '}');
    return frame_from(&buf);
}

struct ws_frame *frame_of_removal(struct arena *arena, const struct db_rows *rows, int row)
{
    struct buf buf;

    buf_init(&buf, arena, 128);
    begin_frame(&buf, arena_printf(arena, "%s.removed", db_text(rows, row, "entity")), rows, row);
    put_id(&buf, db_text(rows, row, "entity_id"));
    buf_putc(&buf, '}');
    return frame_from(&buf);
}

struct ws_frame *frame_of_many(struct arena *arena, const struct db_rows *rows, int row)
{
    struct buf buf;

    buf_init(&buf, arena, 128);
    begin_frame(&buf, db_text(rows, row, "type"), rows, row);
    put_id(&buf, db_text(rows, row, "entity_id"));
    buf_puts(&buf, ",\"data\":null}");
    return frame_from(&buf);
}

struct ws_frame *frame_of_publication(struct arena *arena, const char *type, const char *id,
                                      const char *data)
{
    char at[CLOCK_ISO_SIZE];
    struct buf buf;

    clock_iso(clock_real_us(), at);
    buf_init(&buf, arena, 128 + strlen(data));
    put_str(&buf, "{\"type\":", type);
    put_str(&buf, ",\"at\":", at);
    put_id(&buf, id);
    buf_puts(&buf, ",\"data\":");
    buf_puts(&buf, data);
    buf_putc(&buf, '}');
    return frame_from(&buf);
}

struct ws_frame *frame_ready(struct event_cursor cursor)
{
    char shown[CURSOR_SIZE], text[CURSOR_SIZE + 32];
    int len;

    cursor_write(cursor, shown);
    len = snprintf(text, sizeof text, "{\"type\":\"ready\",\"cursor\":\"%s\"}", shown);
    return ws_frame_new(true, text, (size_t)len);
}

struct ws_frame *frame_resync(void)
{
    static const char text[] = "{\"type\":\"resync\"}";

    return ws_frame_new(true, text, sizeof text - 1);
}
