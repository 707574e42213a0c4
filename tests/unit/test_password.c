// SPDX-License-Identifier: MIT
/* Passwords: which are refused, that a hash is verified and by what it costs nobody learns whether there was one. */
#include "auth/password.h"

#include "base/clock.h"
#include "base/compute.h"
#include "base/fiber.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <argon2.h>
#include <cmocka.h>

#define PASSWORD "Open-Sesame-1"

static int set_up(void **state)
{
    struct ctx *cx = calloc(1, sizeof *cx);

    cx->arena = arena_new();
    *state = cx;
    return 0;
}

static int tear_down(void **state)
{
    struct ctx *cx = *state;

    arena_free(cx->arena);
    arena_store_free();
    free(cx);
    return 0;
}

/* --- which are good --------------------------------------------------------------------------------------------- */

/* The code of the refusal, or NULL. */
static const char *refusal(struct ctx *cx, const char *password, const char *email)
{
    cx->failure = (struct failure){0};
    if (!password_check(cx, "password", password, email))
        return NULL;
    assert_int_equal(cx->failure.code, ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, "password");
    return cx->failure.fields->code;
}

static void test_refused(void **state)
{
    static const char *const common[] = {"password", "PASSWORD", "Qwerty123", "12345678",
                                         "1Q2w3E4r", "iloveyou", "пароль123"};

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        assert_string_equal(refusal(*state, common[i], "a@b.kz"), "too_common");
    assert_string_equal(refusal(*state, "aigerim.k@shop.kz", "Aigerim.K@shop.kz"), "same_as_email");
    assert_string_equal(refusal(*state, "AIGERIM.K", "aigerim.k@shop.kz"), "same_as_email");
}

static void test_taken(void **state)
{
    assert_null(refusal(*state, PASSWORD, "a@b.kz"));
    assert_null(refusal(*state, "Admin123!", "admin@oppo.kz")); /* what the demo data have */
    assert_null(refusal(*state, "Manager123!", "manager@oppo.kz"));
    assert_null(refusal(*state, "password1234567", NULL));
    assert_null(refusal(*state, "aigerim.k@shop", "aigerim.k@shop.kz"));
    assert_null(refusal(*state, "aigerim", "aigerim.k@shop.kz"));
}

/* --- hashes ----------------------------------------------------------------------------------------------------- */

static void verify(struct ctx *cx, const char *password, const char *hash, bool is_right,
                   bool is_outdated)
{
    bool right = !is_right, outdated = !is_outdated;

    assert_int_equal(password_verify(cx, NULL, password, hash, &right, &outdated), 0);
    assert_int_equal(right, is_right);
    assert_int_equal(outdated, is_outdated);
}

static void test_there_and_back(void **state)
{
    struct ctx *cx = *state;
    const char *hash, *other;

    assert_int_equal(password_hash(cx, NULL, PASSWORD, &hash), 0);
    assert_ptr_equal(strstr(hash, "$argon2id$v=19$m=19456,t=2,p=1$"), hash);
    assert_true(strlen(hash) < PASSWORD_HASH_SIZE);
    assert_int_equal(password_hash(cx, NULL, PASSWORD, &other), 0);
    assert_string_not_equal(hash, other); /* of another salt */
    verify(cx, PASSWORD, hash, true, false);
    verify(cx, PASSWORD, other, true, false);
    verify(cx, PASSWORD "!", hash, false, false);
    verify(cx, "open-sesame-1", hash, false, false);
    verify(cx, "", hash, false, false);
}

static const char *hash_with(struct ctx *cx, unsigned passes, unsigned kib)
{
    char text[PASSWORD_HASH_SIZE];

    assert_int_equal(argon2id_hash_encoded(passes, kib, 1, PASSWORD, strlen(PASSWORD),
                                           "a salt of tests.", 16, 32, text, sizeof text),
                     ARGON2_OK);
    return arena_strdup(cx->arena, text);
}

static void test_outdated(void **state)
{
    struct ctx *cx = *state;

    verify(cx, PASSWORD, hash_with(cx, 1, 19456), true, true);
    verify(cx, PASSWORD, hash_with(cx, 2, 8192), true, true);
    verify(cx, PASSWORD, hash_with(cx, 3, 19456), true, false); /* more than today's */
    verify(cx, PASSWORD "!", hash_with(cx, 1, 19456), false, false);
}

/* Of the processor: what else the machine does is no matter. */
static int64_t used_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

static int64_t cost_of(struct ctx *cx, const char *hash)
{
    int64_t best = INT64_MAX;

    for (unsigned i = 0; i < 3; i++) {
        int64_t began_us = used_us(), took_us;

        verify(cx, PASSWORD, hash, false, false);
        took_us = used_us() - began_us;
        best = took_us < best ? took_us : best;
    }
    return best;
}

/* No hash at all, one that cannot be read and one that would take minutes cost what a wrong password costs. */
static void test_equal_cost(void **state)
{
    static const char *const hashes[] = {
        NULL,
        "",
        "Open-Sesame-1",
        "$2b$12$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyzabcdefghi",
        "$argon2id$v=19$m=19456,t=2,p=1$not base64$AAAA",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$argon2id$v=19$m=0,t=0,p=1$c2FsdC1mb3ItdGVzdHMtMQ$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdC1mb3ItdGVzdHMtMQ$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=99999999,p=1$c2FsdC1mb3ItdGVzdHMtMQ$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=19456,t=2,p=64$c2FsdC1mb3ItdGVzdHMtMQ$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=-1,t=-1,p=1$c2FsdC1mb3ItdGVzdHMtMQ$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    struct ctx *cx = *state;
    const char *real;
    int64_t wanted_us;

    assert_int_equal(password_hash(cx, NULL, "another one", &real), 0);
    wanted_us = cost_of(cx, real);
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        int64_t took_us = cost_of(cx, hashes[i]);

        if (took_us < wanted_us / 4 || took_us > wanted_us * 4)
            fail_msg("%s costs %ld us, a real one %ld", hashes[i] ? hashes[i] : "NULL",
                     (long)took_us, (long)wanted_us);
    }
}

/* --- on the compute threads ------------------------------------------------------------------------------------- */

#define AT_ONCE 12

struct crowd {
    struct ctx *cx;
    struct loop *loop;
    struct compute *compute;
    unsigned n_made, n_refused, n_over;
};

static void make_one(void *arg)
{
    struct crowd *crowd = arg;
    struct ctx cx = {.arena = arena_new()};
    const char *hash = NULL;
    enum err e = password_hash(&cx, crowd->compute, PASSWORD, &hash);

    crowd->n_made += !e && hash;
    crowd->n_refused += e == ERR_OVERLOADED;
    arena_free(cx.arena);
    if (++crowd->n_over == AT_ONCE)
        loop_stop(crowd->loop);
}

static void begin(void *arg)
{
    struct crowd *crowd = arg;

    for (unsigned i = 0; i < AT_ONCE; i++)
        assert_true(fiber_start(crowd->loop, make_one, crowd));
}

static void test_too_many_are_refused(void **state)
{
    struct crowd crowd = {.cx = *state, .loop = loop_new("test"), .compute = compute_new(1, 4)};

    assert_true(loop_post(crowd.loop, begin, &crowd));
    loop_run(crowd.loop);
    assert_int_equal(crowd.n_made + crowd.n_refused, AT_ONCE);
    assert_in_range(crowd.n_made, 4, 5); /* those in the queue, and the one that had left it */
    compute_free(crowd.compute);
    loop_free(crowd.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_there_and_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_outdated, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_equal_cost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_are_refused, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
