// SPDX-License-Identifier: MIT
/* Reading the clocks, and the one notation of time that the API knows (RFC 3339, UTC, milliseconds). */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t clock_read(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

int64_t clock_real_us(void)
{
    return clock_read(CLOCK_REALTIME);
}

void clock_iso(int64_t real_us, char text[static CLOCK_ISO_SIZE])
{
    int64_t us = (real_us % US_PER_S + US_PER_S) %
                 US_PER_S; /* before 1970 too the part since the last second */
    time_t s = (time_t)((real_us - us) / US_PER_S);
    unsigned ms = (unsigned)(us / US_PER_MS);
    struct tm tm;

    gmtime_r(&s, &tm);
    snprintf(text, CLOCK_ISO_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
             (unsigned)(tm.tm_year + 1900) % 10000, (unsigned)(tm.tm_mon + 1) % 100,
             (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100, (unsigned)tm.tm_min % 100,
             (unsigned)tm.tm_sec % 100, ms);
}
