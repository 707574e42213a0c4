// SPDX-License-Identifier: MIT
/* BIN and IIN: the check digit by either row of weights, and what is typed around the digits. */
#include "base/bin_iin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

/* `number` NULL: it is none. */
static void assert_number(const char *typed, const char *number)
{
    char found[BIN_IIN_SIZE];
    bool is_number = bin_iin_normalize(typed, strlen(typed), found);

    if (is_number != (number != NULL) || (number && strcmp(found, number) != 0)) {
        print_error("%s became %s\n", typed, is_number ? found : "none");
        fail();
    }
}

/* The digits before the check digit, which is `right`: no other one is taken. */
static void assert_check_digit(const char *digits, int right)
{
    for (int check = 0; check < 10; check++) {
        char number[BIN_IIN_SIZE];

        snprintf(number, sizeof number, "%s%d", digits, check);
        assert_number(number, check == right ? number : NULL);
    }
}

static void test_check_digit(void **state)
{
    (void)state;
    assert_check_digit("91062135000", 2);
    assert_check_digit("91062135001", 2);
    assert_check_digit("02124000015", 1);
}

/* Where the first row of weights gives 10, the second one counts. */
static void test_second_weights(void **state)
{
    (void)state;
    assert_check_digit("91062135030", 4);
}

static void test_numbers_that_are_not_given(void **state)
{
    (void)state;
    assert_check_digit("91062135033", -1); /* 10 by either row */
    assert_check_digit("00000000000", -1);
}

static void test_known_numbers(void **state)
{
    (void)state;
    assert_number("971240001315", "971240001315"); /* BIN of large companies */
    assert_number("940140000385", "940140000385");
    assert_number("020240000555", "020240000555");
    assert_number("910621350012", "910621350012"); /* an IIN */
    assert_number("910621350021", NULL);           /* two digits changed places */
    assert_number("910612350012", NULL);
}

static void test_notations(void **state)
{
    (void)state;
    assert_number(" 910621 350012 ", "910621350012");
    assert_number("910-621-350-012", "910621350012");
    assert_number("910\u00a0621\u202f350\t012\n", "910621350012");
    assert_number("", NULL);
    assert_number("91062135001", NULL);
    assert_number("9106213500122", NULL);
    assert_number("БИН 910621350012", NULL);
    assert_number("+910621350012", NULL);
    assert_number("9106213500l2", NULL);
    assert_number("９１０６２１３５００１２", NULL);
    assert_number("910621350012\xff", NULL);
}

static void test_length_bounds_the_reading(void **state)
{
    char found[BIN_IIN_SIZE];
    const char typed[] = {'9', '1', '0', '6', '2', '1', '3', '5', '0', '0', '1', '2', '7'};

    (void)state;
    assert_true(bin_iin_normalize(typed, 12, found));
    assert_string_equal(found, "910621350012");
    assert_false(bin_iin_normalize(typed, 13, found));
    assert_false(bin_iin_normalize(typed, 11, found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_digit),
        cmocka_unit_test(test_second_weights),
        cmocka_unit_test(test_numbers_that_are_not_given),
        cmocka_unit_test(test_known_numbers),
        cmocka_unit_test(test_notations),
        cmocka_unit_test(test_length_bounds_the_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
