// SPDX-License-Identifier: MIT
/* The validator: each rule of the tables, what it tells, and what it leaves in the structs. */
#include "base/value.h"
#include "http/json.h"
#include "http/schema_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> /* last: its fail() is a macro */

#define NO_BOUNDS .min = INT64_MIN, .max = INT64_MAX, .max_items = SIZE_MAX

struct place {
    struct opt_str id;
    struct opt_int order;
};

struct thing {
    struct opt_str name, status, url, note;
    struct opt_int order;
    struct opt_num price;
    struct opt_bool force;
    struct opt_strs features;
    struct opt_json config, revision;
    struct {
        enum opt_state state;
        size_t n;
        struct place *v;
    } items;
};

static const char *const statuses[] = {"active", "archived", NULL};

static const struct schema_field place_fields[] = {
    {.name = "id",
     .offset = offsetof(struct place, id),
     .kind = SCHEMA_STR,
     .format = FORMAT_UUID,
     .flags = SCHEMA_REQUIRED,
     NO_BOUNDS},
    {.name = "order", .offset = offsetof(struct place, order), .kind = SCHEMA_INT, .min = 0, .max = 10},
};
static const struct schema place_schema = {
    .name = "Place", .size = sizeof(struct place), .fields = place_fields, .n_fields = 2};

static const struct schema_field interval_fields[] = {
    {.name = "interval_s",
     .offset = SIZE_MAX,
     .kind = SCHEMA_INT,
     .min = 10,
     .max = INT64_MAX,
     .fallback = "60"},
};
static const struct schema_field header_value = {
    .name = "*", .offset = SIZE_MAX, .kind = SCHEMA_STR, .min = INT64_MIN, .max = 5};
static const struct schema interval_schema = {.name = "Interval",
                                              .fields = interval_fields,
                                              .n_fields = 1,
                                              .max_fields = 3,
                                              .open = true,
                                              .unknown = &header_value};
static const struct schema_field config_fields[] = {
    {.name = "health", .offset = SIZE_MAX, .kind = SCHEMA_OBJECT, NO_BOUNDS, .object = &interval_schema},
};
static const struct schema config_schema = {
    .name = "Config", .fields = config_fields, .n_fields = 1, .open = true};

#define AT(member) .name = #member, .offset = offsetof(struct thing, member)
static const struct schema_field thing_fields[] = {
    {AT(name), .kind = SCHEMA_STR, .flags = SCHEMA_REQUIRED, .min = 1, .max = 5},
    {AT(status), .kind = SCHEMA_STR, .values = statuses, .fallback = "active", NO_BOUNDS},
    {AT(url), .kind = SCHEMA_STR, .format = FORMAT_HTTP_URL, .min = INT64_MIN, .max = 2000},
    {AT(note), .kind = SCHEMA_STR, .flags = SCHEMA_NULLABLE, .min = 3, .max = INT64_MAX},
    {AT(order), .kind = SCHEMA_INT, .min = 0, .max = 1000, .fallback = "7"},
    {AT(price), .kind = SCHEMA_NUM, .min = 0, .max = 100},
    {AT(force), .kind = SCHEMA_BOOL, NO_BOUNDS},
    {AT(features), .kind = SCHEMA_STRS, .flags = SCHEMA_NULLABLE, .min = 1, .max = 4,
     .min_items = 1, .max_items = 3, .fallback = "[\"a\"]"},
    {AT(config), .kind = SCHEMA_OBJECT, .max_bytes = 60, .object = &config_schema,
     .fallback = "{\"a\":1}", NO_BOUNDS},
    {AT(revision), .kind = SCHEMA_ANY, .flags = SCHEMA_NULLABLE | SCHEMA_READ_ONLY, NO_BOUNDS},
    {AT(items), .kind = SCHEMA_OBJECTS, .object = &place_schema, .min_items = 0, .max_items = 30},
};
static const struct schema thing_schema = {.name = "Thing",
                                           .size = sizeof(struct thing),
                                           .fields = thing_fields,
                                           .n_fields = sizeof thing_fields / sizeof thing_fields[0]};
static const struct schema bare_schema = {.name = "Bare",
                                          .size = sizeof(struct thing),
                                          .fields = &thing_fields[10],
                                          .n_fields = 1,
                                          .min_fields = 1,
                                          .bare_array = "items"};

