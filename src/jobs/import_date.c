// SPDX-License-Identifier: MIT
/* Which number is the month is told by the sign between: nobody in Kazakhstan puts it first, and ISO 8601 has hyphens. */
#include "import_date.h"

#include <stdio.h>
#include <string.h>

#define FIRST_YEAR 1900
#define LAST_YEAR 2199
#define SERIAL_OF_1970 25569 /* what Excel calls 1970-01-01 */
#define SERIAL_MIN 20000     /* 1954: smaller numbers are rather something else */
#define SERIAL_MAX 100000    /* 2173 */

struct day {
    int year, month, day;
};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

static bool is_day(const struct day *d)
{
    return d->year >= FIRST_YEAR && d->year <= LAST_YEAR && d->month >= 1 && d->month <= 12 &&
           d->day >= 1 && d->day <= days_of(d->year, d->month);
}

/* Takes a number of at most `digits` digits off the front; -1: there is none. */
static int take_number(struct text *text, size_t digits)
{
    int v = 0;
    size_t n = 0;

    while (n < digits && n < text->len && text->s[n] >= '0' && text->s[n] <= '9')
        v = v * 10 + (text->s[n++] - '0');
    text->s += n;
    text->len -= n;
    return n ? v : -1;
}

static bool take_sign(struct text *text, const char *signs)
{
    if (text->len == 0 || !strchr(signs, *text->s))
        return false;
    text->s++;
    text->len--;
    return true;
}

/* Behind the day there may be a time: "2026-12-31T10:20:30", "31.12.2026 10:20". */
static bool is_time(struct text text)
{
    if (text.len == 0)
        return true;
    if (!take_sign(&text, " T"))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789:.+-Z", text.s[i]))
            return false;
    return text.len >= 4;
}

static bool read_iso(struct text text, struct day *ret_day)
{
    ret_day->year = take_number(&text, 4);
    if (!take_sign(&text, "-"))
        return false;
    ret_day->month = take_number(&text, 2);
    if (!take_sign(&text, "-"))
        return false;
    ret_day->day = take_number(&text, 2);
    return is_time(text);
}

static bool read_by_day(struct text text, struct day *ret_day)
{
    size_t before;

    ret_day->day = take_number(&text, 2);
    if (!take_sign(&text, "./-"))
        return false;
    ret_day->month = take_number(&text, 2);
    if (!take_sign(&text, "./-"))
        return false;
    before = text.len;
    ret_day->year = take_number(&text, 4);
    if (before - text.len == 2)
        ret_day->year += 2000;
    return is_time(text);
}

static bool read_serial(struct text text, struct day *ret_day)
{
    int serial = take_number(&text, 6), left;

    if (text.len || serial < SERIAL_MIN || serial > SERIAL_MAX)
        return false;
    *ret_day = (struct day){1954, 1, 1};
    left = serial - (SERIAL_OF_1970 - (16 * 365 + 4));
    for (; left >= 365 + is_leap(ret_day->year); ret_day->year++)
        left -= 365 + is_leap(ret_day->year);
    for (; left >= days_of(ret_day->year, ret_day->month); ret_day->month++)
        left -= days_of(ret_day->year, ret_day->month);
    ret_day->day += left;
    return left >= 0;
}

bool date_read(struct text text, char ret_date[static DATE_SIZE])
{
    struct day d;

    if (!(read_iso(text, &d) || read_by_day(text, &d) || read_serial(text, &d)) || !is_day(&d))
        return false;
    snprintf(ret_date, DATE_SIZE, "%04u-%02u-%02u", (unsigned)d.year % 10000u,
             (unsigned)d.month % 100u, (unsigned)d.day % 100u);
    return true;
}
