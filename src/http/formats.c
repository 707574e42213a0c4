// SPDX-License-Identifier: MIT
/* The formats, each written out by hand: what they accept goes to other systems (SQL, curl, mail),
 * so a format is strict where those would guess. */
#include "http/formats.h"

#include "base/bin_iin.h"
#include "base/currency.h"
#include "base/email.h"
#include "base/phone.h"
#include "base/uri.h"
#include "base/uuid.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Small letters and digits, single hyphens between. */
static bool is_slug(const char *s, size_t len)
{
    char before = '-';

    for (size_t i = 0; i < len; i++) {
        if (!is_small(s[i]) && !is_digit(s[i]) && (s[i] != '-' || before == '-'))
            return false;
        before = s[i];
    }
    return before != '-';
}

static bool is_path(const char *s, size_t len)
{
    return len > 0 && s[0] == '/' && (len == 1 || s[1] != '/') && uri_is_text(s, len) &&
           !memchr(s, '#', len);
}

static bool is_username(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!(s[i] >= 'a' && s[i] <= 'z') && !is_digit(s[i]) && !strchr("._-", s[i]))
            return false;
    return len > 0;
}

/* `n` digits as a number, or -1. */
static int number_at(const char *s, size_t n)
{
    int v = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_digit(s[i]))
            return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

static bool is_date(const char *s, size_t len)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day;
    bool is_leap;

    if (len != 10 || s[4] != '-' || s[7] != '-')
        return false;
    year = number_at(s, 4);
    month = number_at(s + 5, 2);
    day = number_at(s + 8, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1)
        return false;
    is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && is_leap);
}

/* hh:mm, to 23:59 */
static bool is_hour_and_minute(const char *s)
{
    int hour = number_at(s, 2), minute = number_at(s + 3, 2);

    return hour >= 0 && hour <= 23 && s[2] == ':' && minute >= 0 && minute <= 59;
}

/* Of a time zone, against UTC: RFC 3339 would take 23 hours, PostgreSQL takes 15, the world has 14. */
static bool is_offset(const char *s)
{
    return (s[0] == '+' || s[0] == '-') && is_hour_and_minute(s + 1) && number_at(s + 1, 2) <= 15;
}

/* From here an offset, or a fraction that PostgreSQL rounds, may lead out of the years that are written with four digits. */
static bool is_at_end_of_years(const char *s)
{
    return memcmp(s, "0001-01-01", 10) == 0 || memcmp(s, "9999-12-31", 10) == 0;
}

/* RFC 3339 section 5.6, without leap seconds. */
static bool is_date_time(const char *s, size_t len)
{
    size_t at = 19, digits = 0;

    if (len < 20 || !is_date(s, 10) || (s[10] != 'T' && s[10] != 't') || !is_hour_and_minute(s + 11) ||
        s[16] != ':' || number_at(s + 17, 2) < 0 || number_at(s + 17, 2) > 59)
        return false;
    if (s[at] == '.') {
        at++;
        while (at < len && is_digit(s[at])) {
            at++;
            digits++;
        }
        if (digits == 0 || digits > (is_at_end_of_years(s) ? 6u : 9u))
            return false;
    }
    if (len - at == 1)
        return s[at] == 'Z' || s[at] == 'z';
    return len - at == 6 && is_offset(s + at) && !is_at_end_of_years(s);
}

bool format_parse_int(const char *s, size_t len, int64_t *ret_v)
{
    bool is_negative = len > 0 && s[0] == '-';
    int64_t v = 0;

    if (len == (size_t)is_negative)
        return false;
    for (size_t i = is_negative; i < len; i++) {
        if (!is_digit(s[i]) || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, s[i] - '0', &v)) /* downwards: INT64_MIN has no positive */
            return false;
    }
    if (!is_negative && v == INT64_MIN)
        return false;
    *ret_v = is_negative ? v : -v;
    return true;
}

