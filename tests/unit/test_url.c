// SPDX-License-Identifier: MIT
/* Addresses that hide what they are, and what is left of them after parsing. */
#include "../../src/outbound/url.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct good {
    const char *text, *host, *normal;
    unsigned port;
    bool is_numeric;
};

static const struct good good[] = {
    {"http://shop.example/health", "shop.example", "http://shop.example/health", 80, false},
    {"HTTPS://Shop.Example.:8443/a?b=c#d", "shop.example", "https://shop.example:8443/a?b=c", 8443,
     false},
    {"http://shop.example", "shop.example", "http://shop.example/", 80, false},
    {"http://shop.example/a b", "shop.example", "http://shop.example/a%20b", 80, false},
    {"https://h/../../x", "h", "https://h/x", 443, false},
    {"http://127.0.0.1:8001/x", "127.0.0.1", "http://127.0.0.1:8001/x", 8001, true},
    {"http://localhost:8001/", "localhost", "http://localhost:8001/", 8001, true},
    {"http://a.localhost/", "a.localhost", "http://a.localhost/", 80, true},
    {"http://notlocalhost/", "notlocalhost", "http://notlocalhost/", 80, false},
    {"http://[::1]:81/", "::1", "http://[::1]:81/", 81, true},
    {"http://[::FFFF:127.0.0.1]/", "::ffff:127.0.0.1", NULL, 80, true},
    /* other ways to write 127.0.0.1 */
    {"http://2130706433/", "127.0.0.1", "http://127.0.0.1/", 80, true},
    {"http://0177.0.0.1/", "127.0.0.1", "http://127.0.0.1/", 80, true},
    {"http://0x7f.1/", "127.0.0.1", "http://127.0.0.1/", 80, true},
    {"http://0x7f000001/", "127.0.0.1", "http://127.0.0.1/", 80, true},
    {"http://127.1/", "127.0.0.1", "http://127.0.0.1/", 80, true},
    {"http://①②⑦.⓪.⓪.①/", "127.0.0.1", "http://127.0.0.1/", 80, true},
    {"http://0/", "0.0.0.0", "http://0.0.0.0/", 80, true},
    /* other scripts */
    {"http://пример.рф/путь", "xn--e1afmkfd.xn--p1ai", NULL, 80, false},
    {"http://дүкен.қаз/", "xn--d1acon18c.xn--80ao21a", NULL, 80, false},
};

static const char *const bad[] = {
    "",
    "shop.example",
    "/health",
    "http:",
    "http://",
    "http://.",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1:11211/",
    "javascript:alert(1)",
    "http://user@shop.example/",
    "http://user:secret@shop.example/",
    "http://@shop.example/",
    "http://shop.example:0/",
    "http://shop.example:65536/",
    "http://shop.example:80:90/",
    "http://shop.example\\@evil.example/",
    "http://127.0.0.1%00.evil.example/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://shop.example/\r\nX: y",
    "http://sh\top.example/",
};

static void test_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *why = NULL;
        struct url url;

        if (!url_parse(good[i].text, &url, &why))
            fail_msg("%s: %s", good[i].text, why);
        assert_string_equal(url.host, good[i].host);
        if (good[i].normal)
            assert_string_equal(url.text, good[i].normal);
        assert_int_equal(url.port, good[i].port);
        assert_int_equal(url.is_numeric, good[i].is_numeric);
        url_done(&url);
    }
}

static void test_bad(void **state)
{
    char endless[9000];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *why = NULL;
        struct url url;

        if (url_parse(bad[i], &url, &why))
            fail_msg("%s was taken, as %s", bad[i], url.text);
        assert_non_null(why);
    }
    memset(endless, 'a', sizeof endless);
    memcpy(endless, "http://h/", 9);
    endless[sizeof endless - 1] = '\0';
    assert_false(url_parse(endless, &(struct url){0}, &(const char *){0}));
}

static bool same(const char *a, const char *b)
{
    struct url x, y;
    const char *why;
    bool is_same;

    assert_true(url_parse(a, &x, &why));
    assert_true(url_parse(b, &y, &why));
    is_same = url_same_origin(&x, &y);
    url_done(&x);
    url_done(&y);
    return is_same;
}

static void test_origin(void **state)
{
    (void)state;
    assert_true(same("http://h/a", "http://H:80/b"));
    assert_true(same("https://h./", "https://h:443/"));
    assert_false(same("http://h/", "https://h/"));
    assert_false(same("http://h/", "http://h:81/"));
    assert_false(same("http://h/", "http://a.h/"));
    assert_false(same("http://localhost/", "http://127.0.0.1/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_origin),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
