// SPDX-License-Identifier: MIT
#include "base/phone.h"
#include "base/utf8.h"

#include <string.h>

#define MAX_DIGITS 15
#define MIN_DIGITS 8       /* of other countries, with their code */
#define NATIONAL_DIGITS 10 /* of the area and the subscriber, in Kazakhstan and Russia */
#define MAX_PREFIX 3       /* 00 or 810, which call other countries */

/* How many bytes at `s` are only there for the eye. */
static size_t decoration(const char *s, size_t len)
{
    /* a true hyphen, a non-breaking one, dashes of three lengths, a minus */
    static const char *const hyphens[] = {"\u2010", "\u2011", "\u2012",
                                          "\u2013", "\u2014", "\u2212"};
    size_t blank = utf8_blank_length(s, len);

    if (blank)
        return blank;
    if (memchr("-.()/", s[0], sizeof "-.()/" - 1))
        return 1;
    for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++)
        if (len >= strlen(hyphens[i]) && memcmp(s, hyphens[i], strlen(hyphens[i])) == 0)
            return strlen(hyphens[i]);
    return 0;
}

/* Collects the digits; -1: something else is among them, or they are too many. `has_plus`: they began with one. */
static int collect(const char *s, size_t len, char digits[static MAX_DIGITS + MAX_PREFIX + 1],
                   bool *has_plus)
{
    int n = 0;

    *has_plus = false;
    for (size_t i = 0; i < len;) {
        size_t skipped = decoration(s + i, len - i);

        if (skipped) {
            i += skipped;
        } else if (s[i] == '+' && n == 0 && !*has_plus) {
            *has_plus = true;
            i++;
        } else if (s[i] >= '0' && s[i] <= '9' && n < MAX_DIGITS + MAX_PREFIX) {
            digits[n++] = s[i++];
        } else {
            return -1;
        }
    }
    digits[n] = '\0';
    return n;
}

static bool write_number(const char *country, const char *digits, char ret_phone[static PHONE_SIZE])
{
    size_t begin = strlen(country), len = strlen(digits);

    if (begin + len < MIN_DIGITS || begin + len > MAX_DIGITS)
        return false;
    ret_phone[0] = '+';
    memcpy(ret_phone + 1, country, begin);
    memcpy(ret_phone + 1 + begin, digits, len + 1);
    return ret_phone[1] != '0';
}

/* Behind +7 stand ten digits, none of whose areas begins with 0, 1 or 2. */
static bool is_plausible(const char *phone)
{
    return phone[1] != '7' || (strlen(phone) == 2 + NATIONAL_DIGITS && phone[2] >= '3');
}

static bool begins(const char *digits, const char *prefix)
{
    return strncmp(digits, prefix, strlen(prefix)) == 0;
}

bool phone_normalize(const char *s, size_t len, char ret_phone[static PHONE_SIZE])
{
    char digits[MAX_DIGITS + MAX_PREFIX + 1];
    bool has_plus, is_written;
    int n = collect(s, len, digits, &has_plus);

    if (n < 0 || (n < NATIONAL_DIGITS && !has_plus))
        return false;
    if (n == NATIONAL_DIGITS + 1 && (begins(digits, "87") || (!has_plus && digits[0] == '8')) &&
        !begins(digits, "810"))
        is_written = write_number("7", digits + 1, ret_phone);
    else if (has_plus)
        is_written = write_number("", digits, ret_phone);
    else if (begins(digits, "00"))
        is_written = write_number("", digits + 2, ret_phone);
    else if (begins(digits, "810"))
        is_written = write_number("", digits + 3, ret_phone);
    else if (n == NATIONAL_DIGITS && !begins(digits, "87")) /* a digit is missing there */
        is_written = write_number("7", digits, ret_phone);
    else if (n == NATIONAL_DIGITS + 1 && digits[0] == '7')
        is_written = write_number("", digits, ret_phone);
    else
        return false;
    return is_written && is_plausible(ret_phone);
}
