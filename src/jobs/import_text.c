// SPDX-License-Identifier: MIT
/* Reading values. A number is first brought to digits, signs and single blanks, in which it is told which sign comes before
 * the decimals; where that cannot be told, nobody guesses: a price that is wrong a thousandfold is worse than a row that is
 * left out. */
#include "import_text.h"
#include "base/utf8.h"

#include <string.h>

/* --- signs and letters ------------------------------------------------------------------------------------------- */

struct sign {
    const char *s;
    size_t len;
};

#define SIGN(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static bool begins(struct text text, const struct sign *sign)
{
    return text.len >= sign->len && memcmp(text.s, sign->s, sign->len) == 0;
}

static size_t blank_len(struct text text)
{
    return utf8_blank_length(text.s, text.len);
}

static struct text behind(struct text text, size_t n)
{
    return (struct text){text.s + n, text.len - n};
}

struct text text_trim(const char *s, size_t len)
{
    utf8_trim(&s, &len);
    return (struct text){s, len};
}

/* Small letters of ASCII, Russian and Kazakh, as far as the words of the lists below go. Answers the bytes it took and
 * wrote. */
static size_t put_small(char *to, struct text text)
{
    unsigned char c = (unsigned char)text.s[0], d = text.len > 1 ? (unsigned char)text.s[1] : 0;

    *to = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    if ((c != 0xd0 && c != 0xd2 && c != 0xd3) || d < 0x80)
        return 1;
    to[1] = (char)d;
    if (c == 0xd0 && d >= 0x90 && d < 0xa0) {
        to[1] = (char)(d + 0x20);
    } else if (c == 0xd0 && d >= 0xa0 && d < 0xb0) {
        to[0] = (char)0xd1;
        to[1] = (char)(d - 0x20);
    } else if ((c == 0xd2 && d >= 0x8a) || (c == 0xd3 && d >= 0x90)) {
        to[1] = (char)(d | 1); /* letters of other languages than Russian stand in pairs */
    }
    return 2;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- numbers: the text ---------------------------------------------------------------------------------------------- */

#define NUMBER_BYTES 64u

/* Small letters, one ' ' for each blank or apostrophe, ASCII's minus. */
struct plain {
    char s[NUMBER_BYTES];
    size_t len;
};

static bool make_plain(struct text text, struct plain *ret_plain)
{
    static const struct sign minus = SIGN("\u2212"), apostrophe = SIGN("\u2019");
    size_t n = 0, step;

    for (; text.len; text = behind(text, step)) {
        if (n + 2 >= NUMBER_BYTES)
            return false;
        if ((step = blank_len(text)) || begins(text, &apostrophe) || text.s[0] == '\'') {
            step = step ? step : text.s[0] == '\'' ? 1 : apostrophe.len;
            ret_plain->s[n++] = ' ';
        } else if (begins(text, &minus)) {
            step = minus.len;
            ret_plain->s[n++] = '-';
        } else {
            step = put_small(ret_plain->s + n, text);
            n += step;
        }
    }
    ret_plain->len = n;
    return true;
}

static const struct sign units[] = {
    SIGN("тенге"), SIGN("теңге"), SIGN("тнг"),  SIGN("тг"),  SIGN("₸"), SIGN("kzt"), SIGN("рублей"),
    SIGN("руб"),   SIGN("rub"),   SIGN("₽"),  SIGN("usd"), SIGN("$"), SIGN("eur"), SIGN("€"),
    SIGN("штук"),  SIGN("шт"),    SIGN("дана"), SIGN("pcs"), SIGN("р"),
};

static struct text without_blanks_around(struct text text)
{
    while (text.len && text.s[0] == ' ')
        text = behind(text, 1);
    while (text.len && text.s[text.len - 1] == ' ')
        text.len--;
    return text;
}

/* The currency or the pieces may stand before or behind, with a dot or without. */
static struct text without_unit(struct text text)
{
    struct text bare = without_blanks_around(text);

    if (bare.len && bare.s[bare.len - 1] == '.' && bare.len > 1 && !is_digit(bare.s[bare.len - 2]))
        bare.len--;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const struct sign *unit = &units[i];

        if (begins(bare, unit))
            return without_blanks_around(behind(bare, unit->len));
        if (bare.len > unit->len && memcmp(bare.s + bare.len - unit->len, unit->s, unit->len) == 0)
            return without_blanks_around((struct text){bare.s, bare.len - unit->len});
    }
    return bare;
}

