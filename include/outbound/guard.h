// SPDX-License-Identifier: MIT
/* Which addresses the program may call when a tenant gave the name. It judges the address a name resolved to, never
 * the name: a name may point anywhere, and may point elsewhere a second later. */
#ifndef SAUDA_OUTBOUND_GUARD_H
#define SAUDA_OUTBOUND_GUARD_H

#include "base/network.h"

#include <stdbool.h>
#include <sys/socket.h>

struct guard {
    bool allows_loopback; /* 127.0.0.0/8 and ::1: the dev profile, where modules run on localhost */
    struct networks allowed;
};

/* `allow` is OUTBOUND_ALLOW: addresses and CIDR ranges with commas ("10.1.0.0/16, fd12::/48"), or NULL. False when an
 * item is neither, or when there are more than NETWORKS_MAX. */
bool guard_init(struct guard *guard, const char *allow, bool allows_loopback)
    __attribute__((warn_unused_result));

/* Whether a tenant may have us call this address: global unicast, or named by OUTBOUND_ALLOW. Refused are private,
 * loopback, link-local, shared, multicast, documentation, benchmark and reserved ranges (RFC 6890, RFC 5735) and the
 * metadata services of clouds. IPv4 inside of IPv6 (mapped, NAT64, 6to4) is judged as IPv4. */
bool guard_permits(const struct guard *guard, const struct sockaddr *address);

#endif
