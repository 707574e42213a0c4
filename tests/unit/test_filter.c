// SPDX-License-Identifier: MIT
/* Filters as SQL: what stands in the text, what is bound, and what is known of a filter. */
#include "base/clock.h"
#include "repo/filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

#define ORG "018f8e9e-0000-7000-8000-000000000001"
#define OWNER "018f8e9e-0000-7000-8000-000000000002"

enum { ID, NAME, BRAND, PRICE, ACTIVE, MADE, NOTE, SOLD, TAGS };
#define BIT(field) (UINT64_C(1) << (field))

static const struct list_field fields[] = {
    {.name = "id", .type = LIST_INTEGER, .is_unique = true, .is_ordered = true},
    {.name = "name", .type = LIST_TEXT, .is_prefiltered = true},
    {.name = "brand", .type = LIST_TEXT, .is_nullable = true, .orders = BIT(ID) | BIT(PRICE)},
    {.name = "price", .type = LIST_NUMBER, .is_ordered = true},
    {.name = "is_active", .type = LIST_BOOLEAN, .orders = BIT(ID)},
    {.name = "made_at", .type = LIST_TIME, .is_nullable = true},
    {.name = "note", .type = LIST_TEXT},
    {.name = "sold_on", .type = LIST_DATE, .is_nullable = true},
    {.name = "tags", .type = LIST_TAGS},
};
static const struct list_condition conditions[] = {
    {"id", &fields[ID], LIST_EQ},
    {"id__in", &fields[ID], LIST_IN},
    {"name__contains", &fields[NAME], LIST_CONTAINS},
    {"brand", &fields[BRAND], LIST_EQ},
    {"brand__ne", &fields[BRAND], LIST_NE},
    {"brand__in", &fields[BRAND], LIST_IN},
    {"brand__isnull", &fields[BRAND], LIST_ISNULL},
    {"price__between", &fields[PRICE], LIST_BETWEEN},
    {"price__gte", &fields[PRICE], LIST_GTE},
    {"price__lte", &fields[PRICE], LIST_LTE},
    {"is_active", &fields[ACTIVE], LIST_EQ},
    {"made_at", &fields[MADE], LIST_EQ},
    {"made_at__ne", &fields[MADE], LIST_NE},
    {"made_at__in", &fields[MADE], LIST_IN},
    {"made_at__lte", &fields[MADE], LIST_LTE},
    {"note__contains", &fields[NOTE], LIST_CONTAINS},
    {"sold_on", &fields[SOLD], LIST_EQ},
    {"sold_on__ne", &fields[SOLD], LIST_NE},
    {"sold_on__in", &fields[SOLD], LIST_IN},
    {"sold_on__between", &fields[SOLD], LIST_BETWEEN},
    {"sold_on__gte", &fields[SOLD], LIST_GTE},
    {"sold_on__lte", &fields[SOLD], LIST_LTE},
    {"sold_on__isnull", &fields[SOLD], LIST_ISNULL},
    {"tags", &fields[TAGS], LIST_EQ},
    {"tags__in", &fields[TAGS], LIST_IN},
    {"q", NULL, LIST_SEARCH},
};
#define N_CONDITIONS (sizeof conditions / sizeof conditions[0])

static const char *const one_owner[] = {"_owner_id", NULL};
static const char *const several_owners[] = {"maker_id", "_owner_id", NULL};

static const struct list_spec list = {
    .name = "thingsList",
    .rows = "thing_rows",
    .owners = one_owner,
    .owner_orders = BIT(ID),
    .prefilter = "_search_text",
    .search = "thing_search",
    .sort = "id",
    .fields = fields,
    .n_fields = sizeof fields / sizeof fields[0],
    .conditions = conditions,
    .n_conditions = N_CONDITIONS,
};

/* A filter in the making. */
struct asked {
    struct ctx *cx;
    struct opt_strs values[N_CONDITIONS];
    struct filter filter;
};

static struct asked *ask(struct ctx *cx)
{
    struct asked *asked = arena_zalloc(cx->arena, 1, sizeof *asked);

    asked->cx = cx;
    asked->filter = (struct filter){.list = &list, .values = asked->values};
    return asked;
}

/* Adds a condition with one value, or with two. */
static struct asked *with2(struct asked *asked, const char *name, const char *first,
                           const char *second)
{
    const char **texts = arena_zalloc(asked->cx->arena, 2, sizeof *texts);

    texts[0] = first;
    texts[1] = second;
    for (size_t i = 0; i < N_CONDITIONS; i++)
        if (strcmp(conditions[i].name, name) == 0)
            asked->values[i] = (struct opt_strs){OPT_SET, second ? 2 : 1, texts};
    return asked;
}

