// SPDX-License-Identifier: MIT
/* What people type means itself. */
#include "repo/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* last: its fail() is a macro */

static void test_contains(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_null(pattern_contains(arena, NULL));
    assert_string_equal(pattern_contains(arena, ""), "%%");
    assert_string_equal(pattern_contains(arena, "Қанат"), "%Қанат%");
    assert_string_equal(pattern_contains(arena, "100%_\\%"), "%100\\%\\_\\\\\\%%");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_contains)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
