// SPDX-License-Identifier: MIT
/* Conditions as SQL. Times are compared as the API shows them, to the millisecond: what somebody copies out of an answer
 * finds the row it came from, though the column is finer. */
#include "repo/filter.h"
#include "base/clock.h"
#include "repo/pattern.h"

#include <assert.h>
#include <string.h>

/* Small letters as the generated columns have them, by the rules of no language in particular. */
#define LOWER(text) "lower(" text " collate \"und-x-icu\")"
#define TIME_WHOLE 19 /* up to the seconds: 2026-11-21T06:05:43 */
#define TIME_DIGITS 3
#define TIME_STEP " + interval '1 millisecond'"

const char *sql_type_of(enum list_type type)
{
    switch (type) {
    case LIST_TEXT:
        return "text";
    case LIST_INTEGER:
        return "bigint";
    case LIST_NUMBER:
        return "numeric";
    case LIST_BOOLEAN:
        return "boolean";
    case LIST_DATE:
        return "date";
    case LIST_TIME:
        return "timestamptz";
    case LIST_UUID:
        return "uuid";
    case LIST_TAGS:
        return "text[]";
    case LIST_OTHER:
        break;
    }
    return "text";
}

/* Without the digits of a second that the API does not show. */
static const char *to_millisecond(struct arena *arena, const char *time)
{
    size_t digits;

    if (time[TIME_WHOLE] != '.')
        return time;
    digits = strspn(time + TIME_WHOLE + 1, "0123456789");
    if (digits <= TIME_DIGITS)
        return time;
    return arena_printf(arena, "%.*s%s", TIME_WHOLE + 1 + TIME_DIGITS, time,
                        time + TIME_WHOLE + 1 + digits);
}

static void bind(struct sql_text *sql, const struct list_field *field, const char *value)
{
    if (field->type == LIST_TIME)
        value = to_millisecond(sql->text.arena, value);
    sql_bind(sql, value, sql_type_of(field->type));
}

/* `r.price >= $3::numeric` */
static void put_compare(struct sql_text *sql, const struct list_field *field, const char *operator,
                        const char * value)
{
    sql_printf(sql, "r.%s %s ", field->name, operator);
    bind(sql, field, value);
}

/* Up to the end of that millisecond. */
static void put_at_most(struct sql_text *sql, const struct list_field *field, const char *value)
{
    if (field->type != LIST_TIME) {
        put_compare(sql, field, "<=", value);
        return;
    }
    put_compare(sql, field, "<", value);
    sql_put(sql, TIME_STEP);
}

static void put_between(struct sql_text *sql, const struct list_field *field, const char *from,
                        const char *to)
{
    put_compare(sql, field, ">=", from);
    sql_put(sql, " and ");
    put_at_most(sql, field, to);
}

static void put_equal(struct sql_text *sql, const struct list_field *field, const char *value)
{
    if (field->type == LIST_TIME)
        put_between(sql, field, value, value);
    else
        put_compare(sql, field, "=", value);
}

static void put_unequal(struct sql_text *sql, const struct list_field *field, const char *value)
{
    if (field->type != LIST_TIME) {
        put_compare(sql, field, "is distinct from", value);
        return;
    }
    sql_put(sql, "(");
    put_between(sql, field, value, value);
    sql_put(sql, ") is not true");
}

static void put_in(struct sql_text *sql, const struct list_field *field, const struct opt_strs *values)
{
    struct arena *arena = sql->text.arena;
    const char **items = arena_zalloc(arena, values->n, sizeof *items);

    for (size_t i = 0; i < values->n; i++)
        items[i] = field->type == LIST_TIME ? to_millisecond(arena, values->v[i]) : values->v[i];
    sql_printf(sql,
               field->type == LIST_TIME ? "date_trunc('milliseconds', r.%s) = any(" : "r.%s = any(",
               field->name);
    sql_bind(sql, db_array(arena, values->n, items),
             arena_printf(arena, "%s[]", sql_type_of(field->type)));
    sql_put(sql, ")");
}

/* The index of trigrams finds the rows where it is in any of the fields. */
static void put_contains(struct sql_text *sql, const struct list_spec *list,
                         const struct list_field *field, const char *text)
{
    const char *pattern = pattern_contains(sql->text.arena, text);

    if (field->is_prefiltered) {
        sql_printf(sql, "r.%s like (lower(", list->prefilter);
        sql_bind(sql, pattern, "text");
        sql_put(sql, " collate \"und-x-icu\") collate \"default\") and ");
    }
    sql_printf(sql, LOWER("r.%s") " like lower(", field->name);
    sql_bind(sql, pattern, "text");
    sql_put(sql, " collate \"und-x-icu\")");
}

/* By operators that an index of what is in arrays knows. */
static void put_condition_on_tags(struct sql_text *sql, const struct list_condition *condition,
                                  const struct opt_strs *values)
{
    assert(condition->op == LIST_EQ || condition->op == LIST_IN);
    put_compare(sql, condition->field, condition->op == LIST_EQ ? "@>" : "&&",
                db_array(sql->text.arena, values->n, values->v));
}

