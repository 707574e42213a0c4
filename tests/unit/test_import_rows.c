// SPDX-License-Identifier: MIT
/* Names of columns, and rows by the rules of the contract: what comes out as JSON, and which faults are named. */
#include "../../src/jobs/import_repeats.h"
#include "../../src/jobs/import_rows.h"
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

static void assert_recognised(const char *const *names, size_t n, const char *const *fields)
{
    const struct import_field *found[32];

    import_fields_recognise(&import_product, names, n, found);
    for (size_t i = 0; i < n; i++) {
        const char *name = found[i] ? found[i]->name : "";

        if (strcmp(name, fields[i]) != 0)
            fail_msg("%s is %s", names[i], name[0] ? name : "nothing");
    }
}

static void test_names_of_columns(void **state)
{
    static const char *const kaspi[] = {"SKU", "model", "brand", "price", "PP1", "preorder"};
    static const char *const kaspi_fields[] = {"sku", "name", "brand", "price", "", ""};
    static const char *const from_1c[] = {"Код",       "Артикул", "Номенклатура", "Штрих-код",
                                          "Цена, тг.", "Кол-во",  "Ед. изм."};
    static const char *const from_1c_fields[] = {"",      "sku",   "name", "barcode",
                                                 "price", "stock", ""};
    static const char *const satu[] = {
        "Код_товара",   "Название_позиции",   "Описание",        "Цена",
        "Валюта",       "Ссылка_изображения", "Название_группы", "Идентификатор_товара",
        "Производитель"};
    static const char *const satu_fields[] = {
        "sku", "name", "description", "price", "currency", "image_url", "category", "", "brand"};
    static const char *const kazakh[] = {"ТАУАР КОДЫ",   "Тауар атауы",   "Бағасы (тг)",
                                         "Өзіндік құны", "Қалдығы, дана", "Санаты",
                                         "Үлгісі",       "Сипаттамасы"};
    static const char *const kazakh_fields[] = {"sku",   "name",     "price", "cost",
                                                "stock", "category", "model", "description"};
    static const char *const english[] = {" Item Code ", "Product name", "Retail Price",
                                          "Qty",         "is_active",    "image_url",
                                          "EAN-13",      "Cost price"};
    static const char *const english_fields[] = {"sku",       "name",      "price",   "stock",
                                                 "is_active", "image_url", "barcode", "cost"};
    static const char *const none[] = {"", "1", "Самый лучший товар на свете", "ценаа",
                                       "\xf0\x9f\x93\xb1"};
    static const char *const none_fields[] = {"", "", "", "", ""};

    (void)state;
    assert_recognised(kaspi, N(kaspi), kaspi_fields);
    assert_recognised(from_1c, N(from_1c), from_1c_fields);
    assert_recognised(satu, N(satu), satu_fields);
    assert_recognised(kazakh, N(kazakh), kazakh_fields);
    assert_recognised(english, N(english), english_fields);
    assert_recognised(none, N(none), none_fields);
}

