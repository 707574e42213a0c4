// SPDX-License-Identifier: MIT
/* Addresses and networks: what is one, what it contains, and that no notation of an address passes for another. */
#include "base/network.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct ip ip(const char *text)
{
    struct ip got = {{0}};

    if (!ip_parse(text, strlen(text), &got))
        fail_msg("%s was not taken", text);
    return got;
}

static bool has(const char *network, const char *address)
{
    struct network got;

    if (!network_parse(network, strlen(network), &got))
        fail_msg("%s was not taken", network);
    return network_has(&got, ip(address));
}

static void test_notations(void **state)
{
    static const char *const pairs[][2] = {
        {"10.1.2.3", "10.1.2.3"},
        {"::ffff:10.1.2.3", "10.1.2.3"},
        {"::FFFF:0A01:0203", "10.1.2.3"},
        {"::1", "::1"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"0.0.0.0", "0.0.0.0"},
        {"::", "::"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char text[IP_TEXT_SIZE];

        ip_write(ip(pairs[i][0]), text);
        assert_string_equal(text, pairs[i][1]);
    }
    assert_true(ip_is_v4(ip("::ffff:1.1.1.1")));
    assert_false(ip_is_v4(ip("::1.1.1.1")));
}

static void test_no_addresses(void **state)
{
    static const char *const bad[] = {
        "",          " 1.1.1.1",   "1.1.1.1 ",     "1.1.1",        "1.1.1.1.1",
        "010.0.0.1", "0x7f.0.0.1", "2130706433",   "256.1.1.1",    "::1%lo",
        "[::1]",     ":::",        "1::2::3",      "::ffff:1.1.1", "unknown",
        "_hidden",   "1.1.1.1:8",  "12345:6789::", "localhost",
    };
    struct ip got, expected = ip("1.1.1.1");

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ip_parse(bad[i], strlen(bad[i]), &got))
            fail_msg("\"%s\" was taken", bad[i]);
    assert_false(ip_parse("1.1.1.1\0", 8, &got));
    assert_true(ip_parse("1.1.1.123", 7, &got));
    assert_memory_equal(&got, &expected, sizeof got);
}

static void test_sockets(void **state)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = {htonl(0x0a000001)}};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr un = {.sa_family = AF_UNIX};
    struct ip got, expected = ip("10.0.0.1");

    (void)state;
    assert_true(ip_from_sockaddr((const struct sockaddr *)&in, &got));
    assert_memory_equal(&got, &expected, sizeof got);
    assert_true(ip_from_sockaddr((const struct sockaddr *)&in6, &got));
    assert_true(ip_is_loopback(got));
    assert_false(ip_from_sockaddr(&un, &got));
}

static void test_customers(void **state)
{
    static const char *const pairs[][2] = {
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"::1", "::"},
        {"10.1.2.3", "10.1.2.3"},
        {"::ffff:10.1.2.3", "10.1.2.3"},
    };
    char text[IP_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ip_write(ip_customer(ip(pairs[i][0])), text);
        assert_string_equal(text, pairs[i][1]);
    }
}

static void test_loopback(void **state)
{
    (void)state;
    assert_true(ip_is_loopback(ip("127.0.0.1")));
    assert_true(ip_is_loopback(ip("127.255.255.255")));
    assert_true(ip_is_loopback(ip("::1")));
    assert_true(ip_is_loopback(ip("::ffff:127.0.0.1")));
    assert_false(ip_is_loopback(ip("128.0.0.0")));
    assert_false(ip_is_loopback(ip("126.255.255.255")));
    assert_false(ip_is_loopback(ip("::2")));
    assert_false(ip_is_loopback(ip("::7f00:1")));
}

static void test_networks(void **state)
{
    (void)state;
    assert_true(has("10.0.0.0/8", "10.255.255.255"));
    assert_false(has("10.0.0.0/8", "11.0.0.0"));
    assert_true(has("10.9.9.9/8", "10.0.0.0")); /* what lies behind the length does not count */
    assert_true(has("192.168.4.0/22", "192.168.7.255"));
    assert_false(has("192.168.4.0/22", "192.168.8.0"));
    assert_true(has("10.0.0.1", "10.0.0.1"));
    assert_false(has("10.0.0.1", "10.0.0.2"));
    assert_true(has("10.0.0.0/8", "::ffff:10.1.1.1"));
    assert_true(has("::ffff:10.0.0.0/104", "10.1.1.1"));
    assert_true(has("0.0.0.0/0", "255.1.1.1"));
    assert_false(has("0.0.0.0/0", "::1"));
    assert_true(has("::/0", "1.1.1.1"));
    assert_true(has("fd00::/8", "fdff::1"));
    assert_false(has("fd00::/8", "fe00::1"));
    assert_true(has("2001:db8::/63", "2001:db8:0:1::"));
    assert_false(has("2001:db8::/63", "2001:db8:0:2::"));
    assert_true(has("::1/128", "::1"));
    assert_false(has("::1/128", "::"));
}

static void test_no_networks(void **state)
{
    static const char *const bad[] = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/ 8",
        "10.0.0.0/8/8",
        "10.0.0.0/8x",
        "10.0.0.0/0008",
        "::/129",
        "::/1e1",
        "10.0.0.0\\8",
        "a.kz/8",
        "fd00::%1/8",
        "10.0.0.0 /8",
        "10.0.0.0/999",
    };
    struct network got;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (network_parse(bad[i], strlen(bad[i]), &got))
            fail_msg("\"%s\" was taken", bad[i]);
}

static void test_lists(void **state)
{
    char many[NETWORKS_MAX * 8 + 16] = "";
    struct networks got;

    (void)state;
    assert_true(networks_parse(NULL, &got));
    assert_int_equal(got.n, 0);
    assert_false(networks_have(&got, ip("127.0.0.1")));
    assert_true(networks_parse(" ,\t, ", &got));
    assert_int_equal(got.n, 0);
    assert_true(networks_parse(",10.0.0.0/8 ,, ::1\t,192.168.1.7", &got));
    assert_int_equal(got.n, 3);
    assert_true(networks_have(&got, ip("10.1.1.1")));
    assert_true(networks_have(&got, ip("::1")));
    assert_true(networks_have(&got, ip("192.168.1.7")));
    assert_false(networks_have(&got, ip("192.168.1.8")));
    assert_false(networks_parse("10.0.0.0/8,x", &got));
    assert_false(networks_parse("10.0.0.0/8 ::1", &got));
    for (size_t i = 0; i < NETWORKS_MAX; i++)
        memcpy(many + i * 8, "1.1.1.1,", 9);
    assert_true(networks_parse(many, &got));
    assert_int_equal(got.n, NETWORKS_MAX);
    memcpy(many + NETWORKS_MAX * 8, "1.1.1.1", 8);
    assert_false(networks_parse(many, &got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notations), cmocka_unit_test(test_no_addresses),
        cmocka_unit_test(test_sockets),   cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_networks),  cmocka_unit_test(test_no_networks),
        cmocka_unit_test(test_lists),     cmocka_unit_test(test_customers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
