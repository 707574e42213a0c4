// SPDX-License-Identifier: MIT
/* What the programs that measure share: one clock, percentiles, who asks. */
#ifndef SAUDA_TESTS_BENCH_MEASURE_H
#define SAUDA_TESTS_BENCH_MEASURE_H

#include <stddef.h>
#include <stdlib.h>
#include <time.h>

static inline double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Of sorted values: the one that so many of a hundred do not exceed; 0 where there are none. */
static inline double percentile(const double *sorted, size_t n, size_t percent)
{
    return n ? sorted[(n - 1) * percent / 100] : 0;
}

/* The access token of who asks; it is no argument, since those are for everybody to see. */
static inline const char *token(void)
{
    const char *text = getenv("TOKEN");

    return text ? text : "";
}

#endif