static int setup(void **state)
{
    static struct ctx cx;

    cx = (struct ctx){.arena = arena_new()};
    *state = &cx;
    return 0;
}

static int teardown(void **state)
{
    struct ctx *cx = *state;

    arena_free(cx->arena);
    return 0;
}

static void test_cleared_fields(void **state)
{
    struct ctx *cx = *state;
    struct thing t = {.name = {OPT_SET, 1, "a"}};

    assert_string_equal(schema_cleared(cx->arena, &thing_schema, &t), "{}");
    t.note.state = t.features.state = t.revision.state = OPT_NULL;
    assert_string_equal(schema_cleared(cx->arena, &thing_schema, &t), "{\"note\",\"features\"}");
}

static enum err from_text(struct ctx *cx, const struct schema *schema, const char *text,
                          struct thing *ret)
{
    json_t *json;

    cx->failure = (struct failure){0};
    *ret = (struct thing){0};
    assert_int_equal(json_parse(cx, text, strlen(text), &json), ERR_OK);
    return schema_from_json(cx, schema, json, ret);
}

/* The body is wrong in one field, and this is what is told of it. */
static void assert_wrong(struct ctx *cx, const char *text, const char *field, const char *code,
                         const char *message)
{
    const struct field_error *told;
    struct thing thing;

    assert_int_equal(from_text(cx, &thing_schema, text, &thing), ERR_VALIDATION_FAILED);
    told = cx->failure.fields;
    assert_non_null(told);
    assert_string_equal(told->field, field);
    assert_string_equal(told->code, code);
    if (message)
        assert_string_equal(told->message, message);
    assert_null(told->next);
}

static void test_values(void **state)
{
    struct ctx *cx = *state;
    struct thing t;

    assert_int_equal(
        from_text(
            cx, &thing_schema,
            "{\"name\":\"Әліпп\",\"status\":\"archived\",\"url\":\"https://a.kz/x\",\"note\":null,"
            "\"order\":12,\"price\":19.90,\"force\":true,\"features\":[\"a\",\"b\"],"
            "\"config\":{\"b\": 0.1, "
            "\"health\":{\"interval_s\":10,\"X-A\":\"v\"}},\"revision\":[1, 2],"
            "\"items\":[{\"id\":\"018f8e9e-0000-7000-8000-000000000000\",\"order\":3.0}]}",
            &t),
        ERR_OK);
    assert_string_equal(t.name.v, "Әліпп");
    assert_int_equal(t.name.len, 10);
    assert_string_equal(t.status.v, "archived");
    assert_int_equal(t.note.state, OPT_NULL);
    assert_int_equal(t.order.v, 12);
    assert_string_equal(t.price.v, "19.9");
    assert_true(t.force.v);
    assert_int_equal(t.features.n, 2);
    assert_string_equal(t.features.v[1], "b");
    assert_string_equal(t.config.v, "{\"b\":0.1,\"health\":{\"interval_s\":10,\"X-A\":\"v\"}}");
    assert_int_equal(t.config.len, strlen(t.config.v));
    assert_string_equal(t.revision.v, "[1,2]");
    assert_int_equal(t.items.state, OPT_SET);
    assert_int_equal(t.items.n, 1);
    assert_string_equal(t.items.v[0].id.v, "018f8e9e-0000-7000-8000-000000000000");
    assert_int_equal(t.items.v[0].order.v, 3);
}

static void test_absent_values(void **state)
{
    struct ctx *cx = *state;
    struct thing t;

    assert_int_equal(from_text(cx, &thing_schema, "{\"name\":\"x\"}", &t), ERR_OK);
    assert_string_equal(t.status.v, "active");
    assert_int_equal(t.order.v, 7);
    assert_int_equal(t.features.n, 1);
    assert_string_equal(t.features.v[0], "a");
    assert_string_equal(t.config.v, "{\"a\":1}");
    assert_int_equal(t.url.state, OPT_ABSENT);
    assert_int_equal(t.items.state, OPT_ABSENT);
    assert_int_equal(t.revision.state, OPT_ABSENT);

    t = (struct thing){0};
    cx->failure = (struct failure){0};
    assert_int_equal(schema_from_json(cx, &thing_schema, NULL, &t), ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->code, "required");
}

