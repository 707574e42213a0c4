// SPDX-License-Identifier: MIT
/* Heads of requests: ambiguous lengths, foreign hosts and pages, handshakes. */
#include "http/framing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

#define MAX_HEADERS 8

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

/* `pairs`: name, value, name, value, NULL. */
static size_t headers_of(const char *const *pairs, struct param *headers)
{
    size_t n = 0;

    for (; pairs[0]; pairs += 2)
        headers[n++] = (struct param){IN_HEADER, pairs[0], pairs[1], strlen(pairs[1])};
    return n;
}

static enum err check(struct ctx *cx, const char *const *pairs)
{
    struct param headers[MAX_HEADERS];
    size_t n = headers_of(pairs, headers);

    return framing_check(cx, headers, n);
}

#define CHECK(...) check(cx, (const char *const[]){__VA_ARGS__, NULL})

static void test_lengths(void **state)
{
    struct ctx *cx = *state;

    assert_int_equal(CHECK("Host", "a", "Content-Length", "5", "X-A", "tab\there"), ERR_OK);
    assert_int_equal(CHECK("Host", "a", "transfer-encoding", " Chunked "), ERR_OK);
    assert_int_equal(CHECK("Content-Length", "5", "content-length", "5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length", "5", "Transfer-Encoding", "chunked"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"),
                     ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Transfer-Encoding", "gzip, chunked"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Transfer-Encoding", "identity"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length", "5, 5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length", "-5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length", "+5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length", "0x5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length", ""), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Host", "a", "host", "a"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("Content-Length ", "5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("", "5"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("X-A", "a\r\n b"), ERR_BAD_FRAMING);
    assert_int_equal(CHECK("X-A", "a\x01"), ERR_BAD_FRAMING);
    assert_true(err_infos[ERR_BAD_FRAMING].close);
}

static void test_content_length(void **state)
{
    uint64_t length = 7;

    (void)state;
    assert_true(framing_content_length(NULL, &length));
    assert_int_equal(length, 0);
    assert_true(framing_content_length(" 1048576", &length));
    assert_int_equal(length, 1048576);
    assert_false(framing_content_length("9223372036854775808", &length));
    assert_false(framing_content_length("5x", &length));
    assert_int_equal(length, 1048576);
}

static void test_request_id(void **state)
{
    (void)state;
    assert_true(framing_is_request_id("a"));
    assert_true(
        framing_is_request_id("0123456789_.-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwx"));
    assert_false(
        framing_is_request_id("0123456789_.-ABCDEFGHIJKLMNOPQRSTUVWXYZ-abcdefghijklmnopqrstuvwxy"));
    assert_false(framing_is_request_id(""));
    assert_false(framing_is_request_id("a b"));
    assert_false(framing_is_request_id("a\nb"));
    assert_false(framing_is_request_id("қ"));
}

static void test_hosts(void **state)
{
    static const struct framing_origins open = {
        .is_open = true, .public_url = "https://Sauda.example:8443/panel", .cors_origins = NULL};
    static const struct framing_origins bare = {.is_open = true};
    static const struct framing_origins closed = {.is_open = false};
    struct ctx *cx = *state;

    assert_int_equal(framing_check_origin(cx, "localhost", NULL, &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "LOCALHOST:8000", NULL, &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "127.0.0.1:1", NULL, &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "[::1]:8000", NULL, &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "sauda.example", NULL, &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "evil.example:8000", NULL, &open), ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, "localhost.evil.example", NULL, &open),
                     ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, "127.0.0.1.evil.example", NULL, &open),
                     ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, "[::1", NULL, &open), ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, "", NULL, &open), ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, "", NULL, &bare), ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, NULL, NULL, &open), ERR_FOREIGN_HOST);
    assert_int_equal(framing_check_origin(cx, "evil.example", "http://evil.example", &closed),
                     ERR_OK);
}

