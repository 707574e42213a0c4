// SPDX-License-Identifier: MIT
#include "auth/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define KEY "a-secret-key-of-tests-that-is-long-enough"
#define ORG "018f8e9e-0000-7000-8000-000000000001"
#define USER "018f8e9e-0000-7000-8000-000000000002"
#define SESSION "018f8e9e-0000-7000-8000-000000000003"

static struct identity somebody(void)
{
    return (struct identity){
        .org_id = ORG, .actor_id = USER, .session_id = SESSION, .role = ROLE_MANAGER, .epoch = 7};
}

static const char *token_of(struct ctx *cx, const char *key, struct identity *who)
{
    struct secret *secret;
    const char *token;

    assert_int_equal(secret_open(cx, key, NULL, &secret), 0);
    assert_int_equal(token_issue(cx, secret, who, &token), 0);
    return token;
}

static void test_there_and_back(void **state)
{
    struct ctx cx = {.arena = arena_new()};
    struct identity who = somebody(), found;
    const char *token = token_of(&cx, KEY, &who);
    struct secret *secret;

    (void)state;
    assert_int_equal(secret_open(&cx, KEY, NULL, &secret), 0);
    assert_int_equal(token_verify(&cx, secret, token, strlen(token), &found), 0);
    assert_string_equal(found.org_id, ORG);
    assert_string_equal(found.actor_id, USER);
    assert_string_equal(found.session_id, SESSION);
    assert_int_equal(found.role, ROLE_MANAGER);
    assert_int_equal(found.epoch, 7);
    assert_int_equal(found.expires_at_s, who.expires_at_s);
    assert_false(found.is_key);
    arena_free(cx.arena);
}

static void test_each_altered_byte_is_seen(void **state)
{
    struct ctx cx = {.arena = arena_new()};
    struct identity who = somebody(), found;
    const char *token = token_of(&cx, KEY, &who);
    size_t len = strlen(token);
    struct secret *secret;

    (void)state;
    assert_int_equal(secret_open(&cx, KEY, NULL, &secret), 0);
    for (size_t i = 0; i + 1 < len; i++) { /* the last character has bits that count for nothing */
        char *altered = arena_strdup(cx.arena, token);

        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        assert_int_equal(token_verify(&cx, secret, altered, len, &found), ERR_UNAUTHORIZED);
        assert_int_equal(token_verify(&cx, secret, token, i, &found), ERR_UNAUTHORIZED);
    }
    arena_free(cx.arena);
}

static void test_another_key(void **state)
{
    struct ctx cx = {.arena = arena_new()};
    struct identity who = somebody(), found;
    const char *token = token_of(&cx, "another-secret-key-that-is-long-enough", &who);
    struct secret *secret;

    (void)state;
    assert_int_equal(secret_open(&cx, KEY, NULL, &secret), 0);
    assert_int_equal(token_verify(&cx, secret, token, strlen(token), &found), ERR_UNAUTHORIZED);
    arena_free(cx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_each_altered_byte_is_seen),
        cmocka_unit_test(test_another_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