static void test_rules(void **state)
{
    struct ctx *cx = *state;

    assert_wrong(cx, "{}", "name", "required", "is required");
    assert_wrong(cx, "{\"name\":5}", "name", "type", "must be a text");
    assert_wrong(cx, "{\"name\":null}", "name", "type", "must not be null");
    assert_wrong(cx, "{\"name\":\"\"}", "name", "min_length", "must not be empty");
    assert_wrong(cx, "{\"name\":\"қазақша\"}", "name", "max_length",
                 "must have at most 5 characters");
    assert_wrong(cx, "{\"name\":\"x\",\"note\":\"ab\"}", "note", "min_length",
                 "must have at least 3 characters");
    assert_wrong(cx, "{\"name\":\"x\",\"status\":\"gone\"}", "status", "enum",
                 "must be one of active, archived");
    assert_wrong(cx, "{\"name\":\"x\",\"status\":\"activ\"}", "status", "enum", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"url\":\"ftp://a\"}", "url", "format", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"order\":-1}", "order", "minimum", "must be at least 0");
    assert_wrong(cx, "{\"name\":\"x\",\"order\":1001}", "order", "maximum", "must be at most 1000");
    assert_wrong(cx, "{\"name\":\"x\",\"order\":1.5}", "order", "type", "must be a whole number");
    assert_wrong(cx, "{\"name\":\"x\",\"order\":\"1\"}", "order", "type", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"price\":-0.01}", "price", "minimum", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"price\":100.5}", "price", "maximum", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"price\":\"5\"}", "price", "type", "must be a number");
    assert_wrong(cx, "{\"name\":\"x\",\"force\":1}", "force", "type", "must be true or false");
    assert_wrong(cx, "{\"name\":\"x\",\"foo\":1}", "foo", "unknown_field", NULL);
    assert_wrong(cx, "[]", "body", "type", "must be an object");
}

static void test_nested_rules(void **state)
{
    struct ctx *cx = *state;

    assert_wrong(cx, "{\"name\":\"x\",\"features\":{}}", "features", "type", "must be an array");
    assert_wrong(cx, "{\"name\":\"x\",\"features\":[]}", "features", "min_items", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"features\":[\"a\",\"b\",\"c\",\"d\"]}", "features",
                 "max_items", "must have at most 3 items");
    assert_wrong(cx, "{\"name\":\"x\",\"features\":[\"a\",7]}", "features[1]", "type", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"features\":[null]}", "features[0]", "type", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"features\":[\"a\",\"abcde\"]}", "features[1]", "max_length",
                 NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"config\":[]}", "config", "type", "must be an object");
    assert_wrong(cx, "{\"name\":\"x\",\"config\":{\"health\":{\"interval_s\":9}}}",
                 "config.health.interval_s", "minimum", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"config\":{\"health\":{\"X-A\":1}}}", "config.health.X-A",
                 "type", NULL);
    assert_wrong(
        cx, "{\"name\":\"x\",\"config\":{\"health\":{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\"}}}",
        "config.health", "max_properties", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"config\":{\"health\":null}}", "config.health", "type", NULL);
    assert_wrong(cx,
                 "{\"name\":\"x\",\"config\":{\"a\":"
                 "\"0123456789012345678901234567890123456789012345678901234\"}}",
                 "config", "too_large", "must take at most 60 bytes as JSON text");
    assert_wrong(
        cx, "{\"name\":\"x\",\"items\":[{\"id\":\"018f8e9e-0000-7000-8000-000000000000\"},{}]}",
        "items[1].id", "required", NULL);
    assert_wrong(cx, "{\"name\":\"x\",\"items\":[{\"id\":\"no\"}]}", "items[0].id", "format",
                 "must be a UUID");
    assert_wrong(cx, "{\"name\":\"x\",\"items\":[5]}", "items[0]", "type", "must be an object");
}

