// SPDX-License-Identifier: MIT
#include "value.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool value_is_number(const struct table_value *value)
{
    size_t i = value->len > 0 && *value->text == '-', digits = 0, points = 0;

    for (; i < value->len; i++) {
        digits += is_digit(value->text[i]);
        points += value->text[i] == '.';
        if (!is_digit(value->text[i]) && value->text[i] != '.')
            return false;
    }
    return digits > 0 && points <= 1;
}

size_t value_digits(const struct table_value *value)
{
    size_t digits = 0;

    for (size_t i = 0; i < value->len; i++)
        digits += is_digit(value->text[i]) && (digits > 0 || value->text[i] != '0');
    return digits;
}

bool value_is_true(const struct table_value *value)
{
    return value->len > 0 && *value->text == 't';
}
