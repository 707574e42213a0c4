// SPDX-License-Identifier: MIT
/* What is in a file, as one text that a test compares: a line for each row, "5: a | b", and "! reason row" for a fault. */
#ifndef SAUDA_TESTS_TABLES_H
#define SAUDA_TESTS_TABLES_H

#include "base/buf.h"
#include "base/ctx.h"
#include "files/table_reader.h"

#include "workbook.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *tables_arena;

static inline int tables_set_up(void **state)
{
    (void)state;
    tables_arena = arena_new();
    return 0;
}

static inline int tables_tear_down(void **state)
{
    (void)state;
    arena_free(tables_arena);
    return 0;
}

static inline struct ctx tables_ctx(void)
{
    return (struct ctx){.arena = tables_arena};
}

static inline void tables_put_rows(struct buf *out, const struct table_slice *slice)
{
    for (size_t i = 0; i < slice->n; i++) {
        const struct table_row *row = &slice->rows[i];

        buf_printf(out, "%" PRIu64 ":", row->number);
        for (size_t c = 0; c < row->n; c++) {
            if (strlen(row->cells[c].text) != row->cells[c].len)
                abort();
            buf_printf(out, "%s%s", c ? " | " : " ", row->cells[c].text);
        }
        buf_putc(out, '\n');
    }
}

/* The word for programs and the row, as details carry them. */
static inline void tables_put_fault(struct buf *out, const struct ctx *cx)
{
    buf_printf(out, "! %s\n",
               cx->failure.details ? cx->failure.details : err_infos[cx->failure.code].code);
}

/* Reads the file in slices of `max_rows` rows. */
static inline const char *table_text_by(const char *path, const struct table_options *options,
                                        size_t max_rows)
{
    struct ctx cx = tables_ctx();
    struct table_reader *reader = NULL;
    struct table_slice slice = {0};
    struct buf out;

    buf_init(&out, tables_arena, 256);
    if (table_open(&cx, path, options, &reader)) {
        tables_put_fault(&out, &cx);
        return buf_cstr(&out);
    }
    while (!slice.is_end) {
        if (table_read(&cx, reader, tables_arena, max_rows, &slice)) {
            tables_put_fault(&out, &cx);
            break;
        }
        tables_put_rows(&out, &slice);
    }
    table_close(reader);
    return buf_cstr(&out);
}

static inline const char *table_text(const void *data, size_t len, const struct table_options *options)
{
    char path[64];
    const char *text;
    const int fd = file_of(data, len);

    if (fd < 0)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    text = table_text_by(path, options, 1000);
    if (strcmp(text, table_text_by(path, options, 1)) != 0) /* where slices end must not matter */
        abort();
    close(fd);
    return text;
}

#endif
