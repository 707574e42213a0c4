// SPDX-License-Identifier: MIT
/* Replies: rows with their ETag, and the one error body. */
#include "http/reply.h"
#include "rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* last: its fail() is a macro */

static int setup(void **state)
{
    static struct ctx cx;

    cx = (struct ctx){.arena = arena_new(), .request_id = "r-1"};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;

    arena_free(cx->arena);
    return 0;
}

static void test_rows_replied(void **state)
{
    static const struct rows_column columns[] = {{"id", DB_INT8}, {"revision", DB_INT4}};
    static const char *const cells[] = {"1", "7"};
    struct ctx *cx = *state;
    struct db_rows rows = rows_make(2, columns, 1, cells);
    struct db_rows none = rows_make(2, columns, 0, cells);
    struct reply reply = {0};

    assert_int_equal(reply_row(cx, &reply, 201, &rows), ERR_OK);
    assert_int_equal(reply.status, 201);
    assert_string_equal(buf_cstr(&reply.body), "{\"id\":1,\"revision\":7}");
    assert_string_equal(reply_header_get(&reply, "etag"), "\"7\"");
    assert_null(reply_header_get(&reply, "Allow"));

    assert_int_equal(reply_row(cx, &reply, 200, &none), ERR_NOT_FOUND);
    assert_int_equal(cx->failure.code, ERR_NOT_FOUND);

    reply = (struct reply){0};
    assert_int_equal(reply_rows(cx, &reply, 200, &none), ERR_OK);
    assert_string_equal(buf_cstr(&reply.body), "[]");
    assert_int_equal(reply.n_headers, 0);

    assert_int_equal(
        reply_page(cx, &reply, &rows, (struct reply_page){.total = 3, .page = 2, .page_size = 2}),
        ERR_OK);
    assert_int_equal(reply.status, 200);
    assert_string_equal(buf_cstr(&reply.body),
                        "{\"items\":[{\"id\":1,\"revision\":7}],\"total\":3,\"page\":2,"
                        "\"page_size\":2,\"next_cursor\":null}");

    const struct reply_page many = {
        .total = 10000, .is_estimate = true, .page_size = 1, .next_cursor = "a\"b"};
    assert_int_equal(reply_page(cx, &reply, &none, many), ERR_OK);
    assert_string_equal(buf_cstr(&reply.body),
                        "{\"items\":[],\"total\":10000,\"total_is_estimate\":true,"
                        "\"page_size\":1,\"next_cursor\":\"a\\\"b\"}");
    const struct reply_page uncounted = {.total = REPLY_NOT_COUNTED, .page_size = 50};
    assert_int_equal(reply_page(cx, &reply, &none, uncounted), ERR_OK);
    assert_string_equal(buf_cstr(&reply.body),
                        "{\"items\":[],\"total\":null,\"page_size\":50,\"next_cursor\":null}");

    assert_int_equal(fail_revision(cx, &rows), ERR_REVISION_MISMATCH);
    assert_string_equal(cx->failure.details, "\"current\":{\"id\":1,\"revision\":7}");
    assert_int_equal(fail_revision(cx, &none), ERR_NOT_FOUND);
    rows_free(&rows);
    rows_free(&none);
}

static void test_what_became_of_a_row(void **state)
{
    static const struct rows_column columns[] = {{"id", DB_INT8}, {"revision", DB_INT4}};
    static const char *const cells[] = {"1", "7"};
    struct ctx *cx = *state;
    struct db_rows row = rows_make(2, columns, 1, cells), none = rows_make(2, columns, 0, cells);
    const struct db_change done = {.is_done = true, .row = row}, late = {.row = row},
                           absent = {.row = none};
    struct reply reply = {0};

    assert_int_equal(reply_created(cx, &reply, "things", &row), ERR_OK);
    assert_int_equal(reply.status, 201);
    assert_string_equal(reply_header_get(&reply, "Location"), "/api/v1/things/1");
    assert_string_equal(reply_header_get(&reply, "ETag"), "\"7\"");
    assert_string_equal(buf_cstr(&reply.body), "{\"id\":1,\"revision\":7}");
    assert_int_equal(reply_created(cx, &reply, "things", &none), ERR_NOT_FOUND);

    reply = (struct reply){0};
    assert_int_equal(reply_changed(cx, &reply, &done), ERR_OK);
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply_header_get(&reply, "ETag"), "\"7\"");
    assert_int_equal(reply_changed(cx, &reply, &late), ERR_REVISION_MISMATCH);
    assert_string_equal(cx->failure.details, "\"current\":{\"id\":1,\"revision\":7}");
    assert_int_equal(reply_changed(cx, &reply, &absent), ERR_NOT_FOUND);

    reply = (struct reply){0};
    assert_int_equal(reply_removed(cx, &reply, &done), ERR_OK);
    assert_int_equal(reply.status, 204);
    assert_int_equal(reply.body.len, 0);
    assert_int_equal(reply.n_headers, 0);
    assert_int_equal(reply_removed(cx, &reply, &late), ERR_REVISION_MISMATCH);
    assert_int_equal(reply_removed(cx, &reply, &absent), ERR_NOT_FOUND);
    rows_free(&row);
    rows_free(&none);
}

