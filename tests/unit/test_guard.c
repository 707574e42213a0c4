// SPDX-License-Identifier: MIT
/* The guard against a table of addresses: each special range at both of its ends, each notation that hides one. */
#include "outbound/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool permits(const struct guard *guard, const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    struct sockaddr_storage address = {0};

    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        memcpy(&address, &in, sizeof in);
    else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
        memcpy(&address, &in6, sizeof in6);
    else
        fail_msg("%s is no address", text);
    return guard_permits(guard, (const struct sockaddr *)&address);
}

struct verdict {
    const char *address;
    bool is_permitted;
};

static const struct verdict verdicts[] = {
    {"0.0.0.0", false},
    {"0.255.255.255", false},
    {"1.0.0.0", true},
    {"1.1.1.1", true},
    {"8.8.8.8", true},
    {"9.255.255.255", true},
    {"10.0.0.0", false},
    {"10.0.0.1", false},
    {"10.255.255.255", false},
    {"11.0.0.0", true},
    {"100.63.255.255", true},
    {"100.64.0.0", false},
    {"100.100.100.200", false}, /* metadata, Alibaba */
    {"100.127.255.255", false},
    {"100.128.0.0", true},
    {"126.255.255.255", true},
    {"127.0.0.0", false},
    {"127.0.0.1", false},
    {"127.255.255.255", false},
    {"128.0.0.0", true},
    {"168.63.129.15", true},
    {"168.63.129.16", false}, /* Azure */
    {"169.253.255.255", true},
    {"169.254.0.0", false},
    {"169.254.169.254", false}, /* metadata, most clouds */
    {"169.254.170.2", false},   /* credentials of containers on AWS */
    {"169.254.255.255", false},
    {"169.255.0.0", true},
    {"172.15.255.255", true},
    {"172.16.0.0", false},
    {"172.31.255.255", false},
    {"172.32.0.0", true},
    {"192.0.0.1", false},
    {"192.0.0.192", false}, /* metadata, Oracle */
    {"192.0.1.0", true},
    {"192.0.2.1", false},
    {"192.0.3.0", true},
    {"192.88.99.1", false},
    {"192.167.255.255", true},
    {"192.168.0.1", false},
    {"192.168.255.255", false},
    {"192.169.0.0", true},
    {"198.17.255.255", true},
    {"198.18.0.0", false},
    {"198.19.255.255", false},
    {"198.20.0.0", true},
    {"198.51.100.7", false},
    {"203.0.113.7", false},
    {"203.0.114.0", true},
    {"223.255.255.255", true},
    {"224.0.0.1", false},
    {"239.255.255.250", false},
    {"240.0.0.1", false},
    {"255.255.255.255", false},
    {"::", false},
    {"::1", false},
    {"::2", false},
    {"::7f00:1", false}, /* IPv4-compatible */
    {"::808:808", false},
    {"::ffff:127.0.0.1", false},
    {"::ffff:10.1.2.3", false},
    {"::ffff:169.254.169.254", false},
    {"::ffff:0.0.0.0", false},
    {"::ffff:8.8.8.8", true},
    {"::ffff:0:8.8.8.8", false}, /* IPv4-translated */
    {"64:ff9b::10.0.0.1", false},
    {"64:ff9b::169.254.169.254", false},
    {"64:ff9b::127.0.0.1", false},
    {"64:ff9b::8.8.8.8", true},
    {"64:ff9b:1::8.8.8.8", false}, /* NAT64 of a network of its own */
    {"100::1", false},
    {"2001::1", false},
    {"2001:0:808:808:0:0:f5ff:fffe", false}, /* Teredo, around 10.0.0.1 */
    {"2001:1ff:ffff::1", false},
    {"2001:2::1", false},
    {"2001:200::1", true},
    {"2001:db8::1", false},
    {"2001:4860:4860::8888", true},
    {"2002:a00:1::1", false},    /* 6to4 of 10.0.0.1 */
    {"2002:7f00:1::1", false},   /* 127.0.0.1 */
    {"2002:a9fe:a9fe::", false}, /* 169.254.169.254 */
    {"2002:808:808::1", true},
    {"2606:4700::1111", true},
    {"2a02:6b8::1", true},
    {"3fff::1", false},
    {"3fff:1000::1", true},
    {"4000::1", false},
    {"5f00::1", false},
    {"fc00::1", false},
    {"fd00:ec2::254", false}, /* metadata, AWS */
    {"fdff:ffff::1", false},
    {"fe80::1", false},
    {"febf:ffff::1", false},
    {"fec0::1", false},
    {"ff02::1", false},
    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
};

