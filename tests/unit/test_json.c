// SPDX-License-Identifier: MIT
/* Bodies as JSON: what is taken, where a fault is said to be, and compact text. */
#include "http/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

static int setup(void **state)
{
    static struct ctx cx;

    cx = (struct ctx){.arena = arena_new()};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;

    arena_free(cx->arena);
    return 0;
}

static void assert_fault(struct ctx *cx, const char *text, const char *words)
{
    json_t *json = NULL;

    assert_int_equal(json_parse(cx, text, strlen(text), &json), ERR_INVALID_JSON);
    assert_null(json);
    assert_non_null(cx->failure.message);
    if (!strstr(cx->failure.message, words)) {
        print_error("%s\n", cx->failure.message);
        fail();
    }
}

static void test_faults(void **state)
{
    struct ctx *cx = *state;

    assert_fault(cx, "", "empty");
    assert_fault(cx, "{", "line 1, column 2: the text ends too early");
    assert_fault(cx, "{\"a\":1,}", "line 1, column 8: } is not expected here");
    assert_fault(cx, "{\n \"a\": 1\n \"b\": 2}", "line 3, column 4: ");
    assert_fault(cx, "{\"қ\":]}", "line 1, column 6: ] is not expected here");
    assert_fault(cx, "{\"a\":1} x", "line 1, column 9: something follows behind the end");
    assert_fault(cx, "{\"a\":1}{}", "something follows behind the end");
    assert_fault(cx, "{\"a\":1,\"a\":2}", "this key stands twice");
    assert_fault(cx, "{\"a\":\"\\u0000\"}", "must not contain \\u0000");
    assert_fault(cx, "{\"\\u0000\":1}", "must not contain \\u0000");
    assert_fault(cx, "{\"a\":99999999999999999999}", "this number is too large");
    assert_fault(cx, "{\"a\":1e999}", "this number is too large");
    assert_fault(cx, "{\"a\":\"\xff\"}", "this is not UTF-8");
    assert_fault(cx, "{\"a\":\"\\ud800\"}", "not expected here");
    assert_fault(cx, "{\"a\":\"x\ny\"}",
                 "line 1, column 8: a control character inside a text must be escaped");
    assert_fault(cx, "\"x\"", "not expected here");
    assert_fault(cx, "5", "not expected here");
    assert_fault(cx, "null", "not expected here");
    assert_fault(cx, "{'a':1}", "line 1, column 2: ' is not expected here");
    assert_fault(cx, "{\"a\":NaN}", "not expected here");
    assert_fault(cx, "{\"a\":01}", "not expected here");
    assert_fault(cx, "\xef\xbb\xbf{}", "line 1, column 1");
}

static void test_depth(void **state)
{
    struct ctx *cx = *state;
    json_t *json;
    char text[2 * (JSON_MAX_DEPTH + 1) + 1] = "";

    for (size_t i = 0; i < JSON_MAX_DEPTH; i++) {
        text[i] = '[';
        text[JSON_MAX_DEPTH + i] = ']';
    }
    assert_int_equal(json_parse(cx, text, 2 * JSON_MAX_DEPTH, &json), ERR_OK);
    memset(text, '[', JSON_MAX_DEPTH + 1);
    memset(text + JSON_MAX_DEPTH + 1, ']', JSON_MAX_DEPTH + 1);
    assert_fault(cx, text, "line 1, column 33: nested more than 32 deep");
    /* brackets in texts are no nesting */
    assert_int_equal(
        json_parse(cx, "{\"a\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\\\",\"b\":[]}", 53, &json),
        ERR_OK);
    assert_int_equal(json_object_size(json), 2);
    assert_fault(cx, "]]]]", "not expected here");
}

/* An array of `n` empty objects: with it as many, and a comma between two. */
static const char *objects(struct ctx *cx, size_t n)
{
    struct buf text;

    buf_init(&text, cx->arena, n * 3 + 2);
    for (size_t i = 0; i < n; i++)
        buf_puts(&text, i ? ",{}" : "[{}");
    buf_putc(&text, ']');
    return buf_cstr(&text);
}

static void test_number_of_values(void **state)
{
    struct ctx *cx = *state;
    const char *text = objects(cx, JSON_MAX_VALUES / 2);
    char commas[JSON_MAX_VALUES + 16] = "[\"\\\"";
    json_t *json;

    assert_int_equal(json_parse(cx, text, strlen(text), &json), ERR_OK);
    assert_int_equal(json_array_size(json), JSON_MAX_VALUES / 2);
    assert_fault(cx, objects(cx, JSON_MAX_VALUES / 2 + 1), "more than 100,000 values");
    /* commas in texts are no values */
    memset(commas + 4, ',', JSON_MAX_VALUES + 1);
    memcpy(commas + JSON_MAX_VALUES + 5, "\"]", 3);
    assert_int_equal(json_parse(cx, commas, strlen(commas), &json), ERR_OK);
}

static void assert_compact(struct ctx *cx, const char *text, const char *compact)
{
    json_t *json;
    struct buf buf;

    assert_int_equal(json_parse(cx, text, strlen(text), &json), ERR_OK);
    buf_init(&buf, cx->arena, 0);
    json_put(&buf, json);
    assert_string_equal(buf_cstr(&buf), compact);
}

static void test_compact(void **state)
{
    struct ctx *cx = *state;

    assert_compact(cx, "{ }", "{}");
    assert_compact(cx, "[ ]", "[]");
    assert_compact(
        cx, "{ \"b\" : [ 1 , -2.50, true, false , null ], \"a\" : { \"\" : \"қ\\n\\u0041\" } }",
        "{\"b\":[1,-2.5,true,false,null],\"a\":{\"\":\"қ\\nA\"}}");
    assert_compact(cx, "[0.1, 0.30000000000000004, 19.99, 1e300, 9223372036854775807, 5.0]",
                   "[0.1,0.30000000000000004,19.99,1e+300,9223372036854775807,5]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_faults, setup, teardown),
        cmocka_unit_test_setup_teardown(test_depth, setup, teardown),
        cmocka_unit_test_setup_teardown(test_number_of_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_compact, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
