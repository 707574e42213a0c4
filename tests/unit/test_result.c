// SPDX-License-Identifier: MIT
/* Reading results by name and by number, and parameters as text. */
#include "rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* last: its fail() is a macro */

static void test_reading(void **state)
{
    static const struct rows_column columns[] = {
        {"id", DB_INT8}, {"order", DB_INT4}, {"name", 25}, {"on", DB_BOOL}};
    static const char *const cells[] = {"9007199254740993", "-3", "", "t", NULL, NULL, NULL, NULL};
    struct db_rows rows = rows_make(4, columns, 2, cells);
    size_t len = 99;

    (void)state;
    assert_int_equal(db_int(&rows, 0, "id"), INT64_C(9007199254740993));
    assert_int_equal(db_int(&rows, 0, "order"), -3);
    assert_string_equal(db_text(&rows, 0, "name"), "");
    assert_int_equal(db_len(&rows, 0, "id"), 16);
    assert_int_equal(db_len(&rows, 0, "name"), 0);
    assert_true(db_bool(&rows, 0, "on"));
    assert_false(db_is_null(&rows, 0, "name"));

    assert_true(db_is_null(&rows, 1, "name"));
    assert_null(db_text(&rows, 1, "name"));
    assert_int_equal(db_int(&rows, 1, "id"), 0);
    assert_int_equal(db_len(&rows, 1, "id"), 0);
    assert_false(db_bool(&rows, 1, "on"));

    assert_int_equal(db_columns(&rows), 4);
    assert_string_equal(db_column_name(&rows, 1), "order");
    assert_int_equal(db_column_type(&rows, 3), DB_BOOL);
    assert_int_equal(db_column_find(&rows, "name"), 2);
    assert_int_equal(db_column_find(&rows, "NAME"), -1);
    assert_string_equal(db_cell(&rows, 0, 2, &len), "");
    assert_int_equal(len, 0);
    assert_null(db_cell(&rows, 1, 2, &len));
    rows_free(&rows);
}

static void test_parameters(void **state)
{
    struct arena *arena = arena_new();
    static const char *const items[] = {"plain", "",      "a \"quote\"", "back\\slash",
                                        NULL,    "a,{b}", "NULL"};

    (void)state;
    assert_string_equal(db_int_text(arena, opt_int(INT64_MIN)), "-9223372036854775808");
    assert_null(db_int_text(arena, (struct opt_int){.state = OPT_NULL}));
    assert_string_equal(db_bool_text(opt_bool(true)), "true");
    assert_string_equal(db_bool_text(opt_bool(false)), "false");
    assert_null(db_bool_text((struct opt_bool){.state = OPT_ABSENT}));
    assert_string_equal(db_array(arena, 0, NULL), "{}");
    assert_string_equal(
        db_array(arena, 7, items),
        "{\"plain\",\"\",\"a \\\"quote\\\"\",\"back\\\\slash\",NULL,\"a,{b}\",\"NULL\"}");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reading),
                                       cmocka_unit_test(test_parameters)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
