// SPDX-License-Identifier: MIT
/* Time. Waiting and measuring use the monotonic clock, what people see the real one. */
#ifndef SAUDA_BASE_CLOCK_H
#define SAUDA_BASE_CLOCK_H

#include <stdint.h>

#define US_PER_MS INT64_C(1000)
#define US_PER_S INT64_C(1000000)

/* Microseconds of the monotonic clock. */
int64_t clock_now_us(void);
/* Microseconds since 1970 (UTC). */
int64_t clock_real_us(void);
/* "2026-11-21T06:05:43.120Z"; `text` takes CLOCK_ISO_SIZE bytes with the NUL. */
#define CLOCK_ISO_SIZE 25
void clock_iso(int64_t real_us, char text[static CLOCK_ISO_SIZE]);

#endif