static struct asked *with(struct asked *asked, const char *name, const char *value)
{
    return with2(asked, name, value, NULL);
}

static struct sql_text sql_of(const struct asked *asked)
{
    struct sql_text sql;

    sql_text_init(&sql, asked->cx->arena);
    filter_put_from(asked->cx, &asked->filter, &sql);
    return sql;
}

#define BASE " from thing_rows r where r._org_id = $1::uuid"

/* The text behind the organisation, and the values bound behind it. */
static void assert_sql(const struct asked *asked, const char *text, const char *first,
                       const char *second)
{
    struct sql_text sql = sql_of(asked);
    const char *whole = buf_cstr(&sql.text);

    assert_memory_equal(whole, BASE, strlen(BASE));
    assert_string_equal(whole + strlen(BASE), text);
    assert_string_equal(sql.values[0], ORG);
    assert_int_equal(sql.n_values, 1 + (first != NULL) + (second != NULL));
    if (first)
        assert_string_equal(sql.values[1], first);
    if (second)
        assert_string_equal(sql.values[2], second);
}

static int setup(void **state)
{
    static struct ctx cx;

    cx = (struct ctx){.arena = arena_new(), .org_id = ORG};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;

    arena_free(cx->arena);
    return 0;
}

static void test_operators(void **state)
{
    struct ctx *cx = *state;

    assert_sql(ask(cx), "", NULL, NULL);
    assert_sql(with(ask(cx), "brand", "O'Brien\"; --"), " and r.brand = $2::text", "O'Brien\"; --",
               NULL);
    assert_sql(with(ask(cx), "brand__ne", ""), " and r.brand is distinct from $2::text", "", NULL);
    assert_sql(with2(ask(cx), "brand__in", "a\"b\\", "{,}"), " and r.brand = any($2::text[])",
               "{\"a\\\"b\\\\\",\"{,}\"}", NULL);
    assert_sql(with(ask(cx), "brand__isnull", "true"), " and r.brand is null", NULL, NULL);
    assert_sql(with(ask(cx), "brand__isnull", "false"), " and r.brand is not null", NULL, NULL);
    assert_sql(with2(ask(cx), "price__between", "1.5", "7"),
               " and r.price >= $2::numeric and r.price <= $3::numeric", "1.5", "7");
    assert_sql(with(with(ask(cx), "price__gte", "-1"), "price__lte", "9"),
               " and r.price >= $2::numeric and r.price <= $3::numeric", "-1", "9");
    assert_sql(with2(ask(cx), "id__in", "1", "2"), " and r.id = any($2::bigint[])", "{\"1\",\"2\"}",
               NULL);
    assert_sql(with(ask(cx), "is_active", "true"), " and r.is_active = $2::boolean", "true", NULL);
}

static void test_contains(void **state)
{
    struct ctx *cx = *state;

    assert_sql(
        with(ask(cx), "note__contains", "50%_\\"),
        " and lower(r.note collate \"und-x-icu\") like lower($2::text collate \"und-x-icu\")",
        "%50\\%\\_\\\\%", NULL);
    assert_sql(
        with(ask(cx), "name__contains", "Ren"),
        " and r._search_text like (lower($2::text collate \"und-x-icu\") collate \"default\")"
        " and lower(r.name collate \"und-x-icu\") like lower($3::text collate \"und-x-icu\")",
        "%Ren%", "%Ren%");
}

/* The API shows milliseconds: a row fits when what is shown of it fits. */
static void test_times(void **state)
{
    static const char at[] = "2026-11-21T06:05:43.120Z";
    struct ctx *cx = *state;

    assert_sql(
        with(ask(cx), "made_at", at), " and r.made_at >= $2::timestamptz and r.made_at < $3::timestamptz + interval '1 millisecond'",
        at, at);
    assert_sql(with(ask(cx), "made_at__lte", at),
               " and r.made_at < $2::timestamptz + interval '1 millisecond'", at, NULL);
    assert_sql(with(ask(cx), "made_at__lte", "2026-11-21T06:05:43.1209999+05:00"),
               " and r.made_at < $2::timestamptz + interval '1 millisecond'",
               "2026-11-21T06:05:43.120+05:00", NULL);
    assert_sql(with(ask(cx), "made_at__lte", "2026-11-21T06:05:43Z"),
               " and r.made_at < $2::timestamptz + interval '1 millisecond'",
               "2026-11-21T06:05:43Z", NULL);
    assert_sql(with(ask(cx), "made_at__ne", at),
               " and (r.made_at >= $2::timestamptz and r.made_at < $3::timestamptz + interval '1 "
               "millisecond') is not true",
               at, at);
    assert_sql(with2(ask(cx), "made_at__in", at, "2026-11-21T06:05:43.1209Z"),
               " and date_trunc('milliseconds', r.made_at) = any($2::timestamptz[])",
               "{\"2026-11-21T06:05:43.120Z\",\"2026-11-21T06:05:43.120Z\"}", NULL);
}

