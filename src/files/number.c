// SPDX-License-Identifier: MIT
#include "number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 15       /* that Excel keeps (specifications and limits: number precision) */
#define MAX_EXPONENT 21 /* beyond these a number reads better with an exponent */
#define MIN_EXPONENT (-9)
#define DAY_S 86400
#define LAST_DAY 2958465 /* 9999-12-31 */
#define DAYS_TO_1904 1462

static bool is_whole(const char *value)
{
    const size_t sign = *value == '-';

    return value[sign] && value[sign + strspn(value + sign, "0123456789")] == '\0';
}

/* The digits d.ddd with the decimal point where the exponent wants it, and no zeros that say nothing. */
static void write_plain(const char *digits, int exponent, char *out)
{
    int n = DIGITS, i = 0;

    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (exponent < 0) {
        out += snprintf(out, NUMBER_TEXT_BYTES - 1, "0.%.*s", -exponent - 1, "00000000");
        for (; i < n; i++)
            *out++ = digits[i];
    } else {
        for (; i < n || i <= exponent; i++) {
            if (i == exponent + 1)
                *out++ = '.';
            *out++ = i < n ? digits[i] : '0';
        }
    }
    *out = '\0';
}

static void write_number(double v, char out[NUMBER_TEXT_BYTES])
{
    char text[NUMBER_TEXT_BYTES], digits[DIGITS + 1];
    int exponent;

    if (v == 0) {
        snprintf(out, NUMBER_TEXT_BYTES, "0");
        return;
    }
    if (v < 0) {
        *out++ = '-';
        v = -v;
    }
    snprintf(text, sizeof text, "%.*e", DIGITS - 1, v); /* d.dddddddddddddde±xx */
    exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) {
        snprintf(out, NUMBER_TEXT_BYTES - 1, "%.*g", DIGITS, v);
        return;
    }
    digits[0] = text[0];
    memcpy(digits + 1, text + 2, DIGITS - 1);
    digits[DIGITS] = '\0';
    write_plain(digits, exponent, out);
}

/* Year, month and day of a day counted from 1970-01-01 (Howard Hinnant, chrono-Compatible Low-Level Date Algorithms). */
static void write_date(int64_t days, char out[NUMBER_TEXT_BYTES])
{
    const int64_t z = days + 719468, era = z / 146097, day_of_era = z % 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * day_of_year + 2) / 153; /* months from March on */
    const int64_t day = day_of_year - (153 * shifted + 2) / 5 + 1;
    const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;

    snprintf(out, NUMBER_TEXT_BYTES, "%04d-%02d-%02d",
             (int)(year_of_era + era * 400 + (month <= 2)), (int)month, (int)day);
}

/* The days from 1970-01-01 to the day with this serial number. Excel has a 29th of February 1900, which there was not:
 * so serial numbers before it are a day closer. */
static int64_t unix_day(int64_t serial, bool is_1904)
{
    if (is_1904)
        return serial + DAYS_TO_1904 - 25569;
    return serial - 25569 + (serial < 60);
}

static bool write_moment(double v, enum number_kind kind, bool is_1904, char out[NUMBER_TEXT_BYTES])
{
    const double seconds = round(v * DAY_S); /* what people see has no fractions of seconds */
    int64_t day, second;
    size_t len;

    if (!(v >= 0 && v <= LAST_DAY + 1))
        return false;
    day = (int64_t)seconds / DAY_S;
    second = (int64_t)seconds % DAY_S;
    if (kind == KIND_DURATION || kind == KIND_TIME) {
        snprintf(out, NUMBER_TEXT_BYTES, "%02d:%02d:%02d",
                 (int)(second / 3600 + (kind == KIND_DURATION ? day * 24 : 0)),
                 (int)(second / 60 % 60), (int)(second % 60));
        return true;
    }
    if (day + (is_1904 ? DAYS_TO_1904 : 0) > LAST_DAY || (!is_1904 && (day == 0 || day == 60)))
        return false;
    write_date(unix_day(day, is_1904), out);
    len = strlen(out);
    if (kind == KIND_DATE_TIME)
        snprintf(out + len, NUMBER_TEXT_BYTES - len, "T%02d:%02d:%02d", (int)(second / 3600),
                 (int)(second / 60 % 60), (int)(second % 60));
    return true;
}

bool number_text(const char *value, size_t len, enum number_kind kind, bool is_1904,
                 char out[NUMBER_TEXT_BYTES])
{
    char text[NUMBER_TEXT_BYTES], *end;
    double v;

    if (len == 0 || len >= sizeof text)
        return false;
    memcpy(text, value, len);
    text[len] = '\0';
    if (text[strspn(text, "0123456789+-.eE")] !=
        '\0') /* "inf", "nan" and hexadecimals, which strtod() takes */
        return false;
    if (kind == KIND_NUMBER && is_whole(text)) {
        memcpy(out, text, len + 1);
        return true;
    }
    v = strtod(text, &end);
    if (*end != '\0' || end == text || !isfinite(v))
        return false;
    if (kind == KIND_NUMBER || !write_moment(v, kind, is_1904, out))
        write_number(v, out);
    return true;
}
