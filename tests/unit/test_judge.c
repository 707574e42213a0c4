// SPDX-License-Identifier: MIT
/* The judgement of answers, as a table, and the addresses that are asked. */
#include "../../src/jobs/address.h"
#include "../../src/jobs/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
    int status, expected;
    const char *body;
    const char *error; /* NULL: healthy */
};

static const struct row rows[] = {
    {200, 0, "", NULL},
    {204, 0, "", NULL},
    {299, 0, "", NULL},
    {199, 0, "", "HTTP 199"},
    {300, 0, "", "HTTP 300"},
    {404, 0, "", "HTTP 404"},
    {503, 0, "{\"status\":\"ok\"}", "HTTP 503"},
    {401, 401, "", NULL},
    {200, 401, "", "HTTP 200 instead of 401"},
    {200, 201, "", "HTTP 200 instead of 201"},
    {503, 503, "{\"status\":\"down\"}", "the service says \"down\""},
    /* words, in capitals or not */
    {200, 0, "{\"status\":\"ok\"}", NULL},
    {200, 0, "{\"status\":\"OK\"}", NULL},
    {200, 0, "{\"status\":\"Healthy\"}", NULL},
    {200, 0, "{\"status\":\"up\"}", NULL},
    {200, 0, "{\"status\":\"PASS\"}", NULL},
    {200, 0, "{\"status\":\"passed\"}", "the service says \"passed\""},
    {200, 0, "{\"status\":\"\"}", "the service says \"\""},
    {200, 0, "{\"status\":\" ok\"}", "the service says \" ok\""},
    {200, 0, "{\"status\":\"упал\"}", "the service says \"упал\""},
    {200, 0, " \n\t{\"a\":[1,{\"status\":\"ok\"}],\"status\":\"fail\"}\n",
     "the service says \"fail\""},
    /* no word in the place where it counts */
    {200, 0, "{}", NULL},
    {200, 0, "{\"Status\":\"down\"}", NULL},
    {200, 0, "{\"status\":false}", NULL},
    {200, 0, "{\"status\":500}", NULL},
    {200, 0, "{\"status\":null}", NULL},
    {200, 0, "{\"status\":{\"status\":\"down\"}}", NULL},
    {200, 0, "{\"data\":{\"status\":\"down\"}}", NULL},
    {200, 0, "[{\"status\":\"down\"}]", NULL},
    {200, 0, "\"down\"", NULL},
    /* no JSON after all */
    {200, 0, "{\"status\":\"down\"", NULL},
    {200, 0, "{\"status\":\"down\"} x", NULL},
    {200, 0, "{status:'down'}", NULL},
    {200, 0, "{\"status\":\"do\xffwn\"}", NULL},
    {200, 0, "{\"status\":\"down\\u0000\"}", NULL},
    {200, 0, "<html>{\"status\":\"down\"}</html>", NULL},
};

static void test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct check_target target = {.expected_status = rows[i].expected};
        const struct outbound_response response = {.status = rows[i].status,
                                                   .body = rows[i].body,
                                                   .body_len = strlen(rows[i].body),
                                                   .duration_us = 12600};
        struct check_result result = {0};
        char words[JUDGE_WORDS] = "";

        judge_answer(&target, &response, words, &result);
        if (result.is_healthy != !rows[i].error)
            fail_msg("%d %s: %s", rows[i].status, rows[i].body, words);
        if (rows[i].error)
            assert_string_equal(result.error, rows[i].error);
        else
            assert_null(result.error);
        assert_int_equal(result.status_code, rows[i].status);
        assert_int_equal(result.latency_ms, 13);
        assert_false(result.is_degraded);
    }
}

static struct check_result judge(const struct outbound_response *response, int degraded_ms,
                                 char words[static JUDGE_WORDS])
{
    const struct check_target target = {.degraded_ms = degraded_ms};
    struct check_result result = {0};

    judge_answer(&target, response, words, &result);
    return result;
}