/* A day is compared as it is: it has no milliseconds. */
static void test_days(void **state)
{
    static const char day[] = "2026-11-21", later[] = "2026-12-01";
    struct ctx *cx = *state;

    assert_sql(with(ask(cx), "sold_on", day), " and r.sold_on = $2::date", day, NULL);
    assert_sql(with(ask(cx), "sold_on__ne", day), " and r.sold_on is distinct from $2::date", day,
               NULL);
    assert_sql(with2(ask(cx), "sold_on__in", day, later), " and r.sold_on = any($2::date[])",
               "{\"2026-11-21\",\"2026-12-01\"}", NULL);
    assert_sql(with2(ask(cx), "sold_on__between", day, later),
               " and r.sold_on >= $2::date and r.sold_on <= $3::date", day, later);
    assert_sql(with(ask(cx), "sold_on__gte", day), " and r.sold_on >= $2::date", day, NULL);
    assert_sql(with(ask(cx), "sold_on__lte", day), " and r.sold_on <= $2::date", day, NULL);
    assert_sql(with(ask(cx), "sold_on__isnull", "true"), " and r.sold_on is null", NULL, NULL);
}

static void test_tags(void **state)
{
    struct ctx *cx = *state;

    assert_sql(with(ask(cx), "tags", "a,\"b\""), " and r.tags @> $2::text[]", "{\"a,\\\"b\\\"\"}",
               NULL);
    assert_sql(with2(ask(cx), "tags__in", "vip", "{}"), " and r.tags && $2::text[]",
               "{\"vip\",\"{}\"}", NULL);
}

static void test_whose_rows(void **state)
{
    static const char *const bound[] = {ORG, "words", OWNER, ORG, OWNER, "x"};
    struct ctx *cx = *state;
    struct list_spec several = list, without = list;
    struct asked *found = with(with(ask(cx), "q", "words"), "brand", "x");
    struct sql_text sql;

    cx->own_id = OWNER;
    assert_sql(with(ask(cx), "brand", "x"), " and $2::uuid in (r._owner_id) and r.brand = $3::text",
               OWNER, "x");
    several.owners = several_owners;
    found->filter.list = &several;
    sql = sql_of(found);
    assert_string_equal(buf_cstr(&sql.text),
                        " from thing_search($1::uuid, $2::text, $3::uuid) s join thing_rows r on"
                        " r.id = s.id where r._org_id = $4::uuid and"
                        " $5::uuid in (r.maker_id, r._owner_id) and r.brand = $6::text");
    for (int i = 0; i < 6; i++)
        assert_string_equal(sql.values[i], bound[i]);

    cx->own_id = NULL;
    sql = sql_of(found);
    assert_string_equal(buf_cstr(&sql.text),
                        " from thing_search($1::uuid, $2::text, $3::uuid) s join thing_rows r on"
                        " r.id = s.id where r._org_id = $4::uuid and r.brand = $5::text");
    assert_null(sql.values[2]); /* everybody's */
    without.owners = NULL;
    found->filter.list = &without;
    sql = sql_of(found);
    assert_string_equal(buf_cstr(&sql.text),
                        " from thing_search($1::uuid, $2::text) s join thing_rows r on r.id = s.id"
                        " where r._org_id = $3::uuid and r.brand = $4::text");
}

static void test_many_values(void **state)
{
    struct ctx *cx = *state;
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    for (int i = 0; i < 1000; i++)
        sql_bind(&sql, arena_printf(cx->arena, "%d", i), "int");
    assert_int_equal(sql.n_values, 1000);
    assert_string_equal(sql.values[0], "0");
    assert_string_equal(sql.values[999], "999");
    assert_non_null(strstr(buf_cstr(&sql.text), "$1000::int"));
    assert_int_equal(sql_statement(&sql, SQL_READ_KEPT, "x")->id, DB_STATEMENT_KEPT);
    assert_int_equal(sql_statement(&sql, SQL_READ, "x")->id, DB_STATEMENT_ONCE);
    assert_true(sql_statement(&sql, SQL_WRITE, "x")->is_write);
}

static uint64_t orders(const struct asked *asked)
{
    return filter_orders(asked->cx, &asked->filter);
}

