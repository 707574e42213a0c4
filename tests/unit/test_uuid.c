// SPDX-License-Identifier: MIT
/* UUIDs: version 7 by its bits, in order of time, never twice; what is taken for one and what is not. */
#include "base/clock.h"
#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define MANY 20000

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static uint64_t ms_of(const char *uuid)
{
    char digits[13];

    memcpy(digits, uuid, 8);
    memcpy(digits + 8, uuid + 9, 4);
    digits[12] = '\0';
    return strtoull(digits, NULL, 16);
}

static void test_version_7(void **state)
{
    uint64_t before_ms = (uint64_t)(clock_real_us() / US_PER_MS), after_ms;
    char text[UUID_SIZE];

    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        uuid_v7(text);
        after_ms = (uint64_t)(clock_real_us() / US_PER_MS);
        assert_int_equal(strlen(text), UUID_SIZE - 1);
        assert_true(uuid_is_valid(text, strlen(text)));
        assert_int_equal(text[14], '7');
        assert_non_null(strchr("89ab", text[19]));
        assert_true(ms_of(text) >= before_ms && ms_of(text) <= after_ms);
        assert_null(strpbrk(text, "ABCDEF"));
    }
}

static void test_order_by_time(void **state)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    char first[UUID_SIZE], second[UUID_SIZE];

    (void)state;
    uuid_v7(first);
    nanosleep(&pause, NULL);
    uuid_v7(second);
    assert_true(strcmp(first, second) < 0);
}

static void test_unique(void **state)
{
    char(*all)[UUID_SIZE] = malloc(MANY * sizeof *all);

    (void)state;
    assert_non_null(all);
    for (unsigned i = 0; i < MANY; i++)
        uuid_v7(all[i]);
    qsort(all, MANY, sizeof *all, compare);
    for (unsigned i = 1; i < MANY; i++)
        assert_string_not_equal(all[i - 1], all[i]);
    free(all);
}

static void test_validity(void **state)
{
    static const char *const bad[] = {
        "",
        "00000000-0000-0000-0000-00000000000",
        "00000000-0000-0000-0000-0000000000000",
        "00000000-0000-0000-0000-00000000000g",
        "000000000000-0000-0000-0000-00000000",
        "00000000_0000-0000-0000-000000000000",
        "{0000000-0000-0000-0000-00000000000}",
        "0000000--0000-0000-0000-000000000000",
        "00000000-0000-0000-0000-0000000000\xd0\xb0",
    };

    (void)state;
    assert_true(uuid_is_valid("00000000-0000-0000-0000-000000000000", 36));
    assert_true(uuid_is_valid("F47AC10B-58cc-4372-A567-0e02b2c3d479", 36));
    assert_true(uuid_is_valid("f47ac10b-58cc-4372-a567-0e02b2c3d479 and more", 36));
    assert_false(uuid_is_valid("f47ac10b-58cc-4372-a567-0e02b2c3d47\0", 36));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(uuid_is_valid(bad[i], strlen(bad[i])));
}

static void test_bytes(void **state)
{
    static const uint8_t expected[16] = {0xf4, 0x7a, 0xc1, 0x0b, 0x58, 0xcc, 0x43, 0x72,
                                         0xa5, 0x67, 0x0e, 0x02, 0xb2, 0xc3, 0xd4, 0x79};
    uint8_t bytes[16];

    (void)state;
    uuid_bytes("f47ac10b-58cc-4372-a567-0e02b2c3d479", bytes);
    assert_memory_equal(bytes, expected, sizeof expected);
    uuid_bytes("F47AC10B-58CC-4372-A567-0E02B2C3D479", bytes);
    assert_memory_equal(bytes, expected, sizeof expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_7), cmocka_unit_test(test_order_by_time),
        cmocka_unit_test(test_unique),    cmocka_unit_test(test_validity),
        cmocka_unit_test(test_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
