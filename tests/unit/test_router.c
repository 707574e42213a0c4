// SPDX-License-Identifier: MIT
/* The router and the decoding of addresses. */
#include "base/utf8.h"
#include "http/param.h"
#include "http/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

static const struct route table[] = {
    {.operation = "list", .method = METHOD_GET, .path = "/modules"},
    {.operation = "create", .method = METHOD_POST, .path = "/modules"},
    {.operation = "stats", .method = METHOD_GET, .path = "/modules/stats"},
    {.operation = "get", .method = METHOD_GET, .path = "/modules/{id}"},
    {.operation = "delete", .method = METHOD_DELETE, .path = "/modules/{id}"},
    {.operation = "status", .method = METHOD_PATCH, .path = "/modules/{module_id}/status"},
    {.operation = "item", .method = METHOD_PUT, .path = "/a/{x}/b/{y}"},
    {.operation = "health", .method = METHOD_GET, .path = "/health", .is_at_root = true},
    {.operation = "ws", .method = METHOD_GET, .path = "/ws", .is_websocket = true},
};

struct fixture {
    struct ctx cx;
    struct router *router;
    struct route_match match;
};

static int setup(void **state)
{
    static struct fixture f;

    f = (struct fixture){.cx = {.arena = arena_new()}};
    f.router = router_new(table, sizeof table / sizeof table[0]);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    router_free(f->router);
    arena_free(f->cx.arena);
    return 0;
}

static void assert_route(struct fixture *f, const char *method, const char *path,
                         const char *operation)
{
    assert_int_equal(router_match(f->router, &f->cx, method, path, &f->match), ERR_OK);
    assert_non_null(f->match.route);
    assert_string_equal(f->match.route->operation, operation);
}

static void assert_param(const struct fixture *f, size_t i, const char *name, const char *value)
{
    assert_true(i < f->match.n_params);
    assert_int_equal(f->match.params[i].in, IN_PATH);
    assert_string_equal(f->match.params[i].name, name);
    assert_string_equal(f->match.params[i].value, value);
    assert_int_equal(f->match.params[i].len, strlen(value));
}

static void test_paths(void **state)
{
    struct fixture *f = *state;

    assert_route(f, "GET", "/api/modules", "list");
    assert_true(f->match.is_api);
    assert_route(f, "GET", "/api/modules/", "list");
    assert_route(f, "POST", "/api/v1/modules", "create");
    assert_route(f, "GET", "/api/v1/modules/", "list");
    assert_route(f, "GET", "/api/%6dodules", "list");
    assert_route(f, "GET", "/health", "health");
    assert_false(f->match.is_api);
    assert_route(f, "GET", "/health/", "health");
    assert_route(f, "GET", "/api/health", "health");
    assert_true(f->match.is_api);
}

static void test_parameters(void **state)
{
    struct fixture *f = *state;

    assert_route(f, "GET", "/api/modules/stats", "stats");
    assert_int_equal(f->match.n_params, 0);
    assert_route(f, "GET", "/api/modules/x", "get");
    assert_param(f, 0, "id", "x");
    assert_route(f, "PATCH", "/api/modules/x/status", "status");
    assert_param(f, 0, "module_id", "x");
    /* the literal leads nowhere, so the parameter has it */
    assert_route(f, "PATCH", "/api/modules/stats/status", "status");
    assert_param(f, 0, "module_id", "stats");
    assert_route(f, "PUT", "/api/a/1/b/2/", "item");
    assert_param(f, 0, "x", "1");
    assert_param(f, 1, "y", "2");
    assert_route(f, "GET", "/api/modules/a%2Fb%20%D2%9B", "get");
    assert_param(f, 0, "id", "a/b қ");
    assert_route(f, "GET", "/api/modules/a+b", "get");
    assert_param(f, 0, "id", "a+b");
}

static void test_methods(void **state)
{
    struct fixture *f = *state;

    assert_route(f, "HEAD", "/api/modules", "list");
    assert_true(f->match.is_head);

    assert_int_equal(router_match(f->router, &f->cx, "DELETE", "/api/modules", &f->match),
                     ERR_METHOD_NOT_ALLOWED);
    assert_string_equal(f->match.allow, "GET, HEAD, POST, OPTIONS");
    assert_null(f->match.route);
    /* the literal is the path that is meant */
    assert_int_equal(router_match(f->router, &f->cx, "DELETE", "/api/modules/stats", &f->match),
                     ERR_METHOD_NOT_ALLOWED);
    assert_string_equal(f->match.allow, "GET, HEAD, OPTIONS");
    assert_int_equal(router_match(f->router, &f->cx, "HEAD", "/api/ws", &f->match),
                     ERR_METHOD_NOT_ALLOWED);
    assert_string_equal(f->match.allow, "GET, OPTIONS");
    assert_int_equal(router_match(f->router, &f->cx, "get", "/api/modules", &f->match),
                     ERR_METHOD_NOT_ALLOWED);
    assert_int_equal(router_match(f->router, &f->cx, "POST", "/health", &f->match),
                     ERR_METHOD_NOT_ALLOWED);

    assert_int_equal(router_match(f->router, &f->cx, "OPTIONS", "/api/modules/x", &f->match), ERR_OK);
    assert_true(f->match.is_options);
    assert_null(f->match.route);
    assert_string_equal(f->match.allow, "GET, HEAD, DELETE, OPTIONS");
}

