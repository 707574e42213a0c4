// SPDX-License-Identifier: MIT
/* What is read from the words of a list, and the text of its pages: order, what stands behind a row, keys as text. */
#include "../../src/repo/list_text.h"
#include "repo/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

static const struct list_field fields[] = {
    {.name = "id", .type = LIST_INTEGER, .is_ordered = true, .is_unique = true},
    {.name = "name", .type = LIST_TEXT, .is_ordered = true},
    {.name = "price", .type = LIST_NUMBER},
    {.name = "brand", .type = LIST_TEXT, .is_nullable = true},
    {.name = "extra", .type = LIST_OTHER},
};
static const struct list_condition conditions[] = {
    {"brand", &fields[3], LIST_EQ},
    {"q", NULL, LIST_SEARCH},
};
static const struct list_spec list = {
    .name = "thingsList",
    .rows = "thing_rows",
    .search = "thing_search",
    .sort = "-id",
    .fields = fields,
    .n_fields = 5,
    .conditions = conditions,
    .n_conditions = 2,
};

static const struct opt_strs no_filter[2];
static const char *const words[] = {"words"};
static const struct opt_strs searched[2] = {{0}, {OPT_SET, 1, (const char **)words}};

static int setup(void **state)
{
    static struct ctx cx;

    cx = (struct ctx){.arena = arena_new(), .org_id = "org"};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;

    arena_free(cx->arena);
    return 0;
}

/* `names` with commas between; NULL: not asked for. */
static struct opt_strs split(struct ctx *cx, const char *names)
{
    const char **texts = arena_zalloc(cx->arena, 10, sizeof *texts);
    char *rest = arena_strdup(cx->arena, names ? names : "");
    size_t n = 0;

    for (char *name = strtok_r(rest, ",", &rest); name; name = strtok_r(rest, ",", &rest))
        texts[n++] = name;
    return (struct opt_strs){names ? OPT_SET : OPT_ABSENT, n, texts};
}

static enum err read_query(struct ctx *cx, const struct opt_strs *filter, const char *sort,
                           const char *shown, struct list_query *ret_query)
{
    const struct list_in in = {
        .sort = split(cx, sort),
        .fields = split(cx, shown),
        .page_size = opt_int(50),
    };

    cx->failure = (struct failure){0};
    return list_query_read(cx, &list, filter, &in, ret_query);
}

static struct list_query query_of(struct ctx *cx, const struct opt_strs *filter, const char *sort,
                                  const char *shown)
{
    struct list_query query;

    assert_int_equal(read_query(cx, filter, sort, shown, &query), ERR_OK);
    return query;
}

typedef void put_fn(struct sql_text *sql, const struct list_query *query);

static struct sql_text text_of(struct ctx *cx, put_fn *put, const struct list_query *query)
{
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    put(&sql, query);
    return sql;
}

static void assert_order(struct ctx *cx, const struct opt_strs *filter, const char *sort,
                         const char *order)
{
    struct list_query query = query_of(cx, filter, sort, NULL);
    struct sql_text sql = text_of(cx, list_put_order, &query);

    assert_string_equal(buf_cstr(&sql.text), order);
}

static void test_order(void **state)
{
    struct ctx *cx = *state;

    assert_order(cx, no_filter, NULL, " order by r.id desc");
    assert_order(cx, no_filter, "name", " order by r.name, r.id");
    assert_order(cx, no_filter, "-name", " order by r.name desc, r.id desc");
    assert_order(cx, no_filter, "price,-name", " order by r.price, r.name desc, r.id desc");
    assert_order(cx, no_filter, "-price,id,name", " order by r.price desc, r.id");
    assert_order(cx, no_filter, "brand", " order by r.brand, r.id");
    assert_order(cx, no_filter, "-brand", " order by r.brand desc nulls last, r.id desc");
    assert_order(cx, searched, NULL, " order by s.place, r.id");
    assert_order(cx, searched, "-name", " order by r.name desc, r.id desc");
}

static void test_which_orders_have_an_index(void **state)
{
    struct ctx *cx = *state;
    const struct {
        const char *sort;
        bool is_ordered;
    } cases[] = {{NULL, true},     {"id", true},        {"-name", true},       {"name,id", true},
                 {"price", false}, {"name,-id", false}, {"name,price", false}, {"brand", false}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct list_query query = query_of(cx, no_filter, cases[i].sort, NULL);

        assert_int_equal(list_is_ordered(&query), cases[i].is_ordered);
    }
}

static void assert_columns(struct ctx *cx, const struct opt_strs *filter, const char *sort,
                           const char *shown, const char *columns)
{
    struct list_query query = query_of(cx, filter, sort, shown);
    struct sql_text sql = text_of(cx, list_put_columns, &query);

    assert_string_equal(buf_cstr(&sql.text), columns);
}

static void test_columns(void **state)
{
    struct ctx *cx = *state;
    struct list_query query = query_of(cx, no_filter, "price,name", "name,name,id");

    assert_columns(cx, no_filter, NULL, NULL, " r.id, r.name, r.price, r.brand, r.extra");
    assert_columns(cx, no_filter, NULL, "name,id", " r.id, r.name");
    assert_columns(cx, no_filter, "price", "extra",
                   " r.extra, r.price as \"_price\", r.id as \"_id\"");
    assert_columns(cx, searched, NULL, "id", " r.id, s.place as _place");
    assert_string_equal(list_key_column(cx->arena, &query, 0), "_price");
    assert_string_equal(list_key_column(cx->arena, &query, 1), "name");
}