static void test_many_errors(void **state)
{
    struct ctx *cx = *state;
    struct thing t;
    char text[2000] = "{\"name\":\"\",\"order\":-1,\"items\":[5";
    unsigned n = 0;

    for (int i = 0; i < 25; i++)
        memcpy(text + strlen(text), ",5", 3);
    memcpy(text + strlen(text), "]}", 3);
    assert_int_equal(from_text(cx, &thing_schema, text, &t), ERR_VALIDATION_FAILED);
    for (const struct field_error *e = cx->failure.fields; e; e = e->next)
        n++;
    assert_int_equal(n, SCHEMA_MAX_ERRORS);
    assert_string_equal(cx->failure.fields->field, "name");
    assert_string_equal(cx->failure.fields->next->field, "order");
    assert_string_equal(cx->failure.fields->next->next->field, "items[0]");

    /* a name that a client made up is told shortened, at a whole character */
    memcpy(text, "{\"name\":\"x\",\"", 14);
    for (int i = 0; i < 200; i++)
        memcpy(text + 13 + 2 * i, "қ", 2);
    memcpy(text + 13 + 400, "\":1}", 5);
    assert_int_equal(from_text(cx, &thing_schema, text, &t), ERR_VALIDATION_FAILED);
    assert_int_equal(strlen(cx->failure.fields->field), 120);
}

static void test_bare_array(void **state)
{
    struct ctx *cx = *state;
    struct thing t;

    assert_int_equal(
        from_text(cx, &bare_schema, "[{\"id\":\"018f8e9e-0000-7000-8000-000000000000\"}]", &t),
        ERR_OK);
    assert_int_equal(t.items.n, 1);
    assert_int_equal(from_text(cx, &bare_schema, "{\"items\":[]}", &t), ERR_OK);
    assert_int_equal(t.items.state, OPT_SET);
    assert_int_equal(t.items.n, 0);
    assert_int_equal(from_text(cx, &bare_schema, "[{\"id\":1}]", &t), ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, "items[0].id");
    assert_int_equal(from_text(cx, &bare_schema, "{}", &t), ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, "body");
    assert_string_equal(cx->failure.fields->code, "min_properties");
}

/* ---- parameters ---- */

struct params {
    struct opt_str id, q;
    struct opt_int page, if_match;
    struct opt_num price;
    struct opt_bool all;
};

#define OF(member) .offset = offsetof(struct params, member)
static const struct schema_field param_fields[] = {
    {.name = "id",
     OF(id),
     .kind = SCHEMA_STR,
     .format = FORMAT_UUID,
     .flags = SCHEMA_REQUIRED,
     .in = IN_PATH,
     NO_BOUNDS},
    {.name = "q", OF(q), .kind = SCHEMA_STR, .in = IN_QUERY, .min = 1, .max = 5},
    {.name = "page",
     OF(page),
     .kind = SCHEMA_INT,
     .in = IN_QUERY,
     .min = 1,
     .max = INT64_MAX,
     .fallback = "1"},
    {.name = "price", OF(price), .kind = SCHEMA_NUM, .in = IN_QUERY, NO_BOUNDS},
    {.name = "all", OF(all), .kind = SCHEMA_BOOL, .in = IN_QUERY, NO_BOUNDS},
    {.name = "If-Match", OF(if_match), .kind = SCHEMA_INT, .format = FORMAT_ETAG, .in = IN_HEADER, NO_BOUNDS},
};
static const struct schema params_schema = {
    .name = "params", .size = sizeof(struct params), .fields = param_fields, .n_fields = 6};

static const struct param id_param = {IN_PATH, "id", "018f8e9e-0000-7000-8000-000000000000", 36};

static enum err from_params(struct ctx *cx, const char *query, const char *if_match,
                            struct params *ret)
{
    struct param all[QUERY_MAX_PARAMS + 2] = {id_param};
    const struct param *words;
    size_t n = 1, n_words;

    cx->failure = (struct failure){0};
    *ret = (struct params){0};
    assert_int_equal(query_parse(cx, query, &words, &n_words), ERR_OK);
    for (size_t i = 0; i < n_words; i++)
        all[n++] = words[i];
    if (if_match)
        all[n++] = (struct param){IN_HEADER, "if-match", if_match, strlen(if_match)};
    all[n++] = (struct param){IN_HEADER, "Accept", "*/*", 3};
    return schema_from_params(cx, &params_schema, all, n, ret);
}