static void assert_no_path(struct fixture *f, const char *path, enum err code, bool is_api)
{
    assert_int_equal(router_match(f->router, &f->cx, "GET", path, &f->match), code);
    assert_int_equal(f->match.is_api, is_api);
    assert_null(f->match.allow);
}

static void test_unknown_paths(void **state)
{
    struct fixture *f = *state;

    assert_no_path(f, "/", ERR_NOT_FOUND, false);
    assert_no_path(f, "", ERR_NOT_FOUND, false);
    assert_no_path(f, "*", ERR_NOT_FOUND, false);
    assert_no_path(f, "/modules", ERR_NOT_FOUND, false);
    assert_no_path(f, "/apis/modules", ERR_NOT_FOUND, false);
    assert_no_path(f, "/API/modules", ERR_NOT_FOUND, false);
    assert_no_path(f, "/dashboard/%zz", ERR_NOT_FOUND, false);
    assert_no_path(f, "/api", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/v1", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/v2/modules", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/modules//", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api//modules", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/modules//status", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/modules/x/y", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/1/2/3/4/5/6/7/8/9/10/11/12/13/14", ERR_NOT_FOUND, true);
    assert_no_path(f, "/api/modules/%", ERR_BAD_REQUEST, true);
    assert_no_path(f, "/api/modules/%4", ERR_BAD_REQUEST, true);
    assert_no_path(f, "/api/modules/%g0", ERR_BAD_REQUEST, true);
    assert_no_path(f, "/api/modules/x%00", ERR_BAD_REQUEST, true);
    assert_no_path(f, "/api/modules/%ff", ERR_BAD_REQUEST, true);
    assert_no_path(f, "/api/modules/\xc3\x28", ERR_BAD_REQUEST, true);
}

static void test_query(void **state)
{
    struct fixture *f = *state;
    const struct param *params;
    char many[2 * (QUERY_MAX_PARAMS + 1) + 1];
    size_t n;

    assert_int_equal(query_parse(&f->cx, NULL, &params, &n), ERR_OK);
    assert_int_equal(n, 0);
    assert_int_equal(query_parse(&f->cx, "", &params, &n), ERR_OK);
    assert_int_equal(n, 0);
    assert_int_equal(query_parse(&f->cx, "q=a+b%2Bc%3D&&x&q=&%71=%D2%9B=&z=a%00b&", &params, &n),
                     ERR_OK);
    assert_int_equal(n, 5);
    assert_string_equal(params[0].name, "q");
    assert_string_equal(params[0].value, "a b+c=");
    assert_int_equal(params[0].in, IN_QUERY);
    assert_string_equal(params[1].name, "x");
    assert_string_equal(params[1].value, "");
    assert_string_equal(params[2].value, "");
    assert_string_equal(params[3].name, "q");
    assert_string_equal(params[3].value, "қ=");
    assert_int_equal(params[4].len, 3);
    assert_memory_equal(params[4].value, "a\0b", 4);

    assert_int_equal(query_parse(&f->cx, "q=%", &params, &n), ERR_BAD_REQUEST);
    assert_int_equal(query_parse(&f->cx, "q=%1", &params, &n), ERR_BAD_REQUEST);
    assert_int_equal(query_parse(&f->cx, "%00=1", &params, &n), ERR_BAD_REQUEST);
    assert_int_equal(query_parse(&f->cx, "q=%c0%80", &params, &n), ERR_BAD_REQUEST);
    for (size_t i = 0; i < sizeof many - 1; i += 2)
        memcpy(many + i, "a&", 2);
    many[sizeof many - 1] = '\0';
    assert_int_equal(query_parse(&f->cx, many, &params, &n), ERR_BAD_REQUEST);
}

static void test_utf8(void **state)
{
    (void)state;
    assert_true(utf8_is_valid("", 0));
    assert_true(utf8_is_valid("a\0b", 3));
    assert_true(utf8_is_valid("Ә€\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf", 13));
    assert_false(utf8_is_valid("\x80", 1));
    assert_false(utf8_is_valid("\xc0\x80", 2));         /* overlong */
    assert_false(utf8_is_valid("\xe0\x80\x80", 3));     /* overlong */
    assert_false(utf8_is_valid("\xf0\x80\x80\x80", 4)); /* overlong */
    assert_false(utf8_is_valid("\xed\xa0\x80", 3));     /* a surrogate */
    assert_false(utf8_is_valid("\xf4\x90\x80\x80", 4)); /* above U+10FFFF */
    assert_false(utf8_is_valid("\xe2\x82", 2));         /* cut off */
    assert_false(utf8_is_valid("\xff", 1));
    assert_int_equal(utf8_length("aӘ€", 6), 3);
    assert_int_equal(utf8_cut("aӘ€", 6, 10), 6);
    assert_int_equal(utf8_cut("aӘ€", 6, 5), 3);
    assert_int_equal(utf8_cut("aӘ€", 6, 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_methods, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_query, setup, teardown),
        cmocka_unit_test(test_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
