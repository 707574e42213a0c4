// SPDX-License-Identifier: MIT
/* Cells by the kinds of their fields: what is stored of each, or what is wrong with it. */
#include "import_cells.h"
#include "base/bin_iin.h"
#include "base/currency.h"
#include "base/email.h"
#include "base/phone.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "gen/limits.h"
#include "import_date.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define CENTS INT64_C(100)
#define OBJECT_MAX_DEPTH 32u
#define NUMBER_MAX 400 /* digits, and tenth powers, in JSON: a double has less */
#define TAGS_MAX 50    /* as the contract's Tags and the tables have it */
#define TAG_LETTERS ((int)CLIENT_CREATE_TAGS_MAX)
#define CUT_NUMBER "was cut to a rounded number; make the column text in Excel"

void import_cell_at_fault(struct import_writing *w, struct text value, const char *code,
                          const char *message)
{
    w->is_faulty = true;
    import_faults_add(w->faults, &(struct import_fault){.row = w->row->number,
                                                        .column = w->column,
                                                        .field = w->column->field,
                                                        .code = code,
                                                        .message = message,
                                                        .value = value});
}

static void put_text(struct import_writing *w, struct text text, const struct import_field *rule)
{
    if (utf8_length(text.s, text.len) > (size_t)rule->max)
        import_cell_at_fault(
            w, text, "max_length",
            arena_printf(w->faults->arena, "must have at most %" PRId64 " characters", rule->max));
    else
        buf_json_str(w->json, text.s, text.len);
}

static void put_code(struct import_writing *w, struct text text, const struct import_field *rule)
{
    if (is_cut_number(text))
        import_cell_at_fault(w, text, "format", CUT_NUMBER);
    else
        put_text(w, text, rule);
}

static void number_at_fault(struct import_writing *w, struct text text, enum number_outcome outcome,
                            const struct import_field *rule)
{
    if (outcome == NUMBER_AMBIGUOUS)
        import_cell_at_fault(w, text, "ambiguous",
                             "may mean thousands or decimals; write it without the sign");
    else if (outcome == NUMBER_LARGE)
        import_cell_at_fault(w, text, "maximum",
                             arena_printf(w->faults->arena, "must be at most %" PRId64, rule->max));
    else if (outcome == NUMBER_PRECISE && rule->kind == KIND_MONEY)
        import_cell_at_fault(w, text, "format", "must have two decimals at most");
    else
        import_cell_at_fault(w, text, "type",
                             rule->kind == KIND_MONEY ? "must be a number"
                                                      : "must be a whole number");
}

/* `unit`: what the rule's bounds count in. */
static bool is_within(struct import_writing *w, struct text text, const struct import_field *rule,
                      int64_t v, int64_t unit)
{
    if (v < rule->min * unit)
        import_cell_at_fault(w, text, "minimum",
                             arena_printf(w->faults->arena, "must be at least %" PRId64, rule->min));
    else if (v > rule->max * unit)
        import_cell_at_fault(w, text, "maximum",
                             arena_printf(w->faults->arena, "must be at most %" PRId64, rule->max));
    return !w->is_faulty;
}

static void put_number(struct import_writing *w, struct text text, const struct import_field *rule)
{
    bool is_money = rule->kind == KIND_MONEY;
    int64_t unit = is_money ? CENTS : 1, v;
    enum number_outcome outcome = number_read(text, w->plan->decimals, is_money ? 2 : 0, &v);

    if (outcome)
        number_at_fault(w, text, outcome, rule);
    else if (is_within(w, text, rule, v, unit)) {
        buf_int(w->json, v / unit);
        if (v % unit)
            buf_printf(w->json, ".%02d", (int)(v % unit));
    }
}

static void put_bool(struct import_writing *w, struct text text)
{
    bool v;

    if (bool_read(text, &v))
        buf_puts(w->json, v ? "true" : "false");
    else
        import_cell_at_fault(w, text, "type", "must be yes or no");
}

static void put_currency(struct import_writing *w, struct text text)
{
    static const char *const signs[][2] = {{"₸", "KZT"},   {"тг", "KZT"},  {"тенге", "KZT"},
                                           {"₽", "RUB"}, {"руб", "RUB"}, {"$", "USD"},
                                           {"€", "EUR"}};
    char code[4] = {0};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strlen(signs[i][0]) == text.len && memcmp(signs[i][0], text.s, text.len) == 0)
            memcpy(code, signs[i][1], 3);
    if (!code[0] && text.len == 3)
        for (size_t i = 0; i < 3; i++)
            code[i] =
                (char)(text.s[i] >= 'a' && text.s[i] <= 'z' ? text.s[i] - ('a' - 'A') : text.s[i]);
    if (code[0] && currency_is_known(code))
        buf_json_str(w->json, code, 3);
    else
        import_cell_at_fault(w, text, "format", "must be a currency's code by ISO 4217, such as KZT");
}