static void assert_wrong_param(struct ctx *cx, const char *query, const char *if_match,
                               const char *field, const char *code)
{
    struct params p;

    assert_int_equal(from_params(cx, query, if_match, &p), ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, field);
    assert_string_equal(cx->failure.fields->code, code);
    assert_null(cx->failure.fields->next);
}

static void test_params(void **state)
{
    struct ctx *cx = *state;
    struct params p;

    assert_int_equal(from_params(cx, "q=%D2%9B&page=3&price=-1.50&all=false", "W/\"7\"", &p), ERR_OK);
    assert_string_equal(p.id.v, id_param.value);
    assert_string_equal(p.q.v, "қ");
    assert_int_equal(p.page.v, 3);
    assert_string_equal(p.price.v, "-1.50");
    assert_int_equal(p.all.state, OPT_SET);
    assert_false(p.all.v);
    assert_int_equal(p.if_match.v, 7);

    assert_int_equal(from_params(cx, NULL, "*", &p), ERR_OK);
    assert_int_equal(p.page.v, 1);
    assert_int_equal(p.q.state, OPT_ABSENT);
    assert_int_equal(p.if_match.state, OPT_ABSENT);
    assert_int_equal(from_params(cx, NULL, "12", &p), ERR_OK);
    assert_int_equal(p.if_match.v, 12);
}

static void test_wrong_params(void **state)
{
    static const struct param bad_id = {IN_PATH, "id", "7", 1};
    struct ctx *cx = *state;
    struct params p = {0};

    assert_wrong_param(cx, "q=", NULL, "q", "min_length");
    assert_wrong_param(cx, "q=abcdef", NULL, "q", "max_length");
    assert_wrong_param(cx, "q=a%00b", NULL, "q", "format");
    assert_wrong_param(cx, "q=a&q=b", NULL, "q", "duplicate");
    assert_wrong_param(cx, "nope=1", NULL, "nope", "unknown_field");
    assert_wrong_param(cx, "id=1", NULL, "id", "unknown_field"); /* it is no query word */
    assert_wrong_param(cx, "page=0", NULL, "page", "minimum");
    assert_wrong_param(cx, "page=1.0", NULL, "page", "type");
    assert_wrong_param(cx, "page=+1", NULL, "page", "type");
    assert_wrong_param(cx, "page=%201", NULL, "page", "type");
    assert_wrong_param(cx, "page=9223372036854775808", NULL, "page", "type");
    assert_wrong_param(cx, "price=1e3", NULL, "price", "type");
    assert_wrong_param(cx, "price=1.", NULL, "price", "type");
    assert_wrong_param(cx, "price=.5", NULL, "price", "type");
    assert_wrong_param(cx, "all=1", NULL, "all", "type");
    assert_wrong_param(cx, "all=TRUE", NULL, "all", "type");
    assert_wrong_param(cx, NULL, "\"7\", \"8\"", "If-Match", "format");
    assert_wrong_param(cx, NULL, "\"x\"", "If-Match", "format");
    assert_wrong_param(cx, NULL, "\xff", "If-Match", "format");

    assert_int_equal(schema_from_params(cx, &params_schema, &bad_id, 1, &p), ERR_VALIDATION_FAILED);
    cx->failure = (struct failure){0};
    assert_int_equal(schema_from_params(cx, &params_schema, NULL, 0, &p), ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->code, "required");
}

/* --- conditions of filters --------------------------------------------------------------------------------------- */

enum { NAME, NAME_IN, PRICE, PRICE_BETWEEN, STOCK_IN, IS_ACTIVE, MADE_AT, N_CONDITIONS };

struct listing {
    struct opt_strs filter[N_CONDITIONS];
    struct opt_filter in_body;
};

#define CONDITION(place, kind_)                                                                    \
    .offset = (place) * sizeof(struct opt_strs), .kind = SCHEMA_VALUES, .item = (kind_),           \
    .in = IN_QUERY
