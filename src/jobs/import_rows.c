// SPDX-License-Identifier: MIT
/* A row is written as JSON while it is read, and the writing is taken back where a cell is at fault: most rows are right. */
#include "import_rows.h"
#include "base/currency.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "gen/limits.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#define VALUE_BYTES 200u /* of a wrong value that is shown */
#define CENTS INT64_C(100)
#define OBJECT_MAX_DEPTH 32u
#define NUMBER_MAX 400 /* digits, and tenth powers, in JSON: a double has less */

/* --- faults --------------------------------------------------------------------------------------------------------- */

void import_faults_init(struct import_faults *faults, struct arena *arena, unsigned max)
{
    *faults = (struct import_faults){
        .arena = arena, .max = max, .v = arena_zalloc(arena, max ? max : 1, sizeof *faults->v)};
}

void import_faults_add(struct import_faults *faults, const struct import_fault *fault)
{
    if (faults->n < faults->max)
        faults->v[faults->n++] = *fault;
}

static int fault_compare(const void *a, const void *b)
{
    const struct import_fault *x = a, *y = b;

    return (x->row > y->row) - (x->row < y->row);
}

void import_faults_sort(struct import_faults *faults)
{
    qsort(faults->v, faults->n, sizeof *faults->v, fault_compare);
}

static const char *field_name(struct arena *arena, const struct import_fault *fault)
{
    if (fault->field == FIELD_NONE)
        return NULL;
    if (fault->field == FIELD_ATTRIBUTE && fault->column)
        return arena_printf(arena, ATTRIBUTE_PREFIX "%s", fault->column->attribute);
    return field_rules[fault->field].name;
}

static void put_member(struct buf *json, const char *key, const char *text)
{
    buf_printf(json, ",\"%s\":", key);
    if (text)
        buf_json_str(json, text, strlen(text));
    else
        buf_puts(json, "null");
}

void import_faults_put(const struct import_faults *faults, struct buf *json)
{
    for (unsigned i = 0; i < faults->n; i++) {
        const struct import_fault *fault = &faults->v[i];

        buf_printf(json, "%s{\"row\":%" PRIu64, i ? "," : "", fault->row);
        put_member(json, "column", fault->column ? fault->column->name : NULL);
        put_member(json, "field", field_name(faults->arena, fault));
        put_member(json, "code", fault->code);
        put_member(json, "message", fault->message);
        put_member(json, "value",
                   fault->value.s
                       ? arena_strndup(faults->arena, fault->value.s,
                                       utf8_cut(fault->value.s, fault->value.len, VALUE_BYTES))
                       : NULL);
        buf_putc(json, '}');
    }
}

/* --- one cell ------------------------------------------------------------------------------------------------------- */

/* A row on its way into JSON. */
struct writing {
    const struct import_plan *plan;
    const struct table_row *row;
    struct buf *json;
    struct import_faults *faults;
    const struct import_column *column; /* whose cell it is at */
    struct text sku;
    bool has_members, is_faulty;
};

static void at_fault(struct writing *w, struct text value, const char *code, const char *message)
{
    w->is_faulty = true;
    import_faults_add(w->faults, &(struct import_fault){.row = w->row->number,
                                                        .column = w->column,
                                                        .field = w->column->field,
                                                        .code = code,
                                                        .message = message,
                                                        .value = value});
}

static void put_text(struct writing *w, struct text text, const struct field_rule *rule)
{
    if (utf8_length(text.s, text.len) > (size_t)rule->max)
        at_fault(
            w, text, "max_length",
            arena_printf(w->faults->arena, "must have at most %" PRId64 " characters", rule->max));
    else
        buf_json_str(w->json, text.s, text.len);
}

static void put_code(struct writing *w, struct text text, const struct field_rule *rule)
{
    if (is_cut_number(text))
        at_fault(w, text, "format", "was cut to a rounded number; make the column text in Excel");
    else
        put_text(w, text, rule);
}

static void number_at_fault(struct writing *w, struct text text, enum number_outcome outcome,
                            const struct field_rule *rule)
{
    if (outcome == NUMBER_AMBIGUOUS)
        at_fault(w, text, "ambiguous", "may mean thousands or decimals; write it without the sign");
    else if (outcome == NUMBER_LARGE)
        at_fault(w, text, "maximum",
                 arena_printf(w->faults->arena, "must be at most %" PRId64, rule->max));
    else if (outcome == NUMBER_PRECISE && rule->kind == KIND_MONEY)
        at_fault(w, text, "format", "must have two decimals at most");
    else
        at_fault(w, text, "type",
                 rule->kind == KIND_MONEY ? "must be a number" : "must be a whole number");
}

/* `unit`: what the rule's bounds count in. */
static bool is_within(struct writing *w, struct text text, const struct field_rule *rule, int64_t v,
                      int64_t unit)
{
    if (v < rule->min * unit)
        at_fault(w, text, "minimum",
                 arena_printf(w->faults->arena, "must be at least %" PRId64, rule->min));
    else if (v > rule->max * unit)
        at_fault(w, text, "maximum",
                 arena_printf(w->faults->arena, "must be at most %" PRId64, rule->max));
    return !w->is_faulty;
}