static void put_url(struct import_writing *w, struct text text, const struct import_field *rule)
{
    if (uri_is_http(text.s, text.len))
        put_text(w, text, rule);
    else
        import_cell_at_fault(w, text, "format",
                             "must be an http or https address, without user name and fragment");
}

static bool is_deeper(json_t *json, unsigned levels)
{
    const char *key;
    json_t *item;
    size_t i;

    if (!json_is_object(json) && !json_is_array(json))
        return false;
    if (levels == 0)
        return true;
    json_object_foreach(json, key, item) if (is_deeper(item, levels - 1)) return true;
    json_array_foreach(json, i, item) if (is_deeper(item, levels - 1)) return true;
    return false;
}

static bool is_wild(const char *number, size_t len)
{
    const char *exponent = memchr(number, 'e', len);

    if (!exponent)
        exponent = memchr(number, 'E', len);
    return len > NUMBER_MAX || (exponent && strtol(exponent + 1, NULL, 10) < -NUMBER_MAX);
}

/* In JSON: a number that no double comes near, which the database would spell out by the thousand digits, or refuse. */
static bool has_wild_number(struct text text)
{
    bool is_in_string = false;
    size_t len;

    for (size_t i = 0; i < text.len; i += len) {
        const char *s = text.s + i;

        if (*s == '"')
            is_in_string = !is_in_string;
        len = is_in_string && *s == '\\' ? 2 : 1;
        if (is_in_string || !strchr("-0123456789", *s))
            continue;
        while (i + len < text.len && strchr("+-.eE0123456789", s[len]))
            len++;
        if (is_wild(s, len))
            return true;
    }
    return false;
}

static void put_object(struct import_writing *w, struct text text, const struct import_field *rule)
{
    json_t *json = json_loadb(text.s, text.len, JSON_REJECT_DUPLICATES, NULL);

    if (!json_is_object(json) || is_deeper(json, OBJECT_MAX_DEPTH))
        import_cell_at_fault(w, text, "type",
                             "must be an object in JSON, such as {\"colour\": \"red\"}");
    else if (text.len > (size_t)rule->max ||
             json_object_size(json) > PRODUCT_CREATE_ATTRIBUTES_MAX_FIELDS)
        import_cell_at_fault(w, text, "too_large",
                             arena_printf(w->faults->arena,
                                          "must have at most %" PRId64 " bytes and %d members",
                                          rule->max, PRODUCT_CREATE_ATTRIBUTES_MAX_FIELDS));
    else if (has_wild_number(text))
        import_cell_at_fault(w, text, "format", "has a number that is too long, or too near to 0");
    else
        buf_put(w->json, text.s, text.len);
    json_decref(json);
}

/* --- of people and companies ----------------------------------------------------------------------------------------- */

static void put_stored(struct import_writing *w, const char *stored)
{
    w->stored = (struct text){arena_strdup(w->faults->arena, stored), strlen(stored)};
    buf_json_str(w->json, stored, w->stored.len);
}

static void put_phone(struct import_writing *w, struct text text)
{
    char phone[PHONE_SIZE];

    if (is_cut_number(text))
        import_cell_at_fault(w, text, "format", CUT_NUMBER);
    else if (phone_normalize(text.s, text.len, phone))
        put_stored(w, phone);
    else
        import_cell_at_fault(w, text, "format", "must be one telephone number");
}

/* Excel takes the zeros off that a number begins with: those born from 2000 to 2009 have an IIN with one or two. */
static void put_bin_iin(struct import_writing *w, struct text text)
{
    char number[BIN_IIN_SIZE], padded[BIN_IIN_SIZE];
    size_t missing = text.len < BIN_IIN_SIZE - 1 ? BIN_IIN_SIZE - 1 - text.len : 0;

    if (missing > 0 && missing <= 2 && strspn(text.s, "0123456789") >= text.len) {
        snprintf(padded, sizeof padded, "%.*s%.*s", (int)missing, "00", (int)text.len, text.s);
        text = (struct text){padded, BIN_IIN_SIZE - 1};
    }
    if (is_cut_number(text))
        import_cell_at_fault(w, text, "format", CUT_NUMBER);
    else if (bin_iin_normalize(text.s, text.len, number))
        put_stored(w, number);
    else
        import_cell_at_fault(
            w, w->stored, "format",
            "must be a BIN or IIN: 12 digits, of which the last one checks the others");
}

