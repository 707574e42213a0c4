// SPDX-License-Identifier: MIT
/* The gate between two looks into the database, with a clock of the day that somebody sets: what it reads, and what time
 * it is, is said here. */
#include "auth/gate.h"
#include "auth/token.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/loop.h"
#include "repo/identity.h"
#include "rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define KEY "a-secret-key-of-tests-that-is-long-enough"
#define ORG "018f8e9e-0000-7000-8000-000000000001"
#define USER "018f8e9e-0000-7000-8000-000000000002"
#define SESSION "018f8e9e-0000-7000-8000-000000000003"
#define HOUR_US (3600 * US_PER_S)

/* ---- in the place of the system's clock and of the database ---- */

static int64_t set_forward_us; /* the clock of the day */
static bool is_session_over;
static bool is_told;
static int n_looks;

static int64_t read_clock(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

int64_t clock_now_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_real_us(void)
{
    return read_clock(CLOCK_REALTIME) + set_forward_us;
}

void clock_iso(int64_t real_us, char text[static CLOCK_ISO_SIZE])
{
    snprintf(text, CLOCK_ISO_SIZE, "%lld", (long long)real_us);
}

enum err identity_of_key(struct ctx *cx, const char *hash, struct db_rows *ret_row)
{
    (void)cx, (void)hash, (void)ret_row;
    return ERR_UNAUTHORIZED;
}

static void rows_clear(void *result)
{
    PQclear(result);
}

/* The end of the session is told once, as by a database where nothing else goes on. */
enum err identity_revocations(struct ctx *cx, int64_t since, struct db_rows *ret_rows)
{
    static const struct rows_column columns[] = {
        {"kind", 25}, {"subject", 2950}, {"epoch", 23}, {"xid", 20}, {"horizon", 20}};
    static const char *const over[] = {"session", SESSION, "0", "10", "11"};
    static const char *const nothing[] = {NULL, NULL, NULL, NULL, "11"};
    bool is_new = is_session_over && !is_told;

    (void)since;
    n_looks++;
    is_told = is_session_over;
    *ret_rows = rows_make(5, columns, 1, is_new ? over : nothing);
    arena_defer(cx->arena, rows_clear, ret_rows->result);
    return ERR_OK;
}

/* ---- the test ---- */

struct rig {
    struct loop *loop;
    struct gate *gate;
    struct ctx cx;
    const char *token;
};

static void wait_for_next_look(void)
{
    for (int n = n_looks; n_looks == n;)
        fiber_sleep_us(20 * US_PER_MS);
}

static enum err check(struct rig *rig)
{
    const struct identity *who;

    rig->cx.failure = (struct failure){0};
    return gate_check_token(&rig->cx, rig->gate, rig->token, strlen(rig->token), &who);
}

/* On a fiber of the loop, as requests are. */
static void set_the_clock(void *arg)
{
    struct rig *rig = arg;

    wait_for_next_look();
    assert_int_equal(check(rig), ERR_OK);
    is_session_over = true;
    wait_for_next_look();
    assert_int_equal(check(rig), ERR_UNAUTHORIZED);
    set_forward_us = HOUR_US;
    wait_for_next_look();
    assert_int_equal(check(rig), ERR_UNAUTHORIZED); /* out of time */
    set_forward_us = 0;
    assert_int_equal(check(rig), ERR_UNAUTHORIZED); /* in time again, and over as before */
    while (gate_stop(rig->gate))
        fiber_sleep_us(20 * US_PER_MS);
    loop_stop(rig->loop);
}

static void test_a_clock_that_was_wrong_for_a_while(void **state)
{
    struct rig rig = {.loop = loop_new("test"), .cx.arena = arena_new()};
    struct identity who = {
        .org_id = ORG, .actor_id = USER, .session_id = SESSION, .role = ROLE_MANAGER, .epoch = 1};
    struct secret *secret;

    (void)state;
    assert_int_equal(secret_open(&rig.cx, KEY, NULL, &secret), 0);
    assert_int_equal(token_issue(&rig.cx, secret, &who, &rig.token), 0);
    rig.gate = gate_new(&(struct gate_options){.loop = rig.loop, .secret = secret});
    gate_start(rig.gate);
    assert_true(fiber_start(rig.loop, set_the_clock, &rig));
    loop_run(rig.loop);
    gate_free(rig.gate);
    arena_free(rig.cx.arena);
    loop_free(rig.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_clock_that_was_wrong_for_a_while),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