/* --- numbers: the digits -------------------------------------------------------------------------------------------- */

/* A number as digits, of which `point` stand before the decimals. */
struct digits {
    bool is_negative;
    char s[NUMBER_BYTES];
    int n, point;
};

/* What parts the digits of "12 990,50": where the last one stands, how many there are, and whether all of them part groups
 * of three. */
struct parting {
    int n, last;
    bool are_groups;
};

/* A group ends where the next sign of any kind stands, or the number. */
static struct parting look_for(struct text text, char sign)
{
    struct parting p = {.last = -1, .are_groups = true};

    for (size_t i = 0; i < text.len; i++) {
        size_t run = 0;

        if (text.s[i] != sign)
            continue;
        p.n++;
        p.last = (int)i;
        while (i + 1 + run < text.len && is_digit(text.s[i + 1 + run]))
            run++;
        if (run != 3 || i == 0 || !is_digit(text.s[i - 1]))
            p.are_groups = false;
    }
    return p;
}

/* Whether one sign with three digits behind it could as well part thousands: "1,299", but not "0,299" nor "12990,500". */
static bool may_be_thousands(struct text text, const struct parting *p)
{
    return p->are_groups && p->last <= 3 && text.s[0] != '0';
}

/* Which sign comes before the decimals; 0: none does. */
static enum number_outcome find_decimal_sign(struct text text, enum decimal_sign known, char *ret_sign)
{
    struct parting point = look_for(text, '.'), comma = look_for(text, ',');
    bool has_blanks = memchr(text.s, ' ', text.len), is_point;
    const struct parting *one, *other;

    *ret_sign = 0;
    if (point.n == 0 && comma.n == 0)
        return NUMBER_OK;
    is_point = point.last > comma.last;
    one = is_point ? &point : &comma;
    other = is_point ? &comma : &point;
    if (one->n > 1)
        return one->are_groups && other->n == 0 ? NUMBER_OK : NUMBER_NONE;
    if (other->n == 0 && !has_blanks && may_be_thousands(text, one)) {
        if (known == DECIMAL_UNKNOWN || (known == DECIMAL_COMMA && is_point))
            return NUMBER_AMBIGUOUS;
        if (known == DECIMAL_POINT && !is_point)
            return NUMBER_OK;
    }
    if (!other->are_groups)
        return NUMBER_NONE;
    *ret_sign = is_point ? '.' : ',';
    return NUMBER_OK;
}

/* The digits up to the decimals must be in groups of three where something parts them. */
static bool take_digits(struct text text, char decimal_sign, struct digits *digits)
{
    bool has_point = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];

        if (is_digit(c)) {
            digits->s[digits->n++] = c;
            digits->point += !has_point;
        } else if (c == decimal_sign) {
            has_point = true;
        } else if ((c != ' ' && c != '.' && c != ',') || has_point) {
            return false;
        }
    }
    return digits->n > 0 && look_for(text, ' ').are_groups;
}

/* "e+3" at the end moves the decimals. */
static bool take_exponent(struct text *text, int *ret_exponent)
{
    const char *e = memchr(text->s, 'e', text->len);
    struct text rest;
    bool is_negative;
    int v = 0;

    *ret_exponent = 0;
    if (!e)
        return true;
    rest = behind(*text, (size_t)(e - text->s) + 1);
    text->len = (size_t)(e - text->s);
    is_negative = rest.len && rest.s[0] == '-';
    if (rest.len && (rest.s[0] == '-' || rest.s[0] == '+'))
        rest = behind(rest, 1);
    if (rest.len == 0 || rest.len > 2)
        return false;
    for (size_t i = 0; i < rest.len; i++) {
        if (!is_digit(rest.s[i]))
            return false;
        v = v * 10 + rest.s[i] - '0';
    }
    *ret_exponent = is_negative ? -v : v;
    return true;
}

