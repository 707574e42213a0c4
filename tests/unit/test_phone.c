// SPDX-License-Identifier: MIT
/* Telephone numbers in every notation that is seen in Kazakhstan. */
#include "base/phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

/* `e164` NULL: it is no number. */
static void assert_phone(const char *typed, const char *e164)
{
    char phone[PHONE_SIZE];
    bool is_number = phone_normalize(typed, strlen(typed), phone);

    if (is_number != (e164 != NULL) || (e164 && strcmp(phone, e164) != 0)) {
        print_error("%s became %s\n", typed, is_number ? phone : "none");
        fail();
    }
}

static void assert_all(const char *const *typed, const char *e164)
{
    for (; *typed; typed++)
        assert_phone(*typed, e164);
}

#define BECOME(e164, ...) assert_all((const char *const[]){__VA_ARGS__, NULL}, e164)
#define REFUSED(...) BECOME(NULL, __VA_ARGS__)

static void test_mobile_numbers(void **state)
{
    (void)state;
    BECOME("+77071234567", "8 707 123 45 67", "8(707)123-45-67", "87071234567", "8-707-123-45-67",
           "+7(707)1234567", "+7 707 123 45 67", "+77071234567", "77071234567", "7 707 1234567",
           "7071234567", "707 123 45 67", "(707) 123-45-67", "+7.707.123.45.67", "8/707/1234567",
           "+8 707 123 45 67", "  8 707 123 45 67  ", "8\t707\t1234567", "007 707 123 45 67");
}

static void test_landlines(void **state)
{
    (void)state;
    BECOME("+77172123456", "8 (7172) 12-34-56", "8 7172 123456", "+7 7172 12 34 56", "7172 12-34-56");
    BECOME("+77272500001", "8-727-250-00-01", "+7 (727) 250 00 01", "727 2500001");
}

static void test_signs_of_other_programs(void **state)
{
    (void)state;
    BECOME("+77071234567", "8\u00a0707\u00a0123\u00a045\u00a067",
           "8\u202f707\u2009123\u200245\u300067", "\u200b8 707 1234567\ufeff",
           "8 707 123\u201145\u201167", "8 707 123\u201345\u201367", "8 707 123\u221245\u221267");
}

static void test_other_countries(void **state)
{
    (void)state;
    BECOME("+998901234567", "+998 90 123-45-67", "00998901234567", "8 10 998 90 123 45 67");
    BECOME("+4930123456", "+49 30 123456", "00 49 30 123456", "8-10-49-30-123456");
    BECOME("+12125550100", "+1 (212) 555-0100", "001 212 555 0100");
    BECOME("+79161234567", "+7 916 123-45-67", "8 916 123 45 67");
    BECOME("+861012345678", "+86 10 1234 5678");
    BECOME("+870773123456", "+870 773 123 456");
    BECOME("+123456789012345", "+123456789012345", "00123456789012345", "810123456789012345");
    BECOME("+81045612", "+810 45612", "00 810 45612");
}

static void test_no_numbers(void **state)
{
    (void)state;
    REFUSED("", " ", "+", "-", "00", "8", "810", "12-34-56", "250 00 01", "+7", "8 707 123 45 6",
            "8 707 123 45 678", "+7 707 123 45 6", "+7 707 123 45 678", "99999999999", "+1234567",
            "+1234567890123456", "001234567890123456", "8101234567890123456", "+0 707 123 45 67",
            "000 707 123 45 67");
    REFUSED("+7 107 123 45 67", "8 200 123 45 67", "0071234567", "1234567890");
    REFUSED("8 707 123 45 67 доб. 12", "tel", "call me", "8 7O7 123 45 67", "8,707,123,45,67",
            "8 707 123 45 67; 8 701 123 45 67");
    REFUSED("8+7071234567", "++77071234567", "7+707 123 45 67", "+7+7071234567", "77071234567+");
    REFUSED("８７０７１２３４５６７", "\u0668\u0667\u0660\u0667", "8 707 123 45 6\xc2", "\xff\xfe",
            "😀😀😀😀😀😀😀😀😀😀😀");
}

static void test_length_bounds_the_reading(void **state)
{
    char phone[PHONE_SIZE];
    const char typed[] = {'8', '7', '0', '7', '1', '2', '3', '4', '5', '6', '7', '8'};

    (void)state;
    assert_true(phone_normalize(typed, 11, phone));
    assert_string_equal(phone, "+77071234567");
    assert_false(phone_normalize(typed, 12, phone));
    assert_false(phone_normalize(typed, 0, phone));
    assert_false(phone_normalize("8\xe2\x80", 3, phone));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mobile_numbers),
        cmocka_unit_test(test_landlines),
        cmocka_unit_test(test_signs_of_other_programs),
        cmocka_unit_test(test_other_countries),
        cmocka_unit_test(test_no_numbers),
        cmocka_unit_test(test_length_bounds_the_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
