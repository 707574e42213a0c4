// SPDX-License-Identifier: MIT
/* The notation of time: milliseconds cut off, not rounded; leap days, the turn of the century, before 1970. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void expect_iso(int64_t real_us, const char *expected)
{
    char text[CLOCK_ISO_SIZE];

    memset(text, 'x', sizeof text);
    clock_iso(real_us, text);
    assert_string_equal(text, expected);
}

static void test_iso(void **state)
{
    (void)state;
    expect_iso(0, "1970-01-01T00:00:00.000Z");
    expect_iso(999, "1970-01-01T00:00:00.000Z");
    expect_iso(999999, "1970-01-01T00:00:00.999Z");
    expect_iso(INT64_C(1795241143120456), "2026-11-21T06:05:43.120Z");
    expect_iso(INT64_C(1709164799) * US_PER_S, "2024-02-28T23:59:59.000Z");
    expect_iso(INT64_C(1709164800) * US_PER_S, "2024-02-29T00:00:00.000Z");
    expect_iso(INT64_C(4107542400) * US_PER_S, "2100-03-01T00:00:00.000Z");
    expect_iso(INT64_C(253402300799) * US_PER_S + 999999, "9999-12-31T23:59:59.999Z");
}

static void test_iso_before_1970(void **state)
{
    (void)state;
    expect_iso(-1, "1969-12-31T23:59:59.999Z");
    expect_iso(-1500, "1969-12-31T23:59:59.998Z");
    expect_iso(-US_PER_S, "1969-12-31T23:59:59.000Z");
}

static void test_clocks(void **state)
{
    int64_t began_us = clock_now_us(), before_us = began_us;

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        int64_t now_us = clock_now_us();

        assert_true(now_us >= before_us);
        before_us = now_us;
    }
    assert_true(before_us - began_us < 5 * US_PER_S);
    assert_true(clock_real_us() > INT64_C(1700000000) * US_PER_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_iso),
        cmocka_unit_test(test_iso_before_1970),
        cmocka_unit_test(test_clocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