#define SINGLE .min_items = 1, .max_items = 1
static const struct schema_field conditions[] = {
    {.name = "name", CONDITION(NAME, SCHEMA_STR), SINGLE, .min = INT64_MIN, .max = 5},
    {.name = "name__in",
     CONDITION(NAME_IN, SCHEMA_STR),
     .min_items = 1,
     .max_items = 4,
     .min = INT64_MIN,
     .max = 5},
    {.name = "price", CONDITION(PRICE, SCHEMA_NUM), SINGLE, .min = INT64_MIN, .max = INT64_MAX},
    {.name = "price__between",
     CONDITION(PRICE_BETWEEN, SCHEMA_NUM),
     .min_items = 2,
     .max_items = 2,
     .min = INT64_MIN,
     .max = INT64_MAX},
    {.name = "stock__in",
     CONDITION(STOCK_IN, SCHEMA_INT),
     .min_items = 1,
     .max_items = 3,
     .min = INT64_MIN,
     .max = INT64_MAX},
    {.name = "is_active", CONDITION(IS_ACTIVE, SCHEMA_BOOL), SINGLE, .min = INT64_MIN, .max = INT64_MAX},
    {.name = "made_at",
     CONDITION(MADE_AT, SCHEMA_STR),
     SINGLE,
     .format = FORMAT_DATE_TIME,
     .min = INT64_MIN,
     .max = INT64_MAX},
};
static const struct schema listing_schema = {
    .name = "listing", .size = sizeof(struct listing), .fields = conditions, .n_fields = N_CONDITIONS};
static const struct schema filter_schema = {.name = "Filter",
                                            .size = sizeof(struct opt_strs[N_CONDITIONS]),
                                            .fields = conditions,
                                            .n_fields = N_CONDITIONS};
static const struct schema_field body_fields[] = {
    {.name = "filter",
     .offset = offsetof(struct listing, in_body),
     .kind = SCHEMA_FILTER,
     .object = &filter_schema,
     NO_BOUNDS},
};
static const struct schema body_schema = {
    .name = "Body", .size = sizeof(struct listing), .fields = body_fields, .n_fields = 1};

static enum err from_query(struct ctx *cx, const char *query, struct listing *ret)
{
    const struct param *all;
    size_t n;

    cx->failure = (struct failure){0};
    *ret = (struct listing){0};
    assert_int_equal(query_parse(cx, query, &all, &n), ERR_OK);
    return schema_from_params(cx, &listing_schema, all, n, ret);
}

static enum err from_body(struct ctx *cx, const char *text, struct listing *ret)
{
    json_t *json;

    cx->failure = (struct failure){0};
    *ret = (struct listing){0};
    assert_int_equal(json_parse(cx, text, strlen(text), &json), ERR_OK);
    return schema_from_json(cx, &body_schema, json, ret);
}

/* `values` with bars between. */
static void assert_values(struct ctx *cx, const struct opt_strs *found, const char *values)
{
    const char *text = "";

    assert_int_equal(found->state, OPT_SET);
    for (size_t i = 0; i < found->n; i++)
        text = arena_printf(cx->arena, "%s%s%s", text, i ? "|" : "", found->v[i]);
    assert_string_equal(text, values);
}

static void test_conditions(void **state)
{
    struct ctx *cx = *state;
    struct listing l;

    assert_int_equal(
        from_query(cx, "name=a,b\\,&price=-1.50&is_active=true&made_at=2026-11-21T06:05:43Z", &l),
        ERR_OK);
    assert_values(cx, &l.filter[NAME], "a,b\\,"); /* one value is not split */
    assert_values(cx, &l.filter[PRICE], "-1.50");
    assert_values(cx, &l.filter[IS_ACTIVE], "true");
    assert_values(cx, &l.filter[MADE_AT], "2026-11-21T06:05:43Z");
    assert_int_equal(l.filter[NAME_IN].state, OPT_ABSENT);
    assert_int_equal(
        from_query(cx, "name__in=a,,%D2%9B,d&price__between=1,2.5&stock__in=-1,0,7", &l), ERR_OK);
    assert_values(cx, &l.filter[NAME_IN], "a||қ|d");
    assert_values(cx, &l.filter[PRICE_BETWEEN], "1|2.5");
    assert_values(cx, &l.filter[STOCK_IN], "-1|0|7");
    assert_int_equal(from_query(cx, "name__in=a\\,b,\\\\,c\\d,\\", &l), ERR_OK);
    assert_values(cx, &l.filter[NAME_IN], "a,b|\\|c\\d|\\");
    assert_int_equal(from_query(cx, "name__in=", &l), ERR_OK);
    assert_int_equal(l.filter[NAME_IN].n, 1);
}

