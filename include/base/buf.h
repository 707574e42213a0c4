// SPDX-License-Identifier: MIT
/* A byte buffer that grows in an arena; what is put together piece by piece (JSON, SQL arrays) is put together here. */
#ifndef SAUDA_BASE_BUF_H
#define SAUDA_BASE_BUF_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
    struct arena *arena;
    char *data; /* not NUL-terminated; see buf_cstr() */
    size_t len, cap;
};

void buf_init(struct buf *buf, struct arena *arena, size_t capacity);
/* Makes room for `n` more bytes by moving the data; buf_reserve() calls it where there is none. */
void buf_grow(struct buf *buf, size_t n);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *buf, int64_t v);
/* The text as a JSON string with its quotes (RFC 8259 section 7); `s` must be valid UTF-8. */
void buf_json_str(struct buf *buf, const char *s, size_t len);
/* NUL-terminated, valid until the buffer grows. */
const char *buf_cstr(struct buf *buf);

/* Makes room for `n` more bytes and returns the place of the first; the caller adds to `len` what it wrote. */
static inline char *buf_reserve(struct buf *buf, size_t n)
{
    if (n > buf->cap - buf->len)
        buf_grow(buf, n);
    return buf->data + buf->len;
}

static inline void buf_put(struct buf *buf, const void *data, size_t len)
{
    if (len == 0) /* memcpy() takes no null pointer, not even for nothing */
        return;
    memcpy(buf_reserve(buf, len), data, len);
    buf->len += len;
}

static inline void buf_puts(struct buf *buf, const char *s)
{
    buf_put(buf, s, strlen(s));
}

static inline void buf_putc(struct buf *buf, char c)
{
    *buf_reserve(buf, 1) = c;
    buf->len++;
}

#endif
