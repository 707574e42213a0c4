// SPDX-License-Identifier: MIT
/* Addresses of the internet and ranges of them, in one notation: IPv6, with IPv4 mapped into it (::ffff:a.b.c.d,
 * RFC 4291 section 2.5.5.2), so that two notations of one address are never taken for two. */
#ifndef SAUDA_BASE_NETWORK_H
#define SAUDA_BASE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IP_TEXT_SIZE 46   /* of an address as text, with the NUL */
#define IP_MAPPED_BITS 96 /* before the four bytes of an IPv4 address */
#define NETWORKS_MAX 64   /* in one list */

struct sockaddr;

struct ip {
    uint8_t bytes[16];
};

struct network {
    struct ip base;
    unsigned bits;
};

struct networks {
    size_t n;
    struct network items[NETWORKS_MAX];
};

struct ip ip_from_v4(const uint8_t bytes[static 4]);
/* False for what is no address of the internet (a Unix socket). `ret_ip` is untouched then. */
bool ip_from_sockaddr(const struct sockaddr *address, struct ip *ret_ip)
    __attribute__((warn_unused_result));
/* "10.0.0.1", "fd00::1"; no brackets, no port, no zone. */
bool ip_parse(const char *text, size_t len, struct ip *ret_ip) __attribute__((warn_unused_result));
/* As people write it: IPv4 as four numbers. */
void ip_write(struct ip ip, char text[static IP_TEXT_SIZE]);
bool ip_is_v4(struct ip ip);
/* Whom limits count: IPv4 as it is, IPv6 without the 64 bits of the interface (RFC 4291 section 2.5.1), which every
 * customer chooses for himself. */
struct ip ip_customer(struct ip ip);
/* 127.0.0.0/8 and ::1. */
bool ip_is_loopback(struct ip ip);

bool network_has(const struct network *network, struct ip ip);
/* "10.0.0.0/8", or an address alone. */
bool network_parse(const char *text, size_t len, struct network *ret_network)
    __attribute__((warn_unused_result));

/* A list with commas; blanks and empty items do not count, NULL is an empty list. False when an item is no network, or
 * when there are more than NETWORKS_MAX. */
bool networks_parse(const char *list, struct networks *ret_networks)
    __attribute__((warn_unused_result));
bool networks_have(const struct networks *networks, struct ip ip);

#endif