static void test_conditions_in_bodies(void **state)
{
    struct ctx *cx = *state;
    struct listing l;

    assert_int_equal(from_body(cx, "{}", &l), ERR_OK);
    assert_int_equal(l.in_body.state, OPT_ABSENT);
    assert_int_equal(
        from_body(cx,
                  "{\"filter\":{\"name\":\"a,b\",\"name__in\":[\"a,b\",\"\\\\\"],\"price\":1.5,"
                  "\"price__between\":[-1,1e3],\"stock__in\":[3.0],\"is_active\":false}}",
                  &l),
        ERR_OK);
    assert_values(cx, &l.in_body.v[NAME], "a,b");
    assert_values(cx, &l.in_body.v[NAME_IN], "a,b|\\");
    assert_values(cx, &l.in_body.v[PRICE], "1.5");
    assert_values(cx, &l.in_body.v[PRICE_BETWEEN], "-1|1000");
    assert_values(cx, &l.in_body.v[STOCK_IN], "3");
    assert_values(cx, &l.in_body.v[IS_ACTIVE], "false");
    assert_int_equal(l.in_body.v[MADE_AT].state, OPT_ABSENT);
}

static void assert_wrong_condition(struct ctx *cx, enum err e, const char *field, const char *code)
{
    assert_int_equal(e, ERR_VALIDATION_FAILED);
    assert_string_equal(cx->failure.fields->field, field);
    assert_string_equal(cx->failure.fields->code, code);
    assert_null(cx->failure.fields->next);
}

static void test_wrong_conditions(void **state)
{
    static const struct {
        const char *text, *field, *code;
    } queries[] =
        {
            {"name=abcdef", "name", "max_length"},
            {"name=a%00", "name", "format"},
            {"name=a&name=b", "name", "duplicate"},
            {"name__in=a,b,c,d,e", "name__in", "max_items"},
            {"name__in=a,abcdef,b", "name__in", "max_length"},
            {"name__in=a,b%00", "name__in", "format"},
            {"price=x", "price", "type"},
            {"price__between=1", "price__between", "min_items"},
            {"price__between=1,2,3", "price__between", "max_items"},
            {"price__between=1,", "price__between", "type"},
            {"stock__in=1,9999999999999999999", "stock__in", "type"},
            {"stock__in=1.5", "stock__in", "type"},
            {"is_active=1", "is_active", "type"},
            {"made_at=2026-02-30T00:00:00Z", "made_at", "format"},
            {"price__like=1", "price__like", "unknown_field"},
        },
      bodies[] = {
          {"{\"filter\":[]}", "filter", "type"},
          {"{\"filter\":null}", "filter", "type"},
          {"{\"filter\":{\"nope\":1}}", "filter.nope", "unknown_field"},
          {"{\"filter\":{\"name\":1}}", "filter.name", "type"},
          {"{\"filter\":{\"name\":[\"a\"]}}", "filter.name", "type"},
          {"{\"filter\":{\"name__in\":\"a\"}}", "filter.name__in", "type"},
          {"{\"filter\":{\"name__in\":[]}}", "filter.name__in", "min_items"},
          {"{\"filter\":{\"name__in\":[\"a\",null]}}", "filter.name__in[1]", "type"},
          {"{\"filter\":{\"stock__in\":[1,2,\"3\"]}}", "filter.stock__in[2]", "type"},
          {"{\"filter\":{\"price__between\":[1]}}", "filter.price__between", "min_items"},
          {"{\"filter\":{\"is_active\":\"true\"}}", "filter.is_active", "type"},
          {"{\"filter\":{\"made_at\":\"today\"}}", "filter.made_at", "format"},
      };
    struct ctx *cx = *state;
    struct listing l;

    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        assert_wrong_condition(cx, from_query(cx, queries[i].text, &l), queries[i].field,
                               queries[i].code);
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        assert_wrong_condition(cx, from_body(cx, bodies[i].text, &l), bodies[i].field,
                               bodies[i].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absent_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cleared_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nested_rules, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bare_array, setup, teardown),
        cmocka_unit_test_setup_teardown(test_params, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_params, setup, teardown),
        cmocka_unit_test_setup_teardown(test_conditions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_conditions_in_bodies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_conditions, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
