// SPDX-License-Identifier: MIT
/* Which codes are currencies. */
#include "base/currency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* last: its fail() is a macro */

static void test_known(void **state)
{
    (void)state;
    assert_true(currency_is_known("AED")); /* the first, the last */
    assert_true(currency_is_known("ZWG"));
    assert_true(currency_is_known("KZT"));
    assert_true(currency_is_known("RUB"));
    assert_true(currency_is_known("USD"));
}

static void test_unknown(void **state)
{
    static const char *const unknown[] = {"",    "K",   "KZ",  "kzt", "Kzt", "KZTX",
                                          "ZTK", "ED ", " AF", "XAU", "XDR", "XXX",
                                          "XTS", "HRK", "€€€", "   ", "D A", "KZT "};

    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(currency_is_known(unknown[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
