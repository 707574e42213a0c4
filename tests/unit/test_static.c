// SPDX-License-Identifier: MIT
/* Files from the binary: which one, in which coding, with which headers. */
#include "http/negotiate.h"
#include "http/static.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

static const struct asset table[] = {
    {.path = "/assets/index-B2x9abcd.js",
     .type = "text/javascript; charset=utf-8",
     .etag = "W/\"11\"",
     .is_immutable = true,
     .raw = (const unsigned char *)"raw js",
     .raw_len = 6,
     .gz = (const unsigned char *)"gz js",
     .gz_len = 5,
     .br = (const unsigned char *)"br",
     .br_len = 2},
    {.path = "/docs/index.html",
     .type = "text/html; charset=utf-8",
     .etag = "W/\"22\"",
     .raw = (const unsigned char *)"docs",
     .raw_len = 4},
    {.path = "/favicon.svg",
     .type = "image/svg+xml",
     .etag = "W/\"33\"",
     .raw = (const unsigned char *)"svg",
     .raw_len = 3},
    {.path = "/index.html",
     .type = "text/html; charset=utf-8",
     .etag = "W/\"44\"",
     .raw = (const unsigned char *)"index",
     .raw_len = 5},
};

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

static enum err get(struct ctx *cx, const char *path, const char *accept, const char *etag,
                    struct reply *ret)
{
    const struct static_request rq = {"GET", path, accept, etag};

    *ret = (struct reply){0};
    return static_reply_from(cx, table, sizeof table / sizeof table[0], &rq, ret);
}

static void assert_bytes(struct ctx *cx, const char *path, const char *bytes)
{
    struct reply reply;

    assert_int_equal(get(cx, path, NULL, NULL, &reply), ERR_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.static_len, strlen(bytes));
    assert_memory_equal(reply.static_body, bytes, strlen(bytes));
}

static void test_paths(void **state)
{
    struct ctx *cx = *state;
    struct reply reply;

    assert_bytes(cx, "/", "index");
    assert_bytes(cx, "/index.html", "index");
    assert_bytes(cx, "/dashboard/modules-manager", "index");
    assert_bytes(cx, "/dashboard/", "index");
    assert_bytes(cx, "/apis", "index");
    assert_bytes(cx, "/docs", "docs");
    assert_bytes(cx, "/docs/", "docs");
    assert_bytes(cx, "/favicon.svg", "svg");
    assert_bytes(cx, "/assets/index-B2x9abcd.js", "raw js");
    assert_int_equal(get(cx, "/assets/gone.js", NULL, NULL, &reply), ERR_NOT_FOUND);
    assert_int_equal(get(cx, "/assets/gone", NULL, NULL, &reply), ERR_NOT_FOUND);
    assert_int_equal(get(cx, "/docs/gone", NULL, NULL, &reply), ERR_NOT_FOUND);
    assert_int_equal(get(cx, "/robots.txt", NULL, NULL, &reply), ERR_NOT_FOUND);
    assert_int_equal(get(cx, "/../../etc/passwd.txt", NULL, NULL, &reply), ERR_NOT_FOUND);
    assert_int_equal(get(cx, "*", NULL, NULL, &reply), ERR_NOT_FOUND);
}

static void test_headers(void **state)
{
    struct ctx *cx = *state;
    struct reply reply;

    assert_int_equal(get(cx, "/assets/index-B2x9abcd.js", "gzip, br", NULL, &reply), ERR_OK);
    assert_string_equal(reply.content_type, "text/javascript; charset=utf-8");
    assert_string_equal(reply_header_get(&reply, "Content-Encoding"), "br");
    assert_string_equal(reply_header_get(&reply, "Vary"), "Accept-Encoding");
    assert_string_equal(reply_header_get(&reply, "ETag"), "W/\"11\"");
    assert_string_equal(reply_header_get(&reply, "Cache-Control"),
                        "public, max-age=31536000, immutable");
    assert_int_equal(reply.static_len, 2);
    assert_ptr_equal(reply.static_body, table[0].br);                 /* not a copy */
    assert_null(reply_header_get(&reply, "Content-Security-Policy")); /* no page of its own */

    assert_int_equal(get(cx, "/", "br", NULL, &reply), ERR_OK);
    assert_null(reply_header_get(&reply, "Content-Encoding"));
    assert_string_equal(reply_header_get(&reply, "Cache-Control"), "no-cache");
    assert_non_null(
        strstr(reply_header_get(&reply, "Content-Security-Policy"), "script-src 'self';"));

    assert_int_equal(get(cx, "/", NULL, "\"x\", W/\"44\"", &reply), ERR_OK);
    assert_int_equal(reply.status, 304);
    assert_null(reply.static_body);
    assert_string_equal(reply_header_get(&reply, "ETag"), "W/\"44\"");
}

