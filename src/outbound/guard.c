// SPDX-License-Identifier: MIT
/* The guard knows one notation, IPv6 with IPv4 mapped into it, so that a trick with another notation of the same
 * address has nothing to work on. What is not known to be public is refused: for IPv6 that is all but 2000::/3. */
#include "outbound/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define MAPPED_BITS 96u

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

static const struct guard_range v6_public = {{0x20}, 3};

/* What is not global inside of 2000::/3. Private, link-local and multicast addresses lie outside of it. */
static const struct guard_range v6_refused[] = {
    {{0x20, 0x01}, 23},             /* protocol assignments: Teredo, benchmarks, ORCHID */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff}, 20},             /* documentation */
};

static const struct guard_range mapped = {{[10] = 0xff, [11] = 0xff}, MAPPED_BITS};
static const struct guard_range nat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};
static const struct guard_range six_to_four = {{0x20, 0x02}, 16};
static const struct guard_range v4_loopback = {{[10] = 0xff, [11] = 0xff, [12] = 127},
                                               MAPPED_BITS + 8};
static const struct guard_range v6_loopback = {{[15] = 1}, 128};

static bool range_has(const struct guard_range *range, const uint8_t address[static 16])
{
    unsigned bytes = range->bits / 8, rest = range->bits % 8;

    if (memcmp(range->address, address, bytes) != 0)
        return false;
    return rest == 0 || (range->address[bytes] ^ address[bytes]) >> (8 - rest) == 0;
}

static void map_v4(const uint8_t v4[static 4], uint8_t ret_address[static 16])
{
    uint8_t bytes[4];

    memcpy(bytes, v4, sizeof bytes); /* it may lie inside of ret_address */
    memcpy(ret_address, mapped.address, 12);
    memcpy(ret_address + 12, bytes, sizeof bytes);
}

/* Replaces an address that stands for one of IPv4 by that one. */
static void unwrap(uint8_t address[static 16])
{
    if (range_has(&nat64, address))
        map_v4(address + 12, address);
    else if (range_has(&six_to_four, address))
        map_v4(address + 2, address);
}

static bool is_allowed(const struct guard *guard, const uint8_t address[static 16])
{
    for (size_t i = 0; i < guard->n_allowed; i++)
        if (range_has(&guard->allowed[i], address))
            return true;
    return guard->allows_loopback &&
           (range_has(&v4_loopback, address) || range_has(&v6_loopback, address));
}

static bool is_public_v4(const uint8_t v4[static 4])
{
    uint32_t address = V4(v4[0], v4[1], v4[2], v4[3]);

    for (size_t i = 0; i < sizeof v4_refused / sizeof *v4_refused; i++)
        if ((address ^ v4_refused[i].address) >> (32 - v4_refused[i].bits) == 0)
            return false;
    return true;
}

static bool is_public_v6(const uint8_t address[static 16])
{
    if (!range_has(&v6_public, address))
        return false;
    for (size_t i = 0; i < sizeof v6_refused / sizeof *v6_refused; i++)
        if (range_has(&v6_refused[i], address))
            return false;
    return true;
}

bool guard_permits(const struct guard *guard, const struct sockaddr *address)
{
    uint8_t bytes[16];

    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;

        memcpy(&in, address, sizeof in);
        map_v4((const uint8_t *)&in.sin_addr, bytes);
    } else if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;

        memcpy(&in6, address, sizeof in6);
        memcpy(bytes, &in6.sin6_addr, sizeof bytes);
    } else {
        return false;
    }
    if (is_allowed(guard, bytes))
        return true;
    unwrap(bytes);
    if (is_allowed(guard, bytes))
        return true;
    return range_has(&mapped, bytes) ? is_public_v4(bytes + 12) : is_public_v6(bytes);
}

/* --- OUTBOUND_ALLOW -------------------------------------------------------------------------------------------- */

static bool parse_bits(const char *text, unsigned max, unsigned *ret_bits)
{
    char *end;
    unsigned long bits;

    if (*text < '0' || *text > '9') /* strtoul() would take a sign or a blank */
        return false;
    bits = strtoul(text, &end, 10);
    if (*end || bits > max)
        return false;
    *ret_bits = (unsigned)bits;
    return true;
}

static bool parse_range(char *item, struct guard_range *ret_range)
{
    char *slash = strchr(item, '/');
    uint8_t v4[4];
    unsigned bits;

    if (slash)
        *slash++ = '\0';
    if (inet_pton(AF_INET, item, v4) == 1) {
        bits = 32;
        if (slash && !parse_bits(slash, 32, &bits))
            return false;
        map_v4(v4, ret_range->address);
        ret_range->bits = MAPPED_BITS + bits;
        return true;
    }
    if (inet_pton(AF_INET6, item, ret_range->address) != 1)
        return false;
    ret_range->bits = 128;
    return !slash || parse_bits(slash, 128, &ret_range->bits);
}

bool guard_init(struct guard *guard, const char *allow, bool allows_loopback)
{
    static const char blanks[] = " \t";

    *guard = (struct guard){.allows_loopback = allows_loopback};
    while (allow && *allow) {
        size_t len = strcspn(allow, ",");
        char item[64];
        const char *start = allow + strspn(allow, blanks);
        const char *end = allow + len;

        while (end > start && strchr(blanks, end[-1]))
            end--;
        allow += len + (allow[len] == ',');
        if (start >= end) /* an empty item: a comma too many */
            continue;
        if ((size_t)(end - start) >= sizeof item || guard->n_allowed == GUARD_RANGES_MAX)
            return false;
        memcpy(item, start, (size_t)(end - start));
        item[end - start] = '\0';
        if (!parse_range(item, &guard->allowed[guard->n_allowed]))
            return false;
        guard->n_allowed++;
    }
    return true;
}