static void test_no_answer(void **state)
{
    char words[JUDGE_WORDS], endless[2000];
    struct outbound_response response = {.failure = OUTBOUND_TIMEOUT,
                                         .error = "no answer within 500 ms",
                                         .status = 200,
                                         .body = "",
                                         .duration_us = 500000};
    struct check_result result = judge(&response, 100, words);

    (void)state;
    assert_false(result.is_healthy);
    assert_false(result.is_degraded);
    assert_string_equal(result.error, "no answer within 500 ms");
    assert_int_equal(result.status_code, 200); /* it began well */
    for (size_t i = 0; i + 2 < sizeof endless; i += 2)
        memcpy(endless + i, "\xd0\xb0", 3);
    response.error = endless;
    result = judge(&response, 0, words);
    assert_in_range(strlen(result.error), JUDGE_WORDS - 3, JUDGE_WORDS - 1);
    assert_int_equal(strlen(result.error) % 2, 0); /* no character torn */
}

static void test_degraded(void **state)
{
    char words[JUDGE_WORDS];
    struct outbound_response response = {.status = 200, .body = "", .duration_us = 100 * 1000};

    (void)state;
    assert_false(judge(&response, 0, words).is_degraded);
    assert_false(judge(&response, 100, words).is_degraded);
    assert_true(judge(&response, 99, words).is_degraded);
    assert_true(judge(&response, 99, words).is_healthy);
    response.status = 500;
    assert_false(judge(&response, 99, words).is_degraded);
}

static void test_depth(void **state)
{
    char words[JUDGE_WORDS], *body = malloc(70000);
    struct outbound_response response = {.status = 200, .body = body};

    (void)state;
    assert_non_null(body);
    for (int depth = 31; depth <= 32; depth++) { /* inside of the object */
        char *end = body;

        end = stpcpy(end, "{\"a\":");
        for (int i = 0; i < depth; i++)
            end = stpcpy(end, "[");
        for (int i = 0; i < depth; i++)
            end = stpcpy(end, "]");
        end = stpcpy(end, ",\"status\":\"down\"}");
        response.body_len = (size_t)(end - body);
        assert_int_equal(judge(&response, 0, words).is_healthy, depth == 32);
    }
    memset(body, '[', 65536);
    memcpy(body, "{\"a\":", 5);
    body[65536] = '\0';
    response.body_len = 65536;
    assert_true(judge(&response, 0, words).is_healthy);
    /* brackets inside of a text are none */
    stpcpy(body,
           "{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\",\"status\":\"down\"}");
    response.body_len = strlen(body);
    assert_false(judge(&response, 0, words).is_healthy);
    /* cut off: not whole, so not judged */
    response.is_cut = true;
    assert_true(judge(&response, 0, words).is_healthy);
    free(body);
}

static void test_addresses(void **state)
{
    static const char *const joined[][3] = {
        {"http://h", "/health", "http://h/health"},
        {"http://h/", "/health", "http://h/health"},
        {"http://h/", "health", "http://h/health"},
        {"http://h:8001/api", "/health", "http://h:8001/api/health"},
        {"http://h/api/", "/health", "http://h/api/health"},
        {"http://h/api//", "//health", "http://h/api/health"},
        {"http://h/api", "", "http://h/api"},
        {"http://h/api/", "", "http://h/api/"},
        {"http://h/api", "/", "http://h/api/"},
        {"http://h", "/a/b?x=1", "http://h/a/b?x=1"},
        {"http://h?k=1", "/a", "http://h/a?k=1"},
        {"http://h/api/?k=1", "/a?x=2", "http://h/api/a?k=1&x=2"},
        {"http://h/api?k=1", "?x=2", "http://h/api?k=1&x=2"},
        {"http://h/api#top", "/a#here", "http://h/api/a"},
        {"http://h", "//evil.example/x", "http://h/evil.example/x"},
        {"http://h", "@evil.example/", "http://h/@evil.example/"},
        {"http://h", ":81/", "http://h/:81/"},
        {"http://h", "#x", "http://h"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof joined / sizeof *joined; i++)
        assert_string_equal(address_join(arena, joined[i][0], joined[i][1]), joined[i][2]);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),   cmocka_unit_test(test_no_answer),
        cmocka_unit_test(test_degraded),  cmocka_unit_test(test_depth),
        cmocka_unit_test(test_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