static void assert_after(struct ctx *cx, const char *sort, const char *const *after,
                         const char *text, int n_values)
{
    struct list_query query = query_of(cx, no_filter, sort, NULL);
    struct sql_text sql;

    query.after = after;
    sql = text_of(cx, list_put_after, &query);
    assert_string_equal(buf_cstr(&sql.text), text);
    assert_int_equal(sql.n_values, n_values);
}

static void test_behind_a_row(void **state)
{
    struct ctx *cx = *state;
    const char *const one[] = {"7"}, *const two[] = {"a", "7"}, *const three[] = {"1.5", "a", "7"};
    const char *const null[] = {NULL, "7"};

    assert_after(cx, NULL, NULL, "", 0);
    assert_after(cx, NULL, one, " and (r.id) < ($1::bigint)", 1);
    assert_after(cx, "name", two, " and (r.name, r.id) > ($1::text, $2::bigint)", 2);
    assert_after(cx, "-price,-name", three,
                 " and (r.price, r.name, r.id) < ($1::numeric, $2::text, $3::bigint)", 3);
    assert_after(
        cx, "-price,name", three,
        " and r.price <= $1::numeric and (r.price < $2::numeric or r.price = $3::numeric and"
        " (r.name > $4::text or r.name = $5::text and (r.id > $6::bigint)))",
        6);
    assert_after(cx, "brand", two,
                 " and (r.brand > $1::text or r.brand is null or r.brand = $2::text and"
                 " (r.id > $3::bigint))",
                 3);
    assert_after(cx, "-brand", null, " and (false or r.brand is null and (r.id < $1::bigint))", 1);
}

static void test_words(void **state)
{
    struct ctx *cx = *state;
    struct list_in in = {.page = opt_int(3), .page_size = opt_int(20), .count = {OPT_SET, 4, "none"}};
    struct list_query query;

    assert_int_equal(list_query_read(cx, &list, no_filter, &in, &query), ERR_OK);
    assert_int_equal(query.page, 3);
    assert_int_equal(query.page_size, 20);
    assert_int_equal(query.count, LIST_COUNT_NONE);
    in.cursor = (struct opt_str){OPT_SET, 1, "x"};
    assert_int_equal(list_query_read(cx, &list, no_filter, &in, &query), ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, "page");
    assert_int_equal(read_query(cx, no_filter, "name,price,-name", NULL, &query),
                     ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, "sort");
    assert_string_equal(cx->failure.fields->code, "duplicate");
}

static void test_keys(void **state)
{
    struct ctx *cx = *state;
    struct list_query query = query_of(cx, no_filter, "brand,name", NULL);
    const char *const keys[LIST_MAX_KEYS] = {NULL, "a\"\\ Ұ", "7"};
    const char *text = list_keys_write(cx->arena, &query, keys);
    const char *const *again = list_keys_read(cx->arena, &query, text);
    static const char *const bad[] = {
        "", "{}", "[]", "[null,\"a\"]", "[1,2]", "[1,2,3]", "[\"a\",\"b\",\"c\",\"d\"]", "[null,"};

    assert_string_equal(text, "[null,\"a\\\"\\\\ Ұ\",\"7\"]");
    assert_null(again[0]);
    assert_string_equal(again[1], keys[1]);
    assert_string_equal(again[2], "7");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_null(list_keys_read(cx->arena, &query, bad[i]));
}

/* Whatever makes another list of it makes another scope. */
static void test_scope(void **state)
{
    struct ctx *cx = *state, other = *cx, own = *cx;
    struct list_query query = query_of(cx, no_filter, "name", NULL);
    struct list_query down = query_of(cx, no_filter, "-name", NULL);
    struct list_query found = query_of(cx, searched, "name", NULL);
    struct list_query part = query_of(cx, no_filter, "name", "id");
    const char *scope = list_scope(cx, &query);

    other.org_id = "other";
    own.own_id = "own";
    assert_string_not_equal(list_scope(&other, &query), scope);
    assert_string_not_equal(list_scope(&own, &query), scope);
    assert_string_not_equal(list_scope(cx, &down), scope);
    assert_string_not_equal(list_scope(cx, &found), scope);
    assert_string_equal(list_scope(cx, &part), scope);
}

static void test_walk_has_an_order(void **state)
{
    struct ctx *cx = *state;
    struct list_query price = query_of(cx, no_filter, "-price", NULL);
    struct list_query name = query_of(cx, no_filter, "-name", NULL);
    struct list_query found = query_of(cx, searched, NULL, NULL);
    struct list_walk walk;

    list_walk_init(&walk, cx->arena, &price);
    assert_int_equal(walk.query.n_keys, 1);
    assert_string_equal(walk.query.keys[0].field->name, "id");
    list_walk_init(&walk, cx->arena, &name);
    assert_int_equal(walk.query.n_keys, 2);
    assert_string_equal(walk.query.keys[0].field->name, "name");
    list_walk_init(&walk, cx->arena, &found);
    assert_null(walk.query.keys[0].field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_which_orders_have_an_index, setup, teardown),
        cmocka_unit_test_setup_teardown(test_columns, setup, teardown),
        cmocka_unit_test_setup_teardown(test_behind_a_row, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scope, setup, teardown),
        cmocka_unit_test_setup_teardown(test_walk_has_an_order, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
