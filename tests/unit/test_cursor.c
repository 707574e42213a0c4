// SPDX-License-Identifier: MIT
/* Cursors of the event feed: what is written is read back, what is none is refused. */
#include "events/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_round_trip(void **state)
{
    static const struct event_cursor cursors[] = {
        {0, 0},
        {1, 1},
        {4711, 1795212343},
        {INT64_MAX, UINT32_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
        struct event_cursor read = {-1, -1};
        char text[CURSOR_SIZE];

        cursor_write(cursors[i], text);
        assert_int_equal(strlen(text), CURSOR_SIZE - 1);
        assert_true(cursor_parse(text, &read));
        assert_int_equal(read.id, cursors[i].id);
        assert_int_equal(read.at_s, cursors[i].at_s);
    }
}

static void test_every_changed_digit_is_noticed(void **state)
{
    struct event_cursor read;
    char text[CURSOR_SIZE];

    (void)state;
    cursor_write((struct event_cursor){4711, 1795212343}, text);
    for (size_t i = 0; i < CURSOR_SIZE - 1; i++) {
        char was = text[i];

        text[i] = was == '0' ? '1' : '0';
        assert_false(cursor_parse(text, &read));
        text[i] = was;
    }
    assert_true(cursor_parse(text, &read));
}

static void test_what_is_none(void **state)
{
    static const char *const texts[] = {
        "",
        "0",
        "17",
        "-1",
        "now",
        "00000000000000000000000000000000",
        "0000000000001267 6b00d5f700000000",
        "ffffffffffffffffffffffffffffffff",
        "a cursor of thirty-two letters..",
        "аааааааааааааааа",
    };
    struct event_cursor read;
    char text[CURSOR_SIZE + 1];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(cursor_parse(texts[i], &read));
    cursor_write((struct event_cursor){-1, 0}, text); /* beyond what a sequence draws */
    assert_false(cursor_parse(text, &read));
    cursor_write((struct event_cursor){1, 1}, text);
    memcpy(text + CURSOR_SIZE - 1, "0", 2);
    assert_false(cursor_parse(text, &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_changed_digit_is_noticed),
        cmocka_unit_test(test_what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