static void put_number(struct writing *w, struct text text, const struct field_rule *rule)
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

static void put_bool(struct writing *w, struct text text)
{
    bool v;

    if (bool_read(text, &v))
        buf_puts(w->json, v ? "true" : "false");
    else
        at_fault(w, text, "type", "must be yes or no");
}

static void put_currency(struct writing *w, struct text text)
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
        at_fault(w, text, "format", "must be a currency's code by ISO 4217, such as KZT");
}

static void put_url(struct writing *w, struct text text, const struct field_rule *rule)
{
    if (uri_is_http(text.s, text.len))
        put_text(w, text, rule);
    else
        at_fault(w, text, "format",
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

static void put_object(struct writing *w, struct text text, const struct field_rule *rule)
{
    json_t *json = json_loadb(text.s, text.len, JSON_REJECT_DUPLICATES, NULL);

    if (!json_is_object(json) || is_deeper(json, OBJECT_MAX_DEPTH))
        at_fault(w, text, "type", "must be an object in JSON, such as {\"colour\": \"red\"}");
    else if (text.len > (size_t)rule->max ||
             json_object_size(json) > PRODUCT_CREATE_ATTRIBUTES_MAX_FIELDS)
        at_fault(w, text, "too_large",
                 arena_printf(w->faults->arena, "must have at most %" PRId64 " bytes and %d members",
                              rule->max, PRODUCT_CREATE_ATTRIBUTES_MAX_FIELDS));
    else if (has_wild_number(text))
        at_fault(w, text, "format", "has a number that is too long, or too near to 0");
    else
        buf_put(w->json, text.s, text.len);
    json_decref(json);
}

static void put_value(struct writing *w, struct text text)
{
    const struct field_rule *rule = &field_rules[w->column->field];

    switch (rule->kind) {
    case KIND_TEXT:
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
    }
}

/* --- a row ---------------------------------------------------------------------------------------------------------- */

/* An empty cell says nothing, unless it was asked to empty the field. */
static void put_cell(struct writing *w, const char *key, struct text text)
{
    bool is_cleared =
        text.len == 0 && w->plan->empty_clears && field_rules[w->column->field].is_clearable;

    if (text.len == 0 && !is_cleared)
        return;
    if (w->has_members)
        buf_putc(w->json, ',');
    w->has_members = true;
    buf_json_str(w->json, key, strlen(key));
    buf_putc(w->json, ':');
    if (is_cleared)
        buf_puts(w->json, "null");
    else
        put_value(w, text);
}

static struct text cell_text(const struct table_row *row, size_t i)
{
    if (i >= row->n)
        return (struct text){"", 0};
    return text_trim(row->cells[i].text, row->cells[i].len);
}

static void put_fields(struct writing *w)
{
    for (size_t i = 0; i < w->plan->n_columns; i++) {
        struct text text = cell_text(w->row, i);

        w->column = &w->plan->columns[i];
        if (w->column->field == FIELD_NONE || w->column->field == FIELD_ATTRIBUTE)
            continue;
        put_cell(w, field_rules[w->column->field].name, text);
        if (w->column->field != FIELD_SKU)
            continue;
        w->sku = text;
        if (text.len == 0)
            at_fault(w, text, "required", "is needed");
    }
}

/* Their names and texts all together must fit into `attributes`. */
static void put_attributes(struct writing *w)
{
    bool had_members = w->has_members, has_any;
    size_t from;

    if (had_members)
        buf_putc(w->json, ',');
    buf_puts(w->json, "\"attributes\":");
    from = w->json->len;
    buf_putc(w->json, '{');
    w->has_members = false;
    for (size_t i = 0; i < w->plan->n_columns; i++) {
        w->column = &w->plan->columns[i];
        if (w->column->field == FIELD_ATTRIBUTE)
            put_cell(w, w->column->attribute, cell_text(w->row, i));
    }
    buf_putc(w->json, '}');
    has_any = w->has_members;
    if (w->json->len - from > PRODUCT_CREATE_ATTRIBUTES_MAX_BYTES)
        at_fault(w, (struct text){0}, "too_large",
                 arena_printf(w->faults->arena, "the attributes must have at most %d bytes",
                              (int)PRODUCT_CREATE_ATTRIBUTES_MAX_BYTES));
    w->has_members = has_any || had_members;
}

static bool has_attributes(const struct import_plan *plan)
{
    for (size_t i = 0; i < plan->n_columns; i++)
        if (plan->columns[i].field == FIELD_ATTRIBUTE)
            return true;
    return false;
}

bool import_row_put(const struct import_plan *plan, const struct table_row *row, struct buf *json,
                    struct import_faults *faults, struct text *ret_sku)
{
    struct writing w = {.plan = plan, .row = row, .json = json, .faults = faults};
    size_t from = json->len;

    buf_putc(json, '{');
    put_fields(&w);
    if (has_attributes(plan))
        put_attributes(&w);
    buf_putc(json, '}');
    *ret_sku = w.sku;
    if (w.is_faulty)
        json->len = from;
    return !w.is_faulty;
}
