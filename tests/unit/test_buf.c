// SPDX-License-Identifier: MIT
/* Buffers: growing keeps what is there, numbers at their limits, and JSON strings of every byte. */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void test_growing(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, arena, 0);
    for (unsigned i = 0; i < 100000; i++)
        buf_putc(&buf, (char)('a' + i % 26));
    assert_int_equal(buf.len, 100000);
    for (unsigned i = 0; i < 100000; i++)
        assert_int_equal(buf.data[i], 'a' + i % 26);
    assert_int_equal(strlen(buf_cstr(&buf)), 100000);
    assert_int_equal(buf.len, 100000); /* the NUL is no part of it */
}

/* Nothing at all into an empty buffer: no byte is touched, and it still is a text. */
static void test_empty(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, arena, 0);
    buf_puts(&buf, "");
    buf_put(&buf, NULL, 0);
    assert_int_equal(buf.len, 0);
    assert_string_equal(buf_cstr(&buf), "");
}

static void test_one_long_piece(void **state)
{
    static char piece[300000];
    struct buf buf;

    (void)state;
    memset(piece, 'p', sizeof piece);
    buf_init(&buf, arena, 10);
    buf_puts(&buf, "123456789");
    buf_put(&buf, piece, sizeof piece);
    buf_puts(&buf, "end");
    assert_int_equal(buf.len, 9 + sizeof piece + 3);
    assert_memory_equal(buf.data, "123456789p", 10);
    assert_memory_equal(buf.data + buf.len - 4, "pend", 4);
}

static const char *int_text(int64_t v)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_int(&buf, v);
    return buf_cstr(&buf);
}

static void test_numbers(void **state)
{
    struct buf buf;

    (void)state;
    assert_string_equal(int_text(0), "0");
    assert_string_equal(int_text(-1), "-1");
    assert_string_equal(int_text(INT64_MAX), "9223372036854775807");
    assert_string_equal(int_text(INT64_MIN), "-9223372036854775808");
    buf_init(&buf, arena, 1);
    buf_printf(&buf, "%s=%05.1f", "x", 2.5);
    buf_printf(&buf, "%s", "");
    assert_string_equal(buf_cstr(&buf), "x=002.5");
}

static void test_json_strings(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, arena, 0);
    buf_json_str(&buf, "", 0);
    buf_json_str(&buf, "a\"b\\c/\b\f\n\r\t", 11);
    buf_json_str(&buf, "Қазақ \xf0\x9f\x98\x80", strlen("Қазақ \xf0\x9f\x98\x80"));
    assert_string_equal(buf_cstr(&buf),
                        "\"\"\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\"\"Қазақ \xf0\x9f\x98\x80\"");
}

/* Every byte below a space comes out escaped, NUL too; all others as they are. */
static void test_json_every_byte(void **state)
{
    struct buf buf;

    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        const char byte = (char)c;
        char expected[12];

        buf_init(&buf, arena, 0);
        buf_json_str(&buf, &byte, 1);
        snprintf(expected, sizeof expected, "\"\\u%04x\"", c);
        if (c >= 0x20 && c != '"' && c != '\\') {
            assert_int_equal(buf.len, 3);
            assert_int_equal(buf.data[1], byte);
        } else if (!strchr("\b\t\n\f\r\"\\", (int)c) || c == 0) {
            assert_int_equal(buf.len, 8);
            assert_memory_equal(buf.data, expected, 8);
        } else {
            assert_int_equal(buf.len, 4);
            assert_int_equal(buf.data[1], '\\');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growing),        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_one_long_piece), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_json_strings),   cmocka_unit_test(test_json_every_byte),
    };
    int failed = cmocka_run_group_tests(tests, set_up, tear_down);

    arena_store_free();
    return failed;
}
