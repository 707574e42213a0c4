// SPDX-License-Identifier: MIT
/* Which addresses the program may call when a tenant gave the name. It judges the address a name resolved to, never
 * the name: a name may point anywhere, and may point elsewhere a second later. */
#ifndef SAUDA_OUTBOUND_GUARD_H
#define SAUDA_OUTBOUND_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define GUARD_RANGES_MAX 64

/* A range of IPv6 addresses; one of IPv4 is written in its mapped form, ::ffff:a.b.c.d. */
struct guard_range {
    uint8_t address[16];
    unsigned bits;
};

struct guard {
    bool allows_loopback; /* 127.0.0.0/8 and ::1: the dev profile, where modules run on localhost */
    size_t n_allowed;
    struct guard_range allowed[GUARD_RANGES_MAX];
};

/* `allow` is OUTBOUND_ALLOW: addresses and CIDR ranges with commas ("10.1.0.0/16, fd12::/48"), or NULL. False when an
 * item is neither, or when there are more than GUARD_RANGES_MAX. */
bool guard_init(struct guard *guard, const char *allow, bool allows_loopback)
    __attribute__((warn_unused_result));

/* Whether a tenant may have us call this address: global unicast, or named by OUTBOUND_ALLOW. Refused are private,
 * loopback, link-local, shared, multicast, documentation, benchmark and reserved ranges (RFC 6890, RFC 5735) and the
 * metadata services of clouds. IPv4 inside of IPv6 (mapped, NAT64, 6to4) is judged as IPv4. */
bool guard_permits(const struct guard *guard, const struct sockaddr *address);

#endif
