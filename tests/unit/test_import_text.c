// SPDX-License-Identifier: MIT
/* What people put into cells, as tables: numbers with their blanks and currencies, and the words for yes and no. */
#include "../../src/jobs/import_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct text text_of(const char *s)
{
    return (struct text){s, strlen(s)};
}

struct number {
    const char *text;
    int64_t hundredths;
    enum decimal_sign sign;
};

static void assert_numbers(const struct number *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t v = -1;
        enum number_outcome outcome = number_read(text_of(rows[i].text), rows[i].sign, 2, &v);

        if (outcome || v != rows[i].hundredths)
            fail_msg("\"%s\": outcome %d, %lld", rows[i].text, (int)outcome, (long long)v);
    }
}

static void test_numbers(void **state)
{
    static const struct number rows[] = {
        {"0", 0, 0},
        {"12990", 1299000, 0},
        {"007", 700, 0},
        {"12 990,50 ₸", 1299050, 0},
        {"12 990.50", 1299050, 0},
        {"12\u00a0990,5", 1299050, 0},
        {"12\u202f990", 1299000, 0},
        {"1\u2009299", 129900, 0},
        {"1 299", 129900, 0},
        {"1 234 567,89", 123456789, 0},
        {"12'990.50", 1299050, 0},
        {"12’990", 1299000, 0},
        {"1,299.00", 129900, 0},
        {"1.299,00", 129900, 0},
        {"1,234,567", 123456700, 0},
        {"1.234.567", 123456700, 0},
        {"1,234,567.8", 123456780, 0},
        {"₸ 12 990", 1299000, 0},
        {"12990тг", 1299000, 0},
        {"12 990 Тг.", 1299000, 0},
        {"12990 тенге", 1299000, 0},
        {"12990 KZT", 1299000, 0},
        {"1500 руб.", 150000, 0},
        {"1500р", 150000, 0},
        {"$19.99", 1999, 0},
        {"19,99 €", 1999, 0},
        {"5 шт", 500, 0},
        {"-5", -500, 0},
        {"\u22125,5", -550, 0},
        {"+7", 700, 0},
        {"- 12", -1200, 0},
        {"0,5", 50, 0},
        {".5", 50, 0},
        {"1299,500000", 129950, 0},
        {"12,990", 1299000, DECIMAL_POINT},
        {"12990,500", 1299050, 0},
        {"1 299,500", 129950, 0},
        {"1454.8800000000001", 145488, 0},
        {"1299.1499999999999", 129915, 0},
        {"0.99999999999", 100, 0},
        {"1E3", 100000, 0},
        {"1.299e+4", 1299000, 0},
        {"1,299E+3", 129900, 0},
        {"5E-1", 50, 0},
        {"999999999999", INT64_C(99999999999900), 0},
    };

    (void)state;
    assert_numbers(rows, sizeof rows / sizeof *rows);
}

struct refusal {
    const char *text;
    enum number_outcome outcome;
    enum decimal_sign sign;
};

