// SPDX-License-Identifier: MIT
/* UTF-8: what is valid, how far a text is, and where it may be cut. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *text;
    size_t len, valid;
} cases[] = {
    {"", 0, 0},
    {"a", 1, 1},
    {"\0", 1, 1},
    {"12345678", 8, 8},
    {"12345678\xd0\xaf", 10, 10},
    {"1234567\x80", 8, 7},
    {"123456789\xff", 10, 9},
    {"\xd0", 1, 0},                     /* cut off */
    {"a\xe2\x82", 3, 1},                /* cut off */
    {"\xc0\xaf", 2, 0},                 /* overlong */
    {"\xe0\x80\xaf", 3, 0},             /* overlong */
    {"\xed\xa0\x80", 3, 0},             /* a surrogate */
    {"\xf0\x9f\x98\x80", 4, 4},         /* U+1F600 */
    {"\xf4\x8f\xbf\xbf", 4, 4},         /* the last one */
    {"\xf4\x90\x80\x80", 4, 0},         /* behind it */
    {"\xcf\xf0\xe8\xe2\xe5\xf2", 6, 0}, /* Windows-1251 */
    {"\xd0\x9f\xd1\x80\xd0\xb8\xfe", 7, 6},
};

static void test_valid_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(utf8_valid_length(cases[i].text, cases[i].len), cases[i].valid);
        assert_int_equal(utf8_is_valid(cases[i].text, cases[i].len), cases[i].valid == cases[i].len);
    }
}

/* A fault at any place behind ASCII of any length: words are no place to hide in. */
static void test_each_place(void **state)
{
    char text[64];

    (void)state;
    for (size_t len = 1; len <= sizeof text; len++) {
        for (size_t at = 0; at < len; at++) {
            memset(text, 'x', sizeof text);
            text[at] = '\x98';
            assert_int_equal(utf8_valid_length(text, len), at);
        }
    }
}

static void test_length_and_cut(void **state)
{
    static const char text[] = "a\xd0\xaf\xf0\x9f\x98\x80";

    (void)state;
    assert_int_equal(utf8_length(text, 7), 3);
    assert_int_equal(utf8_cut(text, 7, 7), 7);
    assert_int_equal(utf8_cut(text, 7, 6), 3);
    assert_int_equal(utf8_cut(text, 7, 2), 1);
    assert_int_equal(utf8_cut(text, 7, 0), 0);
}

static void assert_trimmed(const char *text, const char *left)
{
    size_t len = strlen(text);

    utf8_trim(&text, &len);
    assert_int_equal(len, strlen(left));
    assert_memory_equal(text, left, len);
}

static void test_trim(void **state)
{
    (void)state;
    assert_trimmed("", "");
    assert_trimmed("a", "a");
    assert_trimmed(" \t\n\r\v ", "");
    assert_trimmed("  Алматы, Абая 10 \n", "Алматы, Абая 10");
    assert_trimmed("\u00a0\u2007a\u00a0b\u202f\u3000\ufeff", "a\u00a0b");
    assert_trimmed("\u200b\u200b", "");
    assert_trimmed("\u2010а\u2010", "\u2010а\u2010"); /* hyphens are none */
    assert_trimmed("\xc2", "\xc2");                   /* cut off */
    assert_trimmed("a \xe2\x80", "a \xe2\x80");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_length),
        cmocka_unit_test(test_each_place),
        cmocka_unit_test(test_length_and_cut),
        cmocka_unit_test(test_trim),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
