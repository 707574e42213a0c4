// SPDX-License-Identifier: MIT
/* A line is put together first and written by one write(2), so lines of several threads never mix and no lock is
 * held while the terminal or the collector is slow. */
#include "base/log.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4000

static enum log_level log_level = LOG_INFO;
static bool log_as_json;

static const char *const level_words[] = {"debug", "info", "warn", "error"};

void log_setup(enum log_level level, bool as_json)
{
    log_level = level;
    log_as_json = as_json;
}

bool log_is_on(enum log_level level)
{
    return level >= log_level;
}

static void line_json(struct buf *line, enum log_level level, const char *scope, const char *text)
{
    char at[CLOCK_ISO_SIZE];

    clock_iso(clock_real_us(), at);
    buf_printf(line, "{\"at\":\"%s\",\"level\":\"%s\",\"scope\":\"%s\",\"message\":", at,
               level_words[level], scope);
    buf_json_str(line, text, strlen(text));
    buf_puts(line, "}\n");
}

static void line_text(struct buf *line, enum log_level level, const char *scope, const char *text)
{
    char at[CLOCK_ISO_SIZE];

    clock_iso(clock_real_us(), at);
    buf_printf(line, "%s %-5s %-8s ", at, level_words[level], scope);
    for (const char *c = text; *c; c++) /* one event, one line: whatever a client may have put in */
        buf_putc(line, (unsigned char)*c < 0x20 ? ' ' : *c);
    buf_putc(line, '\n');
}

void log_write(enum log_level level, const char *scope, const char *format, ...)
{
    struct arena *arena;
    struct buf line;
    char text[LINE_MAX_BYTES];
    va_list args;

    if (!log_is_on(level))
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    arena = arena_new();
    buf_init(&line, arena, 0);
    if (log_as_json)
        line_json(&line, level, scope, text);
    else
        line_text(&line, level, scope, text);
    if (write(STDERR_FILENO, line.data, line.len) < 0) {
        /* There is nowhere left to say it. */
    }
    arena_free(arena);
}
