// SPDX-License-Identifier: MIT
/* The table of rights: what it says of single cases, that its JSON says the same as it decides, and that what it does
 * not know is permitted to nobody. The whole of it is asked of a server by contract/rights. */
#include "auth/permission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

static void test_names_there_and_back(void **state)
{
    static const char *const bad[] = {"", "Admin", "admin ", "root", "admins", "adm"};
    enum role role;

    (void)state;
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        assert_true(role_parse(role_name((enum role)i), &role));
        assert_int_equal(role, i);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(role_parse(bad[i], &role));
}

static void test_cases(void **state)
{
    static const struct {
        enum role role;
        const char *permission;
        enum scope scope;
    } cases[] = {
        {ROLE_ADMIN, "users:delete", SCOPE_ALL},
        {ROLE_OFFICE, "users:read", SCOPE_ALL},
        {ROLE_OFFICE, "users:update", SCOPE_NONE},
        {ROLE_SUPERVISOR, "modules:read", SCOPE_ALL},
        {ROLE_SUPERVISOR, "modules:update", SCOPE_NONE},
        {ROLE_SUPERVISOR, "products:update", SCOPE_ALL},
        {ROLE_SUPERVISOR, "products:create", SCOPE_NONE},
        {ROLE_PROMOTER, "modules:read", SCOPE_NONE},
        {ROLE_PROMOTER, "sales:create", SCOPE_OWN},
        {ROLE_MANAGER, "deals:move", SCOPE_OWN},
        {ROLE_MANAGER, "clients:update", SCOPE_ALL},
        {ROLE_MANAGER, "clients:delete", SCOPE_NONE},
        {ROLE_EMPLOYEE, "deals:read", SCOPE_OWN},
        {ROLE_EMPLOYEE, "deals:update", SCOPE_NONE},
        {ROLE_EMPLOYEE, "agents:chat", SCOPE_ALL},
        {ROLE_EMPLOYEE, "agents:read", SCOPE_NONE},
        {ROLE_EMPLOYEE, "organization:read", SCOPE_ALL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (permission_scope(cases[i].role, cases[i].permission) != cases[i].scope)
            fail_msg("%s, %s", role_name(cases[i].role), cases[i].permission);
}

static void test_unknown_is_permitted_to_nobody(void **state)
{
    static const char *const unknown[] = {
        "",
        ":",
        "modules",
        "modules:",
        ":read",
        "module:read",
        "modules:r",
        "modules:*",
        "modules:reads",
        "modules:create read",
        "modules: read",
        "Modules:read",
        "modules:read:update",
        "person",
        "signed-in",
        "public",
    };

    (void)state;
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
            if (permission_scope((enum role)role, unknown[i]) != SCOPE_NONE)
                fail_msg("%s may %s", role_name((enum role)role), unknown[i]);
}

static void test_json_says_what_is_decided(void **state)
{
    struct arena *arena = arena_new();
    size_t n = 0;

    (void)state;
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        struct buf buf;
        json_t *rights, *actions, *scope;
        const char *resource, *action;

        buf_init(&buf, arena, 256);
        permission_json(&buf, (enum role)role);
        rights = json_loadb(buf.data, buf.len, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(rights);
        json_object_foreach(rights, resource, actions)
        {
            assert_true(json_object_size(actions) > 0);
            json_object_foreach(actions, action, scope)
            {
                const char *permission = arena_printf(arena, "%s:%s", resource, action);
                enum scope decided = permission_scope((enum role)role, permission);

                assert_string_equal(json_string_value(scope), decided == SCOPE_OWN ? "own" : "all");
                assert_int_not_equal(decided, SCOPE_NONE);
                n++;
            }
        }
        json_decref(rights);
    }
    assert_true(n > 200);
    arena_free(arena);
    arena_store_free();
}

static void test_the_table_has_a_cell_for_each(void **state)
{
    char *text = NULL;
    size_t len = 0, rows = 0, bars = 0;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    permission_table(out);
    fclose(out);
    for (const char *c = text; *c; c++) {
        bars += *c == '|';
        if (*c != '\n')
            continue;
        assert_int_equal(bars, 1 + 1 + ROLE_COUNT);
        bars = 0;
        rows++;
    }
    assert_true(rows > 20);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_there_and_back),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_unknown_is_permitted_to_nobody),
        cmocka_unit_test(test_json_says_what_is_decided),
        cmocka_unit_test(test_the_table_has_a_cell_for_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
