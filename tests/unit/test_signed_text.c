// SPDX-License-Identifier: MIT
/* Signed texts: they open for whom they were made, and nothing else opens at all. */
#include "auth/signed_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

static struct ctx cx;
static struct secret *secret, *other;

static int setup(void **state)
{
    (void)state;
    cx = (struct ctx){.arena = arena_new()};
    return secret_open(&cx, "0123456789abcdef0123456789abcdef", NULL, &secret) ||
           secret_open(&cx, "0123456789abcdef0123456789abcdeg", NULL, &other);
}

static int teardown(void **state)
{
    (void)state;
    arena_free(cx.arena);
    return 0;
}

static const char *make(const char *text)
{
    return signed_text_make(cx.arena, secret, "cursor", "scope", text);
}

static const char *open_as(const char *made)
{
    return signed_text_open(cx.arena, secret, "cursor", "scope", made);
}

static void test_opens(void **state)
{
    static const char *const texts[] = {"", "a", "ab", "abc", "abcd", "[\"Ұя\",null]", "?>?>?~~~"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *made = make(texts[i]);

        assert_string_equal(open_as(made), texts[i]);
        assert_int_equal(
            strspn(made, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            strlen(made));
    }
}

static void test_opens_for_nobody_else(void **state)
{
    const char *made = make("[7]");

    (void)state;
    assert_null(signed_text_open(cx.arena, other, "cursor", "scope", made));
    assert_null(signed_text_open(cx.arena, secret, "other", "scope", made));
    assert_null(signed_text_open(cx.arena, secret, "cursor", "other", made));
    /* what moves over from the scope into the text is not the same pair */
    assert_null(signed_text_open(cx.arena, secret, "cursor", "scope[",
                                 signed_text_make(cx.arena, secret, "cursor", "scope", "[7]")));
}

static void test_broken_ones_do_not_open(void **state)
{
    static const char digits[] = "ABab01-_=+/ %\n";
    const char *made = make("[\"text\",7]");
    size_t len = strlen(made);

    (void)state;
    for (size_t i = 0; i < len; i++) {
        assert_null(open_as(arena_strndup(cx.arena, made, i)));
        for (const char *digit = digits; *digit; digit++) {
            char *bad = arena_strdup(cx.arena, made);

            bad[i] = *digit;
            if (*digit != made[i])
                assert_null(open_as(bad));
        }
    }
    assert_null(open_as(arena_printf(cx.arena, "%sA", made)));
    assert_null(open_as(arena_printf(cx.arena, "%s=", made)));
    assert_null(open_as(""));
    assert_null(open_as("ҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰҰ"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens),
        cmocka_unit_test(test_opens_for_nobody_else),
        cmocka_unit_test(test_broken_ones_do_not_open),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
