// SPDX-License-Identifier: MIT
/* The resolver against name servers that are slow, dead or fine. They stand in for the system's: this program has a
 * getaddrinfo() of its own. */
#include "../../src/outbound/resolver.h"
#include "base/clock.h"
#include "base/loop.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static atomic_uint n_asked, n_asking, most_asking;

static void note_start(void)
{
    unsigned now = atomic_fetch_add(&n_asking, 1) + 1, most = atomic_load(&most_asking);

    atomic_fetch_add(&n_asked, 1);
    while (now > most && !atomic_compare_exchange_weak(&most_asking, &most, now))
        ;
}

/* slow…: 50 ms; dead…: 2.5 s, then a failure; none…: a failure at once; anything else has two addresses. */
int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict ret)
{
    struct {
        struct addrinfo info;
        union resolved_address address;
    } * found;

    (void)service;
    (void)hints;
    note_start();
    if (strncmp(host, "slow", 4) == 0)
        usleep(50000);
    if (strncmp(host, "dead", 4) == 0)
        sleep(6);
    atomic_fetch_sub(&n_asking, 1);
    if (strncmp(host, "dead", 4) == 0)
        return EAI_AGAIN;
    if (strncmp(host, "none", 4) == 0)
        return EAI_NONAME;
    found = calloc(2, sizeof *found);
    if (!found)
        abort();
    found[0].address.v4.sin_family = AF_INET;
    inet_pton(AF_INET, "192.0.2.1", &found[0].address.v4.sin_addr);
    found[1].address.v6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, "2001:db8::1", &found[1].address.v6.sin6_addr);
    found[0].info = (struct addrinfo){.ai_family = AF_INET,
                                      .ai_addrlen = sizeof(struct sockaddr_in),
                                      .ai_addr = &found[0].address.any,
                                      .ai_next = &found[1].info};
    found[1].info = (struct addrinfo){.ai_family = AF_INET6,
                                      .ai_addrlen = sizeof(struct sockaddr_in6),
                                      .ai_addr = &found[1].address.any};
    *ret = &found[0].info;
    return 0;
}

void freeaddrinfo(struct addrinfo *info)
{
    free(info);
}

struct fixture {
    struct loop *loop;
    struct resolver *resolver;
    struct loop_timer timer;
    unsigned n_wanted, n_done;
    struct resolved last;
};

static void give_up(void *arg)
{
    struct fixture *f = arg;

    loop_stop(f->loop);
}

static void answered(void *arg, const struct resolved *resolved)
{
    struct fixture *f = arg;

    f->last = *resolved;
    if (++f->n_done == f->n_wanted)
        loop_stop(f->loop);
}

static void run(struct fixture *f, int64_t most_us)
{
    f->timer = (struct loop_timer){.fn = give_up, .arg = f};
    loop_timer_set(f->loop, &f->timer, clock_now_us() + most_us);
    loop_run(f->loop);
}

static struct fixture *setup(void)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->loop = loop_new("test");
    f->resolver = resolver_new(f->loop);
    n_asked = n_asking = most_asking = 0;
    return f;
}

static void teardown(struct fixture *f)
{
    resolver_free(f->resolver);
    loop_free(f->loop);
    free(f);
}

static void test_one_lookup_a_name(void **state)
{
    struct fixture *f = setup();
    struct lookup lookups[100] = {0};

    (void)state;
    f->n_wanted = 101;
    for (size_t i = 0; i < 100; i++) {
        lookups[i] = (struct lookup){.done = answered, .arg = f};
        resolver_start(f->resolver, &lookups[i], "slow.test");
    }
    assert_int_equal(f->n_done, 0);
    run(f, US_PER_S / 2);
    assert_int_equal(f->n_done, 100);
    assert_int_equal(n_asked, 1);
    assert_int_equal(f->last.error, 0);
    assert_int_equal(f->last.n, 2);
    assert_int_equal(f->last.addresses[0].any.sa_family, AF_INET);
    assert_int_equal(f->last.addresses[1].any.sa_family, AF_INET6);
    resolver_start(f->resolver, &lookups[0], "slow.test"); /* known by now */
    assert_int_equal(f->n_done, 101);
    assert_int_equal(n_asked, 1);
    teardown(f);
}

static void test_failure(void **state)
{
    struct fixture *f = setup();
    struct lookup lookup = {.done = answered, .arg = f};

    (void)state;
    f->n_wanted = 1;
    resolver_start(f->resolver, &lookup, "none.test");
    run(f, US_PER_S);
    assert_int_equal(f->n_done, 1);
    assert_int_equal(f->last.error, EAI_NONAME);
    resolver_start(f->resolver, &lookup, "none.test");
    assert_int_equal(f->n_done, 2); /* kept for some seconds */
    assert_int_equal(n_asked, 1);
    teardown(f);
}

static void test_bounded_threads(void **state)
{
    struct fixture *f = setup();
    struct lookup lookups[1000] = {0};

    (void)state;
    f->n_wanted = 1000;
    for (size_t i = 0; i < 1000; i++) {
        char host[32];

        snprintf(host, sizeof host, "slow%zu.test", i);
        lookups[i] = (struct lookup){.done = answered, .arg = f};
        resolver_start(f->resolver, &lookups[i], host);
    }
    run(f, 10 * US_PER_S);
    assert_int_equal(f->n_done, 1000);
    assert_int_equal(n_asked, 1000);
    assert_in_range(most_asking, 2, 64);
    teardown(f);
}

static void test_dead_servers(void **state)
{
    struct fixture *f = setup();
    struct lookup lookups[20] = {0}, quick = {.done = answered, .arg = f};
    int64_t began_us = clock_now_us();

    (void)state;
    f->n_wanted = 1;
    for (size_t i = 0; i < 20; i++) {
        char host[32];

        snprintf(host, sizeof host, "dead%zu.test", i);
        lookups[i] = (struct lookup){.done = answered, .arg = f};
        resolver_start(f->resolver, &lookups[i], host);
    }
    resolver_start(f->resolver, &quick, "fine.test");
    run(f, 5 * US_PER_S);
    assert_int_equal(f->n_done, 1); /* those that hang held nobody up */
    assert_int_equal(f->last.error, 0);
    for (size_t i = 0; i < 20; i++)
        resolver_cancel(&lookups[i]);
    teardown(f); /* and are not waited for */
    assert_true(clock_now_us() - began_us < 5 * US_PER_S);
    sleep(7); /* they end by themselves, with nobody there */
}

static void test_cancel(void **state)
{
    struct fixture *f = setup();
    struct lookup lookups[3];

    (void)state;
    f->n_wanted = 2;
    for (size_t i = 0; i < 3; i++) {
        lookups[i] = (struct lookup){.done = answered, .arg = f};
        resolver_start(f->resolver, &lookups[i], "slow.test");
    }
    resolver_cancel(&lookups[1]);
    resolver_cancel(&lookups[1]);
    run(f, US_PER_S);
    assert_int_equal(f->n_done, 2);
    teardown(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_lookup_a_name),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_bounded_threads),
        cmocka_unit_test(test_dead_servers),
        cmocka_unit_test(test_cancel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