static void test_ranges(void **state)
{
    struct guard guard;

    (void)state;
    assert_true(guard_init(&guard, NULL, false));
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (permits(&guard, verdicts[i].address) != verdicts[i].is_permitted)
            fail_msg("%s: expected %d", verdicts[i].address, verdicts[i].is_permitted);
}

static void test_loopback_in_dev(void **state)
{
    struct guard guard;

    (void)state;
    assert_true(guard_init(&guard, NULL, true));
    assert_true(permits(&guard, "127.0.0.1"));
    assert_true(permits(&guard, "127.255.0.9"));
    assert_true(permits(&guard, "::1"));
    assert_true(permits(&guard, "::ffff:127.0.0.1"));
    assert_false(permits(&guard, "::"));
    assert_false(permits(&guard, "0.0.0.0"));
    assert_true(permits(&guard, "128.0.0.1"));
    assert_false(permits(&guard, "10.0.0.1"));
    assert_false(permits(&guard, "169.254.169.254"));
    assert_false(permits(&guard, "::ffff:169.254.169.254"));
}

static void test_allow_list(void **state)
{
    struct guard guard;

    (void)state;
    assert_true(guard_init(&guard, " 10.1.0.0/16 ,192.168.7.9,, fd12:3456::/32,::1,169.254.1.0/25 ",
                           false));
    assert_int_equal(guard.allowed.n, 5);
    assert_true(permits(&guard, "10.1.0.0"));
    assert_true(permits(&guard, "10.1.255.255"));
    assert_false(permits(&guard, "10.2.0.0"));
    assert_false(permits(&guard, "10.0.255.255"));
    assert_true(permits(&guard, "192.168.7.9"));
    assert_false(permits(&guard, "192.168.7.8"));
    assert_true(permits(&guard, "fd12:3456:9::1"));
    assert_false(permits(&guard, "fd12:3457::1"));
    assert_true(permits(&guard, "::1"));
    assert_false(permits(&guard, "127.0.0.1"));
    assert_true(permits(&guard, "169.254.1.127"));
    assert_false(permits(&guard, "169.254.1.128"));
    /* other notations of what is allowed */
    assert_true(permits(&guard, "::ffff:10.1.2.3"));
    assert_true(permits(&guard, "64:ff9b::10.1.2.3"));
    assert_false(permits(&guard, "::ffff:10.2.2.3"));
    assert_true(guard_init(&guard, "0.0.0.0/0", false));
    assert_true(permits(&guard, "127.0.0.1"));
    assert_false(permits(&guard, "::1"));
    assert_true(guard_init(&guard, "::/0", false));
    assert_true(permits(&guard, "fe80::1"));
}

static void test_bad_allow_list(void **state)
{
    static const char *const bad[] = {
        "localhost",    "10.0.0.0/33",     "10.0.0.0/-1",
        "10.0.0.0/",    "10.0.0.0/ 8",     "::/129",
        "10.0.0",       "010.0.0.1",       "1.2.3.4/8x",
        "fe80::1%eth0", "1.2.3.4;1.1.1.1", "10.0.0.0/99999999999999999999999999999999999999999999"};
    char many[NETWORKS_MAX * 8 + 16] = "";
    struct guard guard;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (guard_init(&guard, bad[i], false))
            fail_msg("%s was taken", bad[i]);
    for (size_t i = 0; i <= NETWORKS_MAX; i++)
        memcpy(many + i * 8, "1.1.1.1,", 9);
    assert_false(guard_init(&guard, many, false));
    assert_true(guard_init(&guard, "", false));
    assert_true(guard_init(&guard, " , ", false));
}

static void test_other_families(void **state)
{
    struct sockaddr address = {.sa_family = AF_UNIX};
    struct guard guard;

    (void)state;
    assert_true(guard_init(&guard, "0.0.0.0/0,::/0", true));
    assert_false(guard_permits(&guard, &address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),         cmocka_unit_test(test_loopback_in_dev),
        cmocka_unit_test(test_allow_list),     cmocka_unit_test(test_bad_allow_list),
        cmocka_unit_test(test_other_families),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
