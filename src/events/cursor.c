// SPDX-License-Identifier: MIT
/* Sixteen hexadecimal digits of the id, eight of the time, eight of the check. The check (FNV-1a) is
 * against mistakes, not against people: a made-up cursor shows nobody more than his own events. */
#include "events/cursor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_DIGITS 16
#define TIME_DIGITS 8

static uint32_t check_of(const char *digits)
{
    uint32_t hash = UINT32_C(2166136261);

    for (int i = 0; i < ID_DIGITS + TIME_DIGITS; i++)
        hash = (hash ^ (unsigned char)digits[i]) * UINT32_C(16777619);
    return hash;
}

void cursor_write(struct event_cursor cursor, char text[static CURSOR_SIZE])
{
    snprintf(text, ID_DIGITS + TIME_DIGITS + 1, "%016llx%08x", (unsigned long long)cursor.id,
             (unsigned)cursor.at_s);
    snprintf(text + ID_DIGITS + TIME_DIGITS, CURSOR_SIZE - ID_DIGITS - TIME_DIGITS, "%08x",
             check_of(text));
}

static uint64_t digits_at(const char *text, size_t n)
{
    char digits[ID_DIGITS + 1] = "";

    memcpy(digits, text, n);
    return strtoull(digits, NULL, 16);
}

bool cursor_parse(const char *text, struct event_cursor *ret_cursor)
{
    uint64_t id;

    if (strlen(text) != CURSOR_SIZE - 1 || strspn(text, "0123456789abcdef") != CURSOR_SIZE - 1 ||
        digits_at(text + ID_DIGITS + TIME_DIGITS, 8) != check_of(text))
        return false;
    id = digits_at(text, ID_DIGITS);
    if (id > INT64_MAX)
        return false;
    ret_cursor->id = (int64_t)id;
    ret_cursor->at_s = (int64_t)digits_at(text + ID_DIGITS, TIME_DIGITS);
    return true;
}
