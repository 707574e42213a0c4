// SPDX-License-Identifier: MIT
/* The formats of the contract: what each takes and what it refuses. */
#include "http/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

static void assert_format(enum schema_format format, bool is_taken, const char *const *texts)
{
    for (; *texts; texts++) {
        if (format_matches(format, *texts, strlen(*texts)) != is_taken) {
            print_error("%s: %s\n", is_taken ? "refused" : "taken", *texts);
            fail();
        }
    }
}

#define TAKES(format, ...) assert_format(format, true, (const char *const[]){__VA_ARGS__, NULL})
#define REFUSES(format, ...) assert_format(format, false, (const char *const[]){__VA_ARGS__, NULL})

static void test_words(void **state)
{
    (void)state;
    TAKES(FORMAT_NONE, "", "anything");
    TAKES(FORMAT_UUID, "018f8e9e-0000-7000-8000-000000000000",
          "018F8E9E-0000-7000-8000-00000000000A");
    REFUSES(FORMAT_UUID, "", "018f8e9e00007000800000000000000a",
            "{18f8e9e-0000-7000-8000-0000000000}");
    TAKES(FORMAT_SLUG, "olx", "kaspi-kz", "a1-2b", "7");
    REFUSES(FORMAT_SLUG, "", "-a", "a-", "a--b", "OLX", "a_b", "a b", "алматы");
    TAKES(FORMAT_ETAG, "7", "\"7\"", "W/\"7\"", "\"0\"");
    REFUSES(FORMAT_ETAG, "", "\"7", "7\"", "\"\"", "W/7", "w/\"7\"", "\"7\",\"8\"", "*");
    TAKES(FORMAT_CURRENCY, "KZT", "USD", "ZWG");
    REFUSES(FORMAT_CURRENCY, "", "kzt", "KZ", "KZTT", "XXX", "К€");
    TAKES(FORMAT_MONEY, "0", "19", "19.9", "999999999999.99", "-1.25");
    REFUSES(FORMAT_MONEY, "1.999", "0.001", "1e-05");
    TAKES(FORMAT_COLOR, "#1A7F37", "#ffffff", "#000000");
    REFUSES(FORMAT_COLOR, "", "#fff", "1A7F37", "#1A7F3", "#1A7F377", "#1A7F3G", "red", " 1A7F37");
}

static void test_addresses(void **state)
{
    (void)state;
    TAKES(FORMAT_HTTP_URL, "http://a", "https://kaspi.kz/shop", "HTTP://localhost:8001",
          "http://127.0.0.1:65535/", "http://[::1]:80/x?y=%20z", "http://my_service:8080?x",
          "http://[2001:db8::1]");
    REFUSES(FORMAT_HTTP_URL, "", "http://", "https:///x", "ftp://a", "a.kz", "http:/a",
            "http://a b", "http://u:p@a/", "http://u@a", "http://a:0", "http://a:65536",
            "http://a:", "http://a:8x", "http://[::1", "http://[zz]", "http://[]", "http://-a",
            "http://a..b", "http://.a", "http://a.", "http://a/#f", "http://a/%2", "http://a/%zz",
            "http://алматы.kz", "http://a/\n", "http://a\\b", "http://a/<x>", "http://:80",
            "http://[::1]x", "javascript:alert(1)");
    TAKES(FORMAT_PATH, "/", "/health", "/a/b?c=d&e", "/a//b", "/%D2%9B");
    REFUSES(FORMAT_PATH, "", "health", "//evil.kz/x", "/a b", "/a#b", "/a\n", "/қ", "/a\\b", "/%");
    TAKES(FORMAT_EMAIL, "admin@oppo.kz", "a.b+c@mail.example.com", "x@a-b.co");
    REFUSES(FORMAT_EMAIL, "", "a", "a@", "@a.kz", "a@b", "a@@b.kz", "a b@c.kz", ".a@b.kz", "a.@b.kz",
            "a..b@c.kz", "a@b..kz", "a@-b.kz", "қ@b.kz", "a@b.kz\n", "a,b@c.kz", "a@b@c.kz",
            "0123456789012345678901234567890123456789012345678901234567890123456789@a.kz");
}

/* test_phone.c and test_bin_iin.c have all notations. */
static void test_numbers_of_clients(void **state)
{
    (void)state;
    TAKES(FORMAT_PHONE, "8 707 123-45-67", "+7(707)1234567", "7071234567", "+49 30 123456");
    REFUSES(FORMAT_PHONE, "", "12-34-56", "8 707 123 45", "позвонить");
    TAKES(FORMAT_BIN_IIN, "910621350012", "910621 350-012");
    REFUSES(FORMAT_BIN_IIN, "", "910621350013", "91062135001", "12");
}

static void test_times(void **state)
{
    (void)state;
    TAKES(FORMAT_DATE, "2026-11-21", "2024-02-29", "2000-02-29", "0001-01-01");
    REFUSES(FORMAT_DATE, "", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
            "2026-1-01", "0000-01-01", "2026-11-21 ", "21.11.2026", "2026-11-00", "+026-11-21");
    TAKES(FORMAT_DATE_TIME, "2026-11-21T06:05:43Z", "2026-11-21T06:05:43.120Z",
          "2026-11-21t23:59:59+05:00", "2026-11-21T00:00:00-11:30", "2026-11-21T00:00:00+15:59",
          "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z");
    REFUSES(FORMAT_DATE_TIME, "2026-11-21T00:00:00+16:00", "2026-11-21T00:00:00-23:59",
            "2026-11-21", "2026-11-21T06:05Z", "2026-11-21T06:05:43", "2026-11-21 06:05:43Z",
            "2026-11-21T24:00:00Z", "2026-11-21T06:60:00Z", "2026-11-21T06:05:60Z",
            "2026-11-21T06:05:43.Z", "2026-11-21T06:05:43+5", "2026-11-21T06:05:43+0500",
            "2026-02-30T06:05:43Z", "2026-11-21T06:05:43Zx", "2026-11-21T06:05:43.1234567890Z",
            "2026-11-21T06:05:43+24:00", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
            "9999-12-31T23:59:59.9999999Z");
}

static void test_numbers(void **state)
{
    int64_t v = 5;

    (void)state;
    assert_true(format_parse_int("9223372036854775807", 19, &v));
    assert_true(v == INT64_MAX);
    assert_true(format_parse_int("-9223372036854775808", 20, &v));
    assert_true(v == INT64_MIN);
    assert_true(format_parse_int("0", 1, &v));
    assert_int_equal(v, 0);
    assert_true(format_parse_int("007", 3, &v));
    assert_int_equal(v, 7);
    assert_false(format_parse_int("9223372036854775808", 19, &v));
    assert_false(format_parse_int("-9223372036854775809", 20, &v));
    assert_false(format_parse_int("", 0, &v));
    assert_false(format_parse_int("-", 1, &v));
    assert_false(format_parse_int("+1", 2, &v));
    assert_false(format_parse_int(" 1", 2, &v));
    assert_false(format_parse_int("1x", 2, &v));
    assert_int_equal(v, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_numbers_of_clients),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
