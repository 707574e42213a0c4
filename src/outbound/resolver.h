// SPDX-License-Identifier: MIT
/* Names to addresses, without ever blocking the loop. curl would start a thread for each lookup, thousands of them for
 * as many names, and wait for those that hang; here a bounded number of threads serves all, one lookup a name. */
#ifndef SAUDA_OUTBOUND_RESOLVER_H
#define SAUDA_OUTBOUND_RESOLVER_H

#include <netinet/in.h>
#include <stdbool.h>

struct loop;
struct resolver;
struct name; /* src/outbound/resolver.c: what is known of a name */

#define RESOLVED_MAX 16

union resolved_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

struct resolved {
    int error; /* of getaddrinfo(); 0 with at least one address */
    unsigned n;
    union resolved_address addresses[RESOLVED_MAX];
};

/* Someone who waits for a name; embedded in its owner, zeroed before its first use. */
struct lookup {
    void (*done)(void *arg, const struct resolved *resolved); /* lives until done() returns */
    void *arg;
    struct name *name; /* NULL: does not wait */
    struct lookup *next, **place;
};

struct resolver *resolver_new(struct loop *loop);
/* Nobody may be waiting. Threads that hang in a lookup are left to end by themselves. */
void resolver_free(struct resolver *resolver);

/* Calls lookup->done on the loop's thread: at once when the answer is known, else when it comes. */
void resolver_start(struct resolver *resolver, struct lookup *lookup, const char *host);
/* Allowed when it does not wait. */
void resolver_cancel(struct lookup *lookup);

#endif