/* Stored as it is written; to tell rows apart it counts in small letters. */
static void put_email(struct import_writing *w, struct text text, const struct import_field *rule)
{
    char *small = arena_strndup(w->faults->arena, text.s, text.len);

    for (char *c = small; *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + ('a' - 'A') : *c);
    if (email_is_valid(text.s, text.len))
        put_text(w, text, rule);
    else
        import_cell_at_fault(w, text, "format", "must be one e-mail address");
    w->stored = (struct text){small, text.len};
}

/* --- of other kinds --------------------------------------------------------------------------------------------------- */

static void put_id(struct import_writing *w, struct text text, const struct import_field *rule)
{
    int64_t v;

    if (number_read(text, DECIMAL_POINT, 0, &v) != NUMBER_OK)
        import_cell_at_fault(w, text, "type", "must be a whole number");
    else if (is_within(w, text, rule, v, 1)) {
        buf_int(w->json, v);
        w->stored.s = arena_printf(w->faults->arena, "%" PRId64, v);
        w->stored.len = strlen(w->stored.s);
    }
}

static void put_date(struct import_writing *w, struct text text)
{
    char date[DATE_SIZE];

    if (date_read(text, date))
        buf_json_str(w->json, date, strlen(date));
    else
        import_cell_at_fault(w, text, "format", "must be a date, such as 31.12.2026 or 2026-12-31");
}

static bool is_among(const struct text *tags, size_t n, struct text tag)
{
    for (size_t i = 0; i < n; i++)
        if (tags[i].len == tag.len && memcmp(tags[i].s, tag.s, tag.len) == 0)
            return true;
    return false;
}

/* Commas part them; each counts once. False: one is too long, or they are too many. */
static bool split_tags(struct text text, struct text *tags, size_t *ret_n)
{
    size_t n = 0;

    for (size_t at = 0; at <= text.len;) {
        const char *comma = memchr(text.s + at, ',', text.len - at);
        size_t end = comma ? (size_t)(comma - text.s) : text.len;
        struct text tag = text_trim(text.s + at, end - at);

        at = end + 1;
        if (tag.len == 0 || is_among(tags, n, tag))
            continue;
        if (n == TAGS_MAX || utf8_length(tag.s, tag.len) > (size_t)TAG_LETTERS)
            return false;
        tags[n++] = tag;
    }
    *ret_n = n;
    return true;
}

static void put_tags(struct import_writing *w, struct text text)
{
    struct text tags[TAGS_MAX];
    size_t n;

    if (!split_tags(text, tags, &n)) {
        import_cell_at_fault(
            w, text, "max_length",
            arena_printf(w->faults->arena,
                         "must be at most %d tags of at most %d characters each, with "
                         "commas between",
                         TAGS_MAX, TAG_LETTERS));
        return;
    }
    buf_putc(w->json, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_putc(w->json, ',');
        buf_json_str(w->json, tags[i].s, tags[i].len);
    }
    buf_putc(w->json, ']');
}

void import_cell_put(struct import_writing *w, struct text text)
{
    const struct import_field *rule = w->column->field;

    w->stored = text;
    switch (rule->kind) {
    case KIND_TEXT:
    case KIND_ATTRIBUTE:
        put_text(w, text, rule);
        break;
    case KIND_CODE:
        put_code(w, text, rule);
        break;
    case KIND_OBJECT:
        put_object(w, text, rule);
        break;
    case KIND_MONEY:
    case KIND_INTEGER:
        put_number(w, text, rule);
        break;
    case KIND_BOOL:
        put_bool(w, text);
        break;
    case KIND_CURRENCY:
        put_currency(w, text);
        break;
    case KIND_URL:
        put_url(w, text, rule);
        break;
    case KIND_ID:
        put_id(w, text, rule);
        break;
    case KIND_PHONE:
        put_phone(w, text);
        break;
    case KIND_BIN_IIN:
        put_bin_iin(w, text);
        break;
    case KIND_EMAIL:
        put_email(w, text, rule);
        break;
    case KIND_TAGS:
        put_tags(w, text);
        break;
    case KIND_DATE:
        put_date(w, text);
        break;
    }
}