bool format_parse_etag(const char *s, size_t len, int64_t *ret_v)
{
    if (len > 2 && s[0] == 'W' && s[1] == '/' && s[2] == '"') {
        s += 2;
        len -= 2;
    }
    if (len > 2 && s[0] == '"' && s[len - 1] == '"') {
        s++;
        len -= 2;
    }
    return format_parse_int(s, len, ret_v);
}

static bool is_currency(const char *s, size_t len)
{
    char code[4] = {0};

    if (len != sizeof code - 1)
        return false;
    memcpy(code, s, len);
    return currency_is_known(code);
}

static bool is_money(const char *s, size_t len)
{
    const char *point = memchr(s, '.', len);

    return !memchr(s, 'e', len) && (!point || s + len - point <= 3);
}

static bool is_color(const char *s, size_t len)
{
    if (len != sizeof "#RRGGBB" - 1 || s[0] != '#')
        return false;
    for (size_t i = 1; i < len; i++)
        if (!isxdigit((unsigned char)s[i]))
            return false;
    return true;
}

static bool is_phone(const char *s, size_t len)
{
    char phone[PHONE_SIZE];

    return phone_normalize(s, len, phone);
}

static bool is_bin_iin(const char *s, size_t len)
{
    char number[BIN_IIN_SIZE];

    return bin_iin_normalize(s, len, number);
}

bool format_matches(enum schema_format format, const char *s, size_t len)
{
    int64_t revision;

    switch (format) {
    case FORMAT_NONE:
        return true;
    case FORMAT_UUID:
        return uuid_is_valid(s, len);
    case FORMAT_SLUG:
        return is_slug(s, len);
    case FORMAT_HTTP_URL:
        return uri_is_http(s, len);
    case FORMAT_PATH:
        return is_path(s, len);
    case FORMAT_ETAG:
        return format_parse_etag(s, len, &revision);
    case FORMAT_EMAIL:
        return email_is_valid(s, len);
    case FORMAT_USERNAME:
        return is_username(s, len);
    case FORMAT_DATE:
        return is_date(s, len);
    case FORMAT_DATE_TIME:
        return is_date_time(s, len);
    case FORMAT_CURRENCY:
        return is_currency(s, len);
    case FORMAT_MONEY:
        return is_money(s, len);
    case FORMAT_COLOR:
        return is_color(s, len);
    case FORMAT_PHONE:
        return is_phone(s, len);
    case FORMAT_BIN_IIN:
        return is_bin_iin(s, len);
    }
    return false;
}

const char *format_words(enum schema_format format)
{
    switch (format) {
    case FORMAT_NONE:
        break;
    case FORMAT_UUID:
        return "must be a UUID";
    case FORMAT_SLUG:
        return "must be small letters, digits and single hyphens between them";
    case FORMAT_HTTP_URL:
        return "must be an http or https address, without user name and fragment";
    case FORMAT_PATH:
        return "must begin with one slash and have no spaces and no #";
    case FORMAT_ETAG:
        return "must be one revision in quotes, such as \"7\"";
    case FORMAT_EMAIL:
        return "must be an e-mail address";
    case FORMAT_USERNAME:
        return "must be small letters, digits, dots, hyphens and underscores";
    case FORMAT_DATE:
        return "must be a date, such as 2026-11-21";
    case FORMAT_DATE_TIME:
        return "must be a time, such as 2026-11-21T06:05:43Z";
    case FORMAT_CURRENCY:
        return "must be a currency's code by ISO 4217, such as KZT";
    case FORMAT_MONEY:
        return "must have at most two decimals";
    case FORMAT_COLOR:
        return "must be a colour, such as #1A7F37";
    case FORMAT_PHONE:
        return "must be a telephone number, such as +7 707 123 45 67";
    case FORMAT_BIN_IIN:
        return "must be the 12 digits of a BIN or IIN, with the right check digit";
    }
    return "is malformed";
}