static void put_condition(struct sql_text *sql, const struct list_spec *list,
                          const struct list_condition *condition, const struct opt_strs *values)
{
    const struct list_field *field = condition->field;

    if (field && field->type == LIST_TAGS) {
        put_condition_on_tags(sql, condition, values);
        return;
    }
    switch (condition->op) {
    case LIST_EQ:
        put_equal(sql, field, values->v[0]);
        break;
    case LIST_NE:
        put_unequal(sql, field, values->v[0]);
        break;
    case LIST_IN:
        put_in(sql, field, values);
        break;
    case LIST_BETWEEN:
        put_between(sql, field, values->v[0], values->v[1]);
        break;
    case LIST_GTE:
        put_compare(sql, field, ">=", values->v[0]);
        break;
    case LIST_LTE:
        put_at_most(sql, field, values->v[0]);
        break;
    case LIST_CONTAINS:
        put_contains(sql, list, field, values->v[0]);
        break;
    case LIST_ISNULL:
        sql_printf(sql, "r.%s is %s", field->name,
                   strcmp(values->v[0], "true") == 0 ? "null" : "not null");
        break;
    case LIST_SEARCH:
        break; /* stands in front, as `s` */
    }
}

static void put_search(const struct ctx *cx, const struct list_spec *list, const char *q,
                       struct sql_text *sql)
{
    sql_printf(sql, "%s(", list->search);
    sql_bind(sql, cx->org_id, "uuid");
    sql_put(sql, ", ");
    sql_bind(sql, q, "text");
    if (list->owners) {
        sql_put(sql, ", ");
        sql_bind(sql, cx->own_id, "uuid");
    }
    sql_put(sql, ") s join ");
}

static void put_own(const struct ctx *cx, const struct list_spec *list, struct sql_text *sql)
{
    assert(list->owners); /* a list without is for nobody who may see but his own */
    sql_put(sql, " and ");
    sql_bind(sql, cx->own_id, "uuid");
    for (const char *const *owner = list->owners; *owner; owner++)
        sql_printf(sql, "%sr.%s", owner == list->owners ? " in (" : ", ", *owner);
    sql_put(sql, ")");
}

void filter_put_from(const struct ctx *cx, const struct filter *filter, struct sql_text *sql)
{
    const struct list_spec *list = filter->list;
    const char *q = filter_q(filter);

    sql_put(sql, " from ");
    if (q)
        put_search(cx, list, q, sql);
    sql_printf(sql, "%s r%s where r._org_id = ", list->rows, q ? " on r.id = s.id" : "");
    sql_bind(sql, cx->org_id, "uuid");
    if (cx->own_id)
        put_own(cx, list, sql);
    for (size_t i = 0; i < list->n_conditions; i++) {
        if (filter->values[i].state != OPT_SET || list->conditions[i].op == LIST_SEARCH)
            continue;
        sql_put(sql, " and ");
        put_condition(sql, list, &list->conditions[i], &filter->values[i]);
    }
}

/* --- what is known of it ------------------------------------------------------------------------------------------ */

const char *filter_q(const struct filter *filter)
{
    const struct list_spec *list = filter->list;

    for (size_t i = 0; i < list->n_conditions; i++)
        if (list->conditions[i].op == LIST_SEARCH && filter->values[i].state == OPT_SET)
            return filter->values[i].v[0];
    return NULL;
}

unsigned filter_count(const struct filter *filter)
{
    unsigned n = 0;

    for (size_t i = 0; i < filter->list->n_conditions; i++)
        n += filter->values[i].state == OPT_SET;
    return n;
}

/* Behind "is null" an index has an order too, but the planner does not know it. */
static bool is_grouping(const struct list_condition *condition)
{
    return condition->field && condition->field->orders && condition->op == LIST_EQ;
}

static bool is_narrow(const struct list_condition *condition)
{
    return condition->field && condition->field->is_unique &&
           (condition->op == LIST_EQ || condition->op == LIST_IN);
}

static uint64_t orders_of(const struct list_spec *list)
{
    uint64_t orders = 0;

    for (size_t i = 0; i < list->n_fields; i++)
        orders |= (uint64_t)list->fields[i].is_ordered << i;
    return orders;
}

uint64_t filter_orders(const struct ctx *cx, const struct filter *filter)
{
    const struct list_spec *list = filter->list;
    uint64_t orders = cx->own_id ? list->owner_orders : orders_of(list);
    unsigned n_groups = cx->own_id != NULL;

    for (size_t i = 0; i < list->n_conditions; i++) {
        if (filter->values[i].state != OPT_SET)
            continue;
        if (!is_grouping(&list->conditions[i]))
            return 0;
        orders &= list->conditions[i].field->orders;
        n_groups++;
    }
    return n_groups <= 1 ? orders : 0;
}

bool filter_is_narrow(const struct filter *filter)
{
    for (size_t i = 0; i < filter->list->n_conditions; i++)
        if (filter->values[i].state == OPT_SET && is_narrow(&filter->list->conditions[i]))
            return true;
    return false;
}

/* At our own deadline it is not known whose fault it is. */
enum err filter_explain(struct ctx *cx, const struct filter *filter, enum err e)
{
    const struct list_spec *list = filter->list;

    if (e != ERR_TIMED_OUT || clock_now_us() >= cx->deadline_us)
        return e;
    e = fail(cx, ERR_FILTER_TOO_BROAD, NULL);
    for (size_t i = 0; i < list->n_conditions; i++)
        if (filter->values[i].state == OPT_SET && !is_grouping(&list->conditions[i]))
            fail_field(cx, e, list->conditions[i].name, "too_broad",
                       "takes too long over so many rows: narrow it, or add a narrower one");
    return e;
}
