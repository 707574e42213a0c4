// SPDX-License-Identifier: MIT
/* The guard knows one notation, IPv6 with IPv4 mapped into it, so that a trick with another notation of the same
 * address has nothing to work on. What is not known to be public is refused: for IPv6 that is all but 2000::/3. */
#include "outbound/guard.h"

#include <stdint.h>

struct v4_range {
    uint32_t address;
    unsigned bits;
};

#define V4(a, b, c, d)                                                                             \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* IANA's special-purpose registry of IPv4 (RFC 6890), as far as it is not global. */
static const struct v4_range v4_refused[] = {
    {V4(0, 0, 0, 0), 8},        /* this network */
    {V4(10, 0, 0, 0), 8},       /* private */
    {V4(100, 64, 0, 0), 10},    /* shared by carriers; metadata of Alibaba */
    {V4(127, 0, 0, 0), 8},      /* loopback */
    {V4(168, 63, 129, 16), 32}, /* the host's own services on Azure */
    {V4(169, 254, 0, 0), 16},   /* link-local; metadata of most clouds */
    {V4(172, 16, 0, 0), 12},    /* private */
    {V4(192, 0, 0, 0), 24},     /* protocol assignments; metadata of Oracle */
    {V4(192, 0, 2, 0), 24},     /* documentation */
    {V4(192, 88, 99, 0), 24},   /* 6to4 relays, deprecated */
    {V4(192, 168, 0, 0), 16},   /* private */
    {V4(198, 18, 0, 0), 15},    /* benchmarks */
    {V4(198, 51, 100, 0), 24},  /* documentation */
    {V4(203, 0, 113, 0), 24},   /* documentation */
    {V4(224, 0, 0, 0), 4},      /* multicast */
    {V4(240, 0, 0, 0), 4},      /* reserved, and broadcast */
};

static const struct network v6_public = {{{0x20}}, 3};

/* What is not global inside of 2000::/3. Private, link-local and multicast addresses lie outside of it. */
static const struct network v6_refused[] = {
    {{{0x20, 0x01}}, 23},             /* protocol assignments: Teredo, benchmarks, ORCHID */
    {{{0x20, 0x01, 0x0d, 0xb8}}, 32}, /* documentation */
    {{{0x3f, 0xff}}, 20},             /* documentation */
};

static const struct network nat64 = {{{0x00, 0x64, 0xff, 0x9b}}, 96};
static const struct network six_to_four = {{{0x20, 0x02}}, 16};

/* The address that this one stands for: one of IPv4 where it has one inside. */
static struct ip unwrapped(struct ip ip)
{
    if (network_has(&nat64, ip))
        return ip_from_v4(ip.bytes + 12);
    if (network_has(&six_to_four, ip))
        return ip_from_v4(ip.bytes + 2);
    return ip;
}

static bool is_allowed(const struct guard *guard, struct ip ip)
{
    return networks_have(&guard->allowed, ip) || (guard->allows_loopback && ip_is_loopback(ip));
}

static bool is_public_v4(const uint8_t v4[static 4])
{
    uint32_t address = V4(v4[0], v4[1], v4[2], v4[3]);

    for (size_t i = 0; i < sizeof v4_refused / sizeof *v4_refused; i++)
        if ((address ^ v4_refused[i].address) >> (32 - v4_refused[i].bits) == 0)
            return false;
    return true;
}

static bool is_public_v6(struct ip ip)
{
    if (!network_has(&v6_public, ip))
        return false;
    for (size_t i = 0; i < sizeof v6_refused / sizeof *v6_refused; i++)
        if (network_has(&v6_refused[i], ip))
            return false;
    return true;
}

bool guard_permits(const struct guard *guard, const struct sockaddr *address)
{
    struct ip ip;

    if (!ip_from_sockaddr(address, &ip))
        return false;
    if (is_allowed(guard, ip))
        return true;
    ip = unwrapped(ip);
    if (is_allowed(guard, ip))
        return true;
    return ip_is_v4(ip) ? is_public_v4(ip.bytes + 12) : is_public_v6(ip);
}

bool guard_init(struct guard *guard, const char *allow, bool allows_loopback)
{
    guard->allows_loopback = allows_loopback;
    return networks_parse(allow, &guard->allowed);
}