static void test_fields(void **state)
{
    const struct import_field *field;
    const char *attribute;

    (void)state;
    field = import_field_parse(&import_product, "price", &attribute);
    assert_non_null(field);
    assert_string_equal(field->name, "price");
    assert_null(attribute);
    field = import_field_parse(&import_product, "attributes", &attribute);
    assert_int_equal(field->kind, KIND_OBJECT);
    field = import_field_parse(&import_product, "attributes.Цвет корпуса", &attribute);
    assert_int_equal(field->kind, KIND_ATTRIBUTE);
    assert_string_equal(attribute, "Цвет корпуса");
    assert_null(import_field_parse(&import_product, "attributes.", &attribute));
    assert_null(import_field_parse(&import_product, "id", &attribute));
    assert_null(import_field_parse(&import_product, "", &attribute));
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

/* The names of fields, and of the columns that go into them. */
struct target {
    const char *field, *column;
};

static const struct target targets[] = {
    {"sku", "Артикул"},      {"name", "Название"},        {"price", "Цена"},
    {"stock", "Остаток"},    {"is_active", "Активен"},    {NULL, "Прочее"},
    {"brand", "Бренд"},      {"currency", "Валюта"},      {"image_url", "Фото"},
    {"barcode", "Штрихкод"}, {"attributes.Цвет", "Цвет"}, {"attributes.a\"b", "a\"b"},
};

#define MAX_COLUMNS 16

struct fixture {
    struct arena *arena;
    struct import_column columns[MAX_COLUMNS];
    struct import_plan plan;
    struct import_faults faults;
    struct buf json;
    struct import_keys keys;
};

static void use(struct fixture *f, const struct import_entity *entity, const struct target *list,
                size_t n)
{
    f->plan = (struct import_plan){
        .entity = entity, .columns = f->columns, .n_columns = n, .decimals = DECIMAL_COMMA};
    for (size_t i = 0; i < n; i++) {
        struct import_column *column = &f->columns[i];

        *column = (struct import_column){.name = list[i].column};
        if (list[i].field) {
            column->field = import_field_parse(entity, list[i].field, &column->attribute);
            assert_non_null(column->field);
            if (column->field->flags & FIELD_KEY)
                f->plan.keys[f->plan.n_keys++] = column->field;
        }
    }
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    f->arena = arena_new();
    use(f, &import_product, targets, N(targets));
    import_faults_init(&f->faults, f->arena, IMPORT_FAULTS_SHOWN);
    buf_init(&f->json, f->arena, 256);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_free(f->arena);
    free(f);
    return 0;
}

/* Cells with bars between. */
static bool put(struct fixture *f, const char *text)
{
    struct table_cell cells[32];
    struct table_row row = {.number = 7, .cells = cells};

    f->json.len = 0;
    f->faults.n = 0;
    for (const char *at = text;; at++) {
        size_t len = strcspn(at, "|");

        cells[row.n++] = (struct table_cell){arena_strndup(f->arena, at, len), len};
        at += len;
        if (!*at)
            break;
    }
    return import_row_put(&f->plan, &row, &f->json, &f->faults, &f->keys);
}

static void assert_json(struct fixture *f, const char *text, const char *json)
{
    if (!put(f, text))
        fail_msg("%s: %s %s", text, f->faults.v[0].field->name, f->faults.v[0].code);
    assert_string_equal(buf_cstr(&f->json), json);
}

static void assert_fault(struct fixture *f, const char *text, const char *field, const char *code)
{
    if (put(f, text))
        fail_msg("%s is taken", text);
    assert_int_equal(f->json.len, 0);
    assert_true(f->faults.n > 0);
    assert_int_equal(f->faults.v[0].row, 7);
    assert_string_equal(f->faults.v[0].field->name, field);
    assert_string_equal(f->faults.v[0].code, code);
}

static void test_rows(void **state)
{
    struct fixture *f = *state;

    assert_json(f, "A-1", "{\"sku\":\"A-1\",\"attributes\":{}}");
    assert_int_equal(f->keys.v[0].len, 3);
    assert_json(
        f, " A-1\u00a0| Телефон \"X\" |12 990,5|3|да|x|Oppo|kzt|https://a.kz/1.jpg|0012|красный|z",
        "{\"sku\":\"A-1\",\"name\":\"Телефон \\\"X\\\"\",\"price\":12990.50,\"stock\":3,"
        "\"is_active\":true,\"brand\":\"Oppo\",\"currency\":\"KZT\","
        "\"image_url\":\"https://a.kz/1.jpg\",\"barcode\":\"0012\","
        "\"attributes\":{\"Цвет\":\"красный\",\"a\\\"b\":\"z\"}}");
    assert_json(f, "A|||||||₸", "{\"sku\":\"A\",\"currency\":\"KZT\",\"attributes\":{}}");
}

static void test_empty_cells_may_clear(void **state)
{
    struct fixture *f = *state;

    f->plan.empty_clears = true;
    assert_json(f, "A|||||||||",
                "{\"sku\":\"A\",\"brand\":null,\"image_url\":null,\"barcode\":null,"
                "\"attributes\":{\"Цвет\":null,\"a\\\"b\":null}}");
}

static void test_faults(void **state)
{
    struct fixture *f = *state;
    char *name = arena_alloc(f->arena, 700), *cells;

    assert_fault(f, "", "sku", "required");
    assert_fault(f, " |Имя", "sku", "required");
    assert_fault(f, "4,87E+12", "sku", "format");
    assert_fault(f, "A||-1", "price", "minimum");
    assert_fault(f, "A||1000000000000", "price", "maximum");
    assert_fault(f, "A||999999999999,01", "price", "maximum");
    assert_fault(f, "A||1,234", "price", "format");
    assert_fault(f, "A||1.234", "price", "ambiguous");
    assert_fault(f, "A||дорого", "price", "type");
    assert_fault(f, "A|||1,5", "stock", "type");
    assert_fault(f, "A|||-1", "stock", "minimum");
    assert_fault(f, "A|||2147483648", "stock", "maximum");
    assert_fault(f, "A||||может быть", "is_active", "type");
    assert_fault(f, "A|||||||XYZ", "currency", "format");
    assert_fault(f, "A||||||||ftp://a.kz/x", "image_url", "format");
    assert_fault(f, "A||||||||a.jpg", "image_url", "format");
    assert_fault(f, "A|||||||||1,2E+10", "barcode", "format");
    for (size_t i = 0; i < 301; i++)
        memcpy(name + 2 * i, "я", 2);
    name[600] = 0;
    cells = arena_printf(f->arena, "A|%s", name);
    assert_true(put(f, cells));
    memcpy(name + 600, "я", 3);
    assert_fault(f, arena_printf(f->arena, "A|%s", name), "name", "max_length");
}

static void test_attributes_have_a_limit(void **state)
{
    struct fixture *f = *state;
    char *value = arena_alloc(f->arena, 32769);

    memset(value, 'x', 32768);
    value[32768] = 0;
    assert_fault(f, arena_printf(f->arena, "A||||||||||%s", value), "attributes", "too_large");
    value[32000] = 0;
    assert_true(put(f, arena_printf(f->arena, "A||||||||||%s", value)));
}

static void test_attributes_as_json(void **state)
{
    static const struct target whole[] = {{"sku", "A"}, {"attributes", "B"}};
    struct fixture *f = *state;
    char deep[80];

    use(f, &import_product, whole, N(whole));
    assert_json(f, "A|{\"Цвет\": [1, null]}", "{\"sku\":\"A\",\"attributes\":{\"Цвет\": [1, null]}}");
    assert_json(f, "A|", "{\"sku\":\"A\"}");
    for (size_t i = 0; i < 4; i++) {
        static const char *const wrong[] = {"A|красный", "A|[1]", "A|{\"a\":1,\"a\":2}",
                                            "A|{\"a\":1} x"};

        assert_fault(f, wrong[i], "attributes", "type");
    }
    snprintf(deep, sizeof deep, "A|{\"a\":%.*s%.*s}", 32, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 32,
             "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");
    assert_fault(f, deep, "attributes", "type");
}

static void test_faults_as_json(void **state)
{
    struct fixture *f = *state;
    struct buf json;

    assert_false(put(f, "A||-1|x"));
    buf_init(&json, f->arena, 64);
    import_faults_put(&f->faults, &json);
    assert_string_equal(buf_cstr(&json),
                        "{\"row\":7,\"column\":\"Цена\",\"field\":\"price\",\"code\":\"minimum\","
                        "\"message\":\"must be at least 0\",\"value\":\"-1\"},"
                        "{\"row\":7,\"column\":\"Остаток\",\"field\":\"stock\",\"code\":\"type\","
                        "\"message\":\"must be a whole number\",\"value\":\"x\"}");
}

/* --- repeated rows -------------------------------------------------------------------------------------------------- */

static uint32_t winner_of(const struct repeats *repeats, uint64_t row)
{
    const struct repeats_loser *found = repeats_find(repeats, row);

    return found ? found->winner : 0;
}

static void test_the_last_of_several_counts(void **state)
{
    static const char *const skus[] = {"A", "B", "A", "C", "B", "A"};
    static const uint32_t winners[] = {7, 6, 7, 0, 0, 0};
    struct repeats repeats;

    (void)state;
    repeats_init(&repeats);
    for (size_t i = 0; i < N(skus); i++)
        repeats_add(&repeats, 0, (struct text){skus[i], 1}, i + 2);
    repeats_judge(&repeats);
    for (size_t i = 0; i < N(skus); i++)
        assert_int_equal(winner_of(&repeats, i + 2), winners[i]);
    repeats_free(&repeats);
    repeats_init(&repeats);
    repeats_judge(&repeats);
    assert_int_equal(winner_of(&repeats, 2), 0);
    repeats_free(&repeats);
}

/* Row 3 loses to row 4, so row 2, which shares something with row 3 alone, counts. */
static void test_rows_lose_to_those_that_count(void **state)
{
    static const char *const keys[][2] = {{"P", "x"}, {"P", "E"}, {"Q", "E"}, {"E", ""}};
    static const uint32_t winners[] = {0, 4, 0, 0};
    struct repeats repeats;

    (void)state;
    repeats_init(&repeats);
    for (size_t row = 0; row < N(keys); row++)
        for (unsigned key = 0; key < 2; key++)
            if (keys[row][key][0])
                repeats_add(&repeats, key, (struct text){keys[row][key], 1}, row + 2);
    repeats_judge(&repeats);
    for (size_t row = 0; row < N(keys); row++)
        assert_int_equal(winner_of(&repeats, row + 2), winners[row]);
    assert_int_equal(repeats_find(&repeats, 3)->key, 1);
    repeats_free(&repeats);
}

static void test_many_rows(void **state)
{
    struct repeats repeats;
    char sku[16];

    (void)state;
    repeats_init(&repeats);
    for (uint64_t row = 1; row <= 50000; row++) {
        int len = snprintf(sku, sizeof sku, "SKU-%u", (unsigned)(row % 49999));

        repeats_add(&repeats, 0, (struct text){sku, (size_t)len}, row);
    }
    repeats_judge(&repeats);
    assert_int_equal(repeats.n_losers, 1);
    assert_int_equal(winner_of(&repeats, 1), 50000);
    repeats_free(&repeats);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_columns),
        cmocka_unit_test(test_fields),
        WITH_FIXTURE(test_rows),
        WITH_FIXTURE(test_empty_cells_may_clear),
        WITH_FIXTURE(test_faults),
        WITH_FIXTURE(test_attributes_have_a_limit),
        WITH_FIXTURE(test_attributes_as_json),
        WITH_FIXTURE(test_faults_as_json),
        cmocka_unit_test(test_the_last_of_several_counts),
        cmocka_unit_test(test_rows_lose_to_those_that_count),
        cmocka_unit_test(test_many_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