static void test_origins(void **state)
{
    static const struct framing_origins open = {.is_open = true,
                                                .public_url = "https://sauda.example",
                                                .cors_origins = "http://a.kz , https://b.kz:444/"};
    struct ctx *cx = *state;

    assert_int_equal(framing_check_origin(cx, "localhost:8000", "http://localhost:8000", &open),
                     ERR_OK);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "https://sauda.example", &open),
                     ERR_OK);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "http://a.kz", &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "https://b.kz:444", &open), ERR_OK);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "https://b.kz", &open),
                     ERR_FOREIGN_ORIGIN);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "http://localhost:3000", &open),
                     ERR_FOREIGN_ORIGIN);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "http://evil.example", &open),
                     ERR_FOREIGN_ORIGIN);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "http://sauda.example", &open),
                     ERR_FOREIGN_ORIGIN);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "null", &open), ERR_FOREIGN_ORIGIN);
    assert_int_equal(framing_check_origin(cx, "localhost:8000", "", &open), ERR_FOREIGN_ORIGIN);

    assert_true(framing_is_cors_origin("http://a.kz", "HTTP://A.kz"));
    assert_false(framing_is_cors_origin("http://a.kz", "http://a.k"));
    assert_false(framing_is_cors_origin(NULL, "http://a.kz"));
    assert_false(framing_is_cors_origin("", "http://a.kz"));
    assert_false(framing_is_cors_origin(",,", ""));
}

/* As for the cookie: also where people sign in, and whatever our host is called. */
static void test_own_origins(void **state)
{
    static const struct framing_origins closed = {.public_url = "https://crm.example.kz",
                                                  .cors_origins = "https://shop.example.kz"};
    static const char *const own[] = {"https://crm.example.kz", "http://10.0.0.1:8000",
                                      "https://shop.example.kz", "HTTPS://CRM.example.kz"};
    static const char *const foreign[] = {
        "null",
        "",
        "https://evil.example",
        "http://crm.example.kz",
        "https://crm.example.kz.evil.example",
        "https://crm.example.kz:8443",
        "https://other.example.kz",
        "http://10.0.0.1",
        "10.0.0.1:8000",
    };

    (void)state;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!framing_is_own_origin("10.0.0.1:8000", own[i], &closed))
            fail_msg("%s is ours", own[i]);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (framing_is_own_origin("10.0.0.1:8000", foreign[i], &closed))
            fail_msg("%s is not ours", foreign[i]);
    assert_false(framing_is_own_origin("", "http://", &(struct framing_origins){0}));
    assert_false(framing_is_own_origin("", "null", &(struct framing_origins){0}));
}

static enum err upgrade(struct ctx *cx, const char *method, const char *const *pairs)
{
    struct param headers[MAX_HEADERS];
    size_t n = headers_of(pairs, headers);

    return framing_check_upgrade(cx, method, headers, n);
}

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define UPGRADE(...) upgrade(cx, "GET", (const char *const[]){__VA_ARGS__, NULL})

static void test_upgrades(void **state)
{
    struct ctx *cx = *state;
    static const char *const good[] = {"Upgrade",
                                       "WebSocket",
                                       "Connection",
                                       "keep-alive, Upgrade",
                                       "Sec-WebSocket-Version",
                                       "13",
                                       "Sec-WebSocket-Key",
                                       KEY,
                                       NULL};

    assert_int_equal(upgrade(cx, "GET", good), ERR_OK);
    assert_int_equal(upgrade(cx, "POST", good), ERR_UPGRADE_REQUIRED);
    assert_int_equal(UPGRADE("Accept", "*/*"), ERR_UPGRADE_REQUIRED);
    assert_int_equal(UPGRADE("Upgrade", "websocket", "Connection", "close", "Sec-WebSocket-Version",
                             "13", "Sec-WebSocket-Key", KEY),
                     ERR_UPGRADE_REQUIRED);
    assert_int_equal(UPGRADE("Upgrade", "h2c", "Connection", "upgrade", "Sec-WebSocket-Version",
                             "13", "Sec-WebSocket-Key", KEY),
                     ERR_UPGRADE_REQUIRED);
    assert_int_equal(UPGRADE("Upgrade", "websocket", "Connection", "upgrade",
                             "Sec-WebSocket-Version", "8", "Sec-WebSocket-Key", KEY),
                     ERR_UPGRADE_REQUIRED);
    assert_int_equal(
        UPGRADE("Upgrade", "websocket", "Connection", "upgrade", "Sec-WebSocket-Version", "13"),
        ERR_BAD_REQUEST);
    assert_int_equal(UPGRADE("Upgrade", "websocket", "Connection", "upgrade",
                             "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "short"),
                     ERR_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lengths, setup, teardown),
        cmocka_unit_test(test_content_length),
        cmocka_unit_test(test_request_id),
        cmocka_unit_test_setup_teardown(test_hosts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_origins, setup, teardown),
        cmocka_unit_test(test_own_origins),
        cmocka_unit_test_setup_teardown(test_upgrades, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