static void test_error_of_fields(void **state)
{
    struct ctx *cx = *state;
    struct reply reply = {.status = 200, .n_headers = 3};

    fail_field(cx, ERR_VALIDATION_FAILED, "a", "minimum", "must be at least 0");
    fail_field(cx, ERR_VALIDATION_FAILED, "b\"", "type", "must be a text");
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 422);
    assert_int_equal(reply.n_headers, 0);
    assert_string_equal(
        buf_cstr(&reply.body),
        "{\"error_code\":\"validation_failed\",\"message\":\"Some fields are not valid.\","
        "\"details\":{\"request_id\":\"r-1\",\"fields\":["
        "{\"field\":\"a\",\"code\":\"minimum\",\"message\":\"must be at least 0\"},"
        "{\"field\":\"b\\\"\",\"code\":\"type\",\"message\":\"must be a text\"}]}}");
}

static void test_error_with_details(void **state)
{
    struct ctx *cx = *state;
    struct reply reply;

    fail_details(cx, ERR_REVISION_MISMATCH, "\"current\":{\"id\":1}");
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 412);
    assert_non_null(strstr(buf_cstr(&reply.body),
                           "\"details\":{\"request_id\":\"r-1\",\"current\":{\"id\":1}}}"));
}

static void test_error_words(void **state)
{
    struct ctx *cx = *state;
    struct reply reply;

    fail_fmt(cx, ERR_NOT_FOUND, "No module %d.", 5);
    reply_error(cx, &reply);
    assert_non_null(strstr(buf_cstr(&reply.body), "\"No module 5.\""));

    fail_fmt(cx, ERR_INTERNAL, "a secret of %s", "ours");
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 500);
    assert_null(strstr(buf_cstr(&reply.body), "secret"));

    fail_fmt(cx, ERR_DB_UNAVAILABLE, "gone");
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 503);
    assert_string_equal(reply_header_get(&reply, "Retry-After"), "1");

    fail_retry(cx, ERR_TOO_MANY_REQUESTS, 42);
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 429);
    assert_string_equal(reply_header_get(&reply, "Retry-After"), "42");

    fail_details(cx, ERR_UNAUTHORIZED, NULL);
    cx->failure.set_cookie = "a=; Max-Age=0";
    reply_error(cx, &reply);
    assert_string_equal(reply_header_get(&reply, "Set-Cookie"), "a=; Max-Age=0");
    assert_null(reply_header_get(&reply, "Retry-After"));

    /* nothing recorded: a bug of the caller, told as one */
    cx->failure = (struct failure){0};
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 500);
}

/* What a piece of work with an arena of its own hands on is told as if it had failed here. */
static void test_error_handed_on(void **state)
{
    struct ctx *cx = *state, own = {.arena = arena_new()};
    struct reply reply;
    const char *members;

    fail_fmt(cx, ERR_NOT_FOUND, "an earlier one");
    fail_field(&own, ERR_VALIDATION_FAILED, arena_strdup(own.arena, "a"), "minimum",
               arena_strdup(own.arena, "must be at least 0"));
    fail_field(&own, ERR_VALIDATION_FAILED, "b", "type", "must be a text");
    own.failure.retry_after_s = 7;
    own.failure.is_transient = true;
    assert_int_equal(fail_from(cx, &own), ERR_VALIDATION_FAILED);
    arena_free(own.arena);
    reply_error(cx, &reply);
    assert_int_equal(reply.status, 422);
    members = strstr(buf_cstr(&reply.body), "\"fields\":[");
    assert_string_equal(members,
                        "\"fields\":["
                        "{\"field\":\"a\",\"code\":\"minimum\",\"message\":\"must be at least 0\"},"
                        "{\"field\":\"b\",\"code\":\"type\",\"message\":\"must be a text\"}]}}");
    assert_non_null(strstr(buf_cstr(&reply.body), "\"Some fields are not valid.\""));
    assert_int_equal(cx->failure.retry_after_s, 7);
    assert_true(cx->failure.is_transient);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_replied, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_became_of_a_row, setup, teardown),
        cmocka_unit_test_setup_teardown(test_error_of_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_error_with_details, setup, teardown),
        cmocka_unit_test_setup_teardown(test_error_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_error_handed_on, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