static void test_methods(void **state)
{
    struct ctx *cx = *state;
    struct static_request rq = {.method = "HEAD", .path = "/"};
    struct reply reply = {0};

    assert_int_equal(static_reply_from(cx, table, 4, &rq, &reply), ERR_OK);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.static_len, 5);
    rq.method = "POST";
    assert_int_equal(static_reply_from(cx, table, 4, &rq, &reply), ERR_OK);
    assert_int_equal(reply.status, 405);
    assert_string_equal(reply_header_get(&reply, "Allow"), "GET, HEAD, OPTIONS");
    rq.method = "OPTIONS";
    assert_int_equal(static_reply_from(cx, table, 4, &rq, &reply), ERR_OK);
    assert_int_equal(reply.status, 204);
    rq = (struct static_request){.method = "POST", .path = "/gone.js"};
    assert_int_equal(static_reply_from(cx, table, 4, &rq, &reply), ERR_NOT_FOUND);
}

static void test_without_panel(void **state)
{
    struct ctx *cx = *state;
    const struct static_request rq = {.method = "GET", .path = "/dashboard"};
    struct reply reply = {0};

    assert_int_equal(static_reply_from(cx, table, 0, &rq, &reply), ERR_OK);
    assert_int_equal(reply.status, 200);
    assert_non_null(strstr(reply.static_body, "scripts/build"));
    assert_string_equal(reply_header_get(&reply, "Cache-Control"), "no-store");
}

static void test_codings(void **state)
{
    (void)state;
    assert_int_equal(negotiate_coding(NULL, true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("", true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("gzip, deflate, br, zstd", true, true), CODING_BR);
    assert_int_equal(negotiate_coding("gzip, deflate, br", true, false), CODING_GZIP);
    assert_int_equal(negotiate_coding("gzip,br", false, false), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("GZIP;q=1.0, br;q=0.5", true, true), CODING_GZIP);
    assert_int_equal(negotiate_coding("br;q=0, gzip;q=0.001", true, true), CODING_GZIP);
    assert_int_equal(negotiate_coding("br; q=0.2,gzip ;q=0.25", true, true), CODING_GZIP);
    assert_int_equal(negotiate_coding("*", true, true), CODING_BR);
    assert_int_equal(negotiate_coding("*;q=0.5, br;q=0", true, true), CODING_GZIP);
    assert_int_equal(negotiate_coding("identity, gzip;q=0.5", true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("identity;q=0, br;q=0", true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("br;q=x", true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("br;q=", true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding(",;,;;q", true, true), CODING_IDENTITY);
    assert_int_equal(negotiate_coding("brr, xbr", true, true), CODING_IDENTITY);
}

static void test_etags(void **state)
{
    (void)state;
    assert_true(negotiate_etag_matches("W/\"a\"", "W/\"a\""));
    assert_true(negotiate_etag_matches("\"a\"", "W/\"a\""));
    assert_true(negotiate_etag_matches("\"x,y\" , \"a\"", "W/\"a\""));
    assert_true(negotiate_etag_matches("*", "W/\"a\""));
    assert_false(negotiate_etag_matches(NULL, "W/\"a\""));
    assert_false(negotiate_etag_matches("", "W/\"a\""));
    assert_false(negotiate_etag_matches("\"a", "W/\"a\""));
    assert_false(negotiate_etag_matches("\"ab\"", "W/\"a\""));
    assert_false(negotiate_etag_matches("a, W/, \"", "W/\"a\""));
    assert_false(negotiate_etag_matches("\"x, \"a\"", "W/\"x\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_headers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_methods, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_panel, setup, teardown),
        cmocka_unit_test(test_codings),
        cmocka_unit_test(test_etags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
