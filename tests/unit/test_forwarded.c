// SPDX-License-Identifier: MIT
/* Who sent a request, by all that proxies and liars may have written into its head. */
#include "http/forwarded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define MAX_HEADERS 8
#define FOR "X-Forwarded-For"
#define PROTO "X-Forwarded-Proto"

static struct forwarded read_from(const char *peer, const char *const *pairs)
{
    struct param headers[MAX_HEADERS];
    struct networks trusted;
    struct ip ip;
    size_t n = 0;

    assert_true(networks_parse("10.0.0.0/8, fd00::/8", &trusted));
    assert_true(ip_parse(peer, strlen(peer), &ip));
    for (; *pairs; pairs += 2)
        headers[n++] = (struct param){IN_HEADER, pairs[0], pairs[1], strlen(pairs[1])};
    return forwarded_read(&trusted, ip, headers, n);
}

static void expect(const char *client, bool is_https, const char *peer, const char *const *pairs)
{
    struct forwarded got = read_from(peer, pairs);
    char text[IP_TEXT_SIZE];

    ip_write(got.client, text);
    assert_string_equal(text, client);
    assert_int_equal(got.is_https, is_https);
}

#define EXPECT(client, is_https, peer, ...)                                                        \
    expect(client, is_https, peer, (const char *const[]){__VA_ARGS__, NULL})

static void test_only_of_trusted_peers(void **state)
{
    (void)state;
    EXPECT("9.9.9.9", false, "9.9.9.9", FOR, "1.1.1.1", PROTO, "https");
    EXPECT("1.1.1.1", true, "10.0.0.1", FOR, "1.1.1.1", PROTO, "https");
    EXPECT("1.1.1.1", true, "::ffff:10.0.0.1", FOR, "1.1.1.1", PROTO, "HTTPS");
    EXPECT("10.0.0.1", false, "10.0.0.1", "Accept", "*/*");
    EXPECT("10.0.0.1", true, "10.0.0.1", PROTO, "https");
    EXPECT("10.0.0.1", false, "10.0.0.1", "Forwarded", "for=1.1.1.1;proto=https");
}

static void test_the_last_that_is_not_trusted(void **state)
{
    (void)state;
    /* what a client wrote in front of it does not count */
    EXPECT("2.2.2.2", false, "10.0.0.1", FOR, "1.1.1.1, 2.2.2.2");
    EXPECT("2.2.2.2", false, "10.0.0.1", FOR, "10.9.9.9, 2.2.2.2");
    EXPECT("2.2.2.2", false, "10.0.0.1", FOR, "1.1.1.1,2.2.2.2,10.0.0.3,\tfd00::2 ");
    EXPECT("2001:db8::7", false, "fd00::1", FOR, "2001:db8::7");
    EXPECT("2.2.2.2", false, "10.0.0.1", FOR, "::ffff:2.2.2.2");
    EXPECT("2.2.2.2", false, "10.0.0.1", FOR, "2.2.2.2, ::ffff:10.1.1.1");
    /* all are trusted: a client inside */
    EXPECT("10.7.7.7", false, "10.0.0.1", FOR, "10.7.7.7, 10.0.0.2");
}

static void test_several_headers_are_one_list(void **state)
{
    (void)state;
    EXPECT("2.2.2.2", false, "10.0.0.1", FOR, "1.1.1.1", "x-forwarded-for", "2.2.2.2");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1", "Accept", "*/*", FOR, "10.0.0.2");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1,", FOR, ",, ", FOR, "");
}

static void test_garbage_ends_the_list(void **state)
{
    (void)state;
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, "unknown");
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, "1.1.1.1, unknown");
    EXPECT("10.0.0.2", false, "10.0.0.1", FOR, "1.1.1.1, <script>, 10.0.0.2");
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, "1.1.1.1 2.2.2.2");
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, "[::1");
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, "[]");
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, ":");
    EXPECT("10.0.0.1", false, "10.0.0.1", FOR, "");
}

static void test_ports(void **state)
{
    (void)state;
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1:4711");
    EXPECT("2001:db8::7", false, "10.0.0.1", FOR, "[2001:db8::7]:4711");
    EXPECT("2001:db8::7", false, "10.0.0.1", FOR, "[2001:db8::7]");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1, 10.0.0.2:80");
}

static void test_the_outermost_proxys_word(void **state)
{
    (void)state;
    /* each proxy appends its own: the first was called by https, the second by the first */
    EXPECT("1.1.1.1", true, "10.0.0.1", FOR, "1.1.1.1, 10.0.0.2", PROTO, "https, http");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1, 10.0.0.2", PROTO, "http, https");
    /* or hands on what the first one said */
    EXPECT("1.1.1.1", true, "10.0.0.1", FOR, "1.1.1.1, 10.0.0.2", PROTO, "https");
    /* what a client wrote in front of it does not count */
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1", PROTO, "https, http");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1", PROTO, "https", PROTO, "http");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1", PROTO, "httpss");
    EXPECT("1.1.1.1", false, "10.0.0.1", FOR, "1.1.1.1", PROTO, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_of_trusted_peers),
        cmocka_unit_test(test_the_last_that_is_not_trusted),
        cmocka_unit_test(test_several_headers_are_one_list),
        cmocka_unit_test(test_garbage_ends_the_list),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_the_outermost_proxys_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
