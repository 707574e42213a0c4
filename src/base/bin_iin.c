// SPDX-License-Identifier: MIT
#include "base/bin_iin.h"
#include "base/utf8.h"

#include <string.h>

#define DIGITS 12

/* The weights count up from `first` to 11 and go on from 1. */
static int weigh(const char *number, int first)
{
    int sum = 0;

    for (int i = 0; i < DIGITS - 1; i++)
        sum += (number[i] - '0') * ((first - 1 + i) % (DIGITS - 1) + 1);
    return sum % 11;
}

static bool is_right(const char *number)
{
    int check = weigh(number, 1);

    if (strspn(number, "0") == DIGITS) /* what people type who know none */
        return false;
    if (check == 10)
        check = weigh(number, 3);
    return check != 10 && number[DIGITS - 1] - '0' == check;
}

bool bin_iin_normalize(const char *s, size_t len, char ret_number[static BIN_IIN_SIZE])
{
    int n = 0;

    for (size_t i = 0; i < len;) {
        size_t blank = utf8_blank_length(s + i, len - i);

        if (blank || s[i] == '-') {
            i += blank ? blank : 1;
        } else if (s[i] < '0' || s[i] > '9' || n == DIGITS) {
            return false;
        } else {
            ret_number[n++] = s[i++];
        }
    }
    ret_number[n] = '\0';
    return n == DIGITS && is_right(ret_number);
}