static void test_what_indexes_serve(void **state)
{
    struct ctx *cx = *state;
    struct list_spec several = list;
    struct asked *own = ask(cx);

    assert_int_equal(orders(ask(cx)), BIT(ID) | BIT(PRICE));
    assert_int_equal(orders(with(ask(cx), "brand", "x")), BIT(ID) | BIT(PRICE));
    assert_int_equal(orders(with(ask(cx), "is_active", "false")), BIT(ID));
    assert_int_equal(orders(with(ask(cx), "brand__isnull", "true")), 0);
    assert_int_equal(orders(with(ask(cx), "brand__ne", "x")), 0);
    assert_int_equal(orders(with(with(ask(cx), "brand", "x"), "is_active", "true")), 0);
    assert_int_equal(orders(with(ask(cx), "price__gte", "1")), 0);
    assert_int_equal(orders(with(ask(cx), "tags", "vip")), 0);
    assert_int_equal(orders(with(ask(cx), "q", "words")), 0);
    assert_true(filter_is_narrow(&with(with(ask(cx), "id", "1"), "brand__ne", "x")->filter));
    assert_true(filter_is_narrow(&with(ask(cx), "id__in", "1")->filter));
    assert_false(filter_is_narrow(&with(ask(cx), "brand", "1")->filter));
    assert_int_equal(filter_count(&with(with(ask(cx), "q", "a"), "id", "1")->filter), 2);
    assert_null(filter_q(&ask(cx)->filter));
    assert_string_equal(filter_q(&with(ask(cx), "q", "abc")->filter), "abc");

    cx->own_id = OWNER;
    assert_int_equal(orders(ask(cx)), BIT(ID));
    assert_int_equal(orders(with(ask(cx), "brand", "x")), 0);
    several.owners = several_owners;
    several.owner_orders = 0;
    own->filter.list = &several;
    assert_int_equal(orders(own), 0);
}

static void test_too_broad(void **state)
{
    struct ctx *cx = *state;
    struct asked *asked =
        with(with(with(ask(cx), "brand", "x"), "note__contains", "abc"), "q", "abc");
    const struct field_error *told;

    assert_int_equal(filter_explain(cx, &asked->filter, ERR_OK), ERR_OK);
    assert_int_equal(filter_explain(cx, &asked->filter, ERR_TIMED_OUT),
                     ERR_TIMED_OUT); /* our own deadline */
    cx->deadline_us = clock_now_us() + US_PER_S;
    assert_int_equal(filter_explain(cx, &asked->filter, ERR_CONFLICT), ERR_CONFLICT);
    assert_int_equal(filter_explain(cx, &asked->filter, ERR_TIMED_OUT), ERR_FILTER_TOO_BROAD);
    told = cx->failure.fields;
    assert_string_equal(told->field, "note__contains");
    assert_string_equal(told->code, "too_broad");
    assert_string_equal(told->next->field, "q");
    assert_null(told->next->next);
}

static void test_kept_for_later(void **state)
{
    struct ctx *cx = *state;
    struct asked *asked =
        with2(with(with(ask(cx), "q", "a\"\\\n"), "brand", "Ұя"), "id__in", "1", "2");
    const char *json = filter_write(cx->arena, &asked->filter);
    struct filter again;

    assert_string_equal(json,
                        "{\"id__in\":[\"1\",\"2\"],\"brand\":[\"Ұя\"],\"q\":[\"a\\\"\\\\\\n\"]}");
    assert_int_equal(filter_read(cx, &list, json, &again), ERR_OK);
    assert_string_equal(filter_write(cx->arena, &again), json);
    assert_string_equal(filter_write(cx->arena, &ask(cx)->filter), "{}");
    assert_int_equal(filter_read(cx, &list, "{}", &again), ERR_OK);
    assert_int_equal(filter_count(&again), 0);
    for (const char *const *bad =
             (const char *const[]){"", "[]", "{\"brand\":\"x\"}", "{\"brand\":[1]}",
                                   "{\"brand\":[]}", "{\"gone\":[\"x\"]}", NULL};
         *bad; bad++)
        assert_int_equal(filter_read(cx, &list, *bad, &again), ERR_INTERNAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_operators, setup, teardown),
        cmocka_unit_test_setup_teardown(test_contains, setup, teardown),
        cmocka_unit_test_setup_teardown(test_times, setup, teardown),
        cmocka_unit_test_setup_teardown(test_days, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tags, setup, teardown),
        cmocka_unit_test_setup_teardown(test_whose_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_indexes_serve, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_broad, setup, teardown),
        cmocka_unit_test_setup_teardown(test_kept_for_later, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
