// SPDX-License-Identifier: MIT
/* inet_pton() reads the addresses: it takes the strict notations alone, where inet_aton() would take 0x7f.1 too. */
#include "base/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const struct network mapped = {{{[10] = 0xff, [11] = 0xff}}, IP_MAPPED_BITS};
static const struct network v4_loopback = {{{[10] = 0xff, [11] = 0xff, [12] = 127}},
                                           IP_MAPPED_BITS + 8};
static const struct network v6_loopback = {{{[15] = 1}}, 128};

struct ip ip_from_v4(const uint8_t bytes[static 4])
{
    struct ip ip = mapped.base;

    memcpy(ip.bytes + 12, bytes, 4);
    return ip;
}

bool ip_from_sockaddr(const struct sockaddr *address, struct ip *ret_ip)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        *ret_ip = ip_from_v4((const uint8_t *)&in.sin_addr);
        return true;
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(&in6, address, sizeof in6);
    memcpy(ret_ip->bytes, &in6.sin6_addr, sizeof ret_ip->bytes);
    return true;
}

bool ip_parse(const char *text, size_t len, struct ip *ret_ip)
{
    char copy[IP_TEXT_SIZE];
    uint8_t v4[4];

    if (len >= sizeof copy || memchr(text, '\0', len))
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (inet_pton(AF_INET, copy, v4) == 1) {
        *ret_ip = ip_from_v4(v4);
        return true;
    }
    return inet_pton(AF_INET6, copy, ret_ip->bytes) == 1;
}

void ip_write(struct ip ip, char text[static IP_TEXT_SIZE])
{
    if (ip_is_v4(ip))
        inet_ntop(AF_INET, ip.bytes + 12, text, IP_TEXT_SIZE);
    else
        inet_ntop(AF_INET6, ip.bytes, text, IP_TEXT_SIZE);
}

bool ip_is_v4(struct ip ip)
{
    return network_has(&mapped, ip);
}

struct ip ip_customer(struct ip ip)
{
    if (!ip_is_v4(ip))
        memset(ip.bytes + 8, 0, 8);
    return ip;
}

bool ip_is_loopback(struct ip ip)
{
    return network_has(&v4_loopback, ip) || network_has(&v6_loopback, ip);
}

/* --- networks ---------------------------------------------------------------------------------------------------- */

bool network_has(const struct network *network, struct ip ip)
{
    const uint8_t *base = network->base.bytes;
    unsigned bytes = network->bits / 8, rest = network->bits % 8;

    if (memcmp(base, ip.bytes, bytes) != 0)
        return false;
    return rest == 0 || (base[bytes] ^ ip.bytes[bytes]) >> (8 - rest) == 0;
}

/* A number of digits alone; strtoul() would take a sign or a blank. */
static bool parse_bits(const char *text, size_t len, unsigned max, unsigned *ret_bits)
{
    unsigned bits = 0;

    if (len == 0 || len > 3)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        bits = bits * 10 + (unsigned)(text[i] - '0');
    }
    *ret_bits = bits;
    return bits <= max;
}

bool network_parse(const char *text, size_t len, struct network *ret_network)
{
    const char *slash = memchr(text, '/', len);
    size_t address_len = slash ? (size_t)(slash - text) : len;
    bool is_v4 = !memchr(text, ':', address_len);
    unsigned before = is_v4 ? IP_MAPPED_BITS : 0, bits = 128 - before;

    if (!ip_parse(text, address_len, &ret_network->base))
        return false;
    if (slash && !parse_bits(slash + 1, len - address_len - 1, bits, &bits))
        return false;
    ret_network->bits = before + bits;
    return true;
}

bool networks_parse(const char *list, struct networks *ret_networks)
{
    static const char blanks[] = " \t";
    const char *at = list ? list : "";

    ret_networks->n = 0;
    while (*at) {
        size_t len;

        at += strspn(at, " \t,");
        len = strcspn(at, ",");
        while (len && strchr(blanks, at[len - 1]))
            len--;
        if (len && (ret_networks->n == NETWORKS_MAX ||
                    !network_parse(at, len, &ret_networks->items[ret_networks->n++])))
            return false;
        at += strcspn(at, ",");
    }
    return true;
}

bool networks_have(const struct networks *networks, struct ip ip)
{
    for (size_t i = 0; i < networks->n; i++)
        if (network_has(&networks->items[i], ip))
            return true;
    return false;
}