static char digit_at(const struct digits *d, int i)
{
    return (char)(i >= 0 && i < d->n ? d->s[i] : '0');
}

/* Behind the decimals there may be zeros, and what is left of a binary fraction: at least six zeros or nines. */
static enum number_outcome digits_value(const struct digits *d, unsigned decimals, int64_t *ret_v)
{
    int end = d->point + (int)decimals, rest = d->n - end, run = 0;
    char first = digit_at(d, end);
    int64_t v = 0;

    for (int i = 0; i < end; i++) {
        if (v >= INT64_C(100000000000000000))
            return NUMBER_LARGE;
        v = v * 10 + digit_at(d, i) - '0';
    }
    while (run < rest && digit_at(d, end + run) == first)
        run++;
    if (rest > 0 && run < 6 && (first != '0' || run < rest))
        return NUMBER_PRECISE;
    if (rest > 0 && first != '0') {
        if (first != '9')
            return NUMBER_PRECISE;
        v++;
    }
    *ret_v = d->is_negative ? -v : v;
    return NUMBER_OK;
}

enum number_outcome number_read(struct text raw, enum decimal_sign known, unsigned decimals,
                                int64_t *ret_v)
{
    struct digits digits = {0};
    struct plain plain;
    struct text text;
    char decimal_sign;
    enum number_outcome outcome;
    int exponent;

    if (!make_plain(raw, &plain))
        return NUMBER_NONE;
    text = without_unit((struct text){plain.s, plain.len});
    if (text.len && (text.s[0] == '-' || text.s[0] == '+')) {
        digits.is_negative = text.s[0] == '-';
        text = without_unit(behind(text, 1));
    }
    if (memchr(text.s, 'e', text.len)) /* there is a sign before decimals alone */
        known = memchr(text.s, ',', text.len) ? DECIMAL_COMMA : DECIMAL_POINT;
    if (!take_exponent(&text, &exponent) || text.len == 0 || !is_digit(text.s[text.len - 1]))
        return NUMBER_NONE;
    outcome = find_decimal_sign(text, known, &decimal_sign);
    if (outcome)
        return outcome;
    if (!take_digits(text, decimal_sign, &digits))
        return NUMBER_NONE;
    digits.point += exponent;
    return digits_value(&digits, decimals, ret_v);
}

/* Digits, a point or comma, digits, E+ and the rest: as Excel shows what is too long for its column. */
bool is_cut_number(struct text text)
{
    size_t i = 0;

    while (i < text.len && is_digit(text.s[i]))
        i++;
    if (i == 0 || i + 4 > text.len || (text.s[i] != '.' && text.s[i] != ','))
        return false;
    i++;
    while (i < text.len && is_digit(text.s[i]))
        i++;
    return i + 2 < text.len && (text.s[i] == 'E' || text.s[i] == 'e') && text.s[i + 1] == '+' &&
           is_digit(text.s[i + 2]);
}

/* --- yes and no ----------------------------------------------------------------------------------------------------- */

static bool is_one_of(const char *s, size_t len, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == len && memcmp(*words, s, len) == 0)
            return true;
    return false;
}

bool bool_read(struct text text, bool *ret_v)
{
    static const char *const yes[] = {"1", "да", "иә",  "ия", "yes",     "y",      "true", "истина",
                                      "+", "on", "вкл", "д",  "активен", "ақиқат", NULL};
    static const char *const no[] = {"0", "нет", "жоқ",  "no", "n",         "false",  "ложь",
                                     "-", "off", "выкл", "н",  "неактивен", "жалған", NULL};
    struct plain plain;

    if (!make_plain(text, &plain))
        return false;
    *ret_v = is_one_of(plain.s, plain.len, yes);
    return *ret_v || is_one_of(plain.s, plain.len, no);
}