static void test_what_is_no_number(void **state)
{
    static const struct refusal rows[] = {
        {"", NUMBER_NONE, 0},
        {" ", NUMBER_NONE, 0},
        {"-", NUMBER_NONE, 0},
        {"тг", NUMBER_NONE, 0},
        {"abc", NUMBER_NONE, 0},
        {"по запросу", NUMBER_NONE, 0},
        {"12-15", NUMBER_NONE, 0},
        {">10", NUMBER_NONE, 0},
        {"1 29", NUMBER_NONE, 0},
        {"12 99 0", NUMBER_NONE, 0},
        {"1,2,3", NUMBER_NONE, 0},
        {"1.2.3", NUMBER_NONE, 0},
        {"1,299,00", NUMBER_NONE, 0},
        {"1.5,000.1", NUMBER_NONE, 0},
        {"12.", NUMBER_NONE, 0},
        {"1e", NUMBER_NONE, 0},
        {"1e1000", NUMBER_NONE, 0},
        {"0x10", NUMBER_NONE, 0},
        {"--5", NUMBER_NONE, 0},
        {"NaN", NUMBER_NONE, 0},
        {"12.05.2026", NUMBER_NONE, 0},
        {"1,299", NUMBER_AMBIGUOUS, DECIMAL_UNKNOWN},
        {"1.299", NUMBER_AMBIGUOUS, DECIMAL_UNKNOWN},
        {"1.299", NUMBER_AMBIGUOUS, DECIMAL_COMMA},
        {"1,299", NUMBER_PRECISE, DECIMAL_COMMA},
        {"1.299", NUMBER_PRECISE, DECIMAL_POINT},
        {"0,299", NUMBER_PRECISE, DECIMAL_UNKNOWN},
        {"0.125", NUMBER_PRECISE, DECIMAL_UNKNOWN},
        {"12.3456", NUMBER_PRECISE, DECIMAL_UNKNOWN},
        {"12345678901234567890", NUMBER_LARGE, 0},
        {"1e30", NUMBER_LARGE, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t v;
        enum number_outcome outcome = number_read(text_of(rows[i].text), rows[i].sign, 2, &v);

        if (outcome != rows[i].outcome)
            fail_msg("\"%s\": outcome %d", rows[i].text, (int)outcome);
    }
}

/* However long and odd a cell is, it is read to its end and not beyond. */
static void test_long_texts(void **state)
{
    static const char alphabet[] = "0123456789.,-+ eE₸тгр'\u00a0шт";
    char cell[200];
    int64_t v;

    (void)state;
    memset(cell, '1', sizeof cell);
    assert_int_equal(number_read((struct text){cell, sizeof cell}, DECIMAL_POINT, 2, &v),
                     NUMBER_NONE);
    srandom(1);
    for (int i = 0; i < 100000; i++) {
        size_t len = (size_t)random() % 70;
        char *heap = malloc(len ? len : 1); /* so that a sanitizer sees a byte too many */

        assert_non_null(heap);
        for (size_t c = 0; c < len; c++)
            heap[c] = alphabet[(size_t)random() % (sizeof alphabet - 1)];
        if (number_read((struct text){heap, len}, DECIMAL_COMMA, (unsigned)random() % 3, &v) ==
            NUMBER_OK)
            assert_true(v > INT64_C(-2000000000000000000) && v < INT64_C(2000000000000000000));
        free(heap);
    }
}

static void test_whole_numbers(void **state)
{
    int64_t v;

    (void)state;
    assert_int_equal(number_read(text_of("5.0"), DECIMAL_POINT, 0, &v), NUMBER_OK);
    assert_int_equal(v, 5);
    assert_int_equal(number_read(text_of("1 299,00 шт."), DECIMAL_COMMA, 0, &v), NUMBER_OK);
    assert_int_equal(v, 1299);
    assert_int_equal(number_read(text_of("1,5"), DECIMAL_COMMA, 0, &v), NUMBER_PRECISE);
}

static void test_booleans(void **state)
{
    static const char *const yes[] = {"1",  "да",  "Да", "ДА",   "иә", "Иә",
                                      "ИӘ", "yes", "Y",  "TRUE", "+",  "истина"};
    static const char *const no[] = {"0", "нет", "НЕТ", "жоқ", "ЖОҚ", "No", "false", "-", "ложь"};
    static const char *const neither[] = {"", "2", "наверное", "да нет", "yess"};
    bool v;

    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!bool_read(text_of(yes[i]), &v) || !v)
            fail_msg("%s is not yes", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (!bool_read(text_of(no[i]), &v) || v)
            fail_msg("%s is not no", no[i]);
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++)
        if (bool_read(text_of(neither[i]), &v))
            fail_msg("\"%s\" is taken for %d", neither[i], v);
}

static void test_trim(void **state)
{
    static const struct {
        const char *text, *bare;
    } rows[] = {
        {"", ""},         {"  ", ""},
        {" а б ", "а б"}, {"\u00a0\ufeffА-1\u202f\t\n", "А-1"},
        {"\u200bР", "Р"}, {"Ц\u00a0е", "Ц\u00a0е"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text bare = text_trim(rows[i].text, strlen(rows[i].text));

        assert_int_equal(bare.len, strlen(rows[i].bare));
        assert_memory_equal(bare.s, rows[i].bare, bare.len);
    }
}

static void test_cut_numbers(void **state)
{
    static const char *const cut[] = {"4,87E+12", "4.87E+12", "4.870001e+12"};
    static const char *const whole[] = {"4870001234567", "A4,87E+12", "4E+12", "E+12",
                                        "4.87E-12",      "1.5",       ""};

    (void)state;
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++)
        assert_true(is_cut_number(text_of(cut[i])));
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_false(is_cut_number(text_of(whole[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),     cmocka_unit_test(test_what_is_no_number),
        cmocka_unit_test(test_long_texts),  cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_booleans),    cmocka_unit_test(test_trim),
        cmocka_unit_test(test_cut_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
