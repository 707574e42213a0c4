// SPDX-License-Identifier: MIT
/* Cells of people, companies and days: what is stored of them. */
#include "../../src/jobs/import_date.h"
#include "../../src/jobs/import_rows.h"
#include "base/arena.h"
#include "base/email.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

static void assert_date(const char *text, const char *date)
{
    char found[DATE_SIZE];

    if (date_read((struct text){text, strlen(text)}, found) != (date != NULL))
        fail_msg("%s is %s day", text, date ? "no" : "a");
    if (date)
        assert_string_equal(found, date);
}

static void test_days(void **state)
{
    (void)state;
    assert_date("31.12.2026", "2026-12-31");
    assert_date("1.3.26", "2026-03-01");
    assert_date("01/03/2026", "2026-03-01");
    assert_date("1-3-2026", "2026-03-01");
    assert_date("2026-03-01", "2026-03-01");
    assert_date("2026-03-01 10:20:30", "2026-03-01");
    assert_date("2026-03-01T10:20:30Z", "2026-03-01");
    assert_date("31.12.2026 10:20", "2026-12-31");
    assert_date("29.02.2028", "2028-02-29");
    assert_date("46387", "2026-12-31");
    assert_date("45351", "2024-02-29");
    assert_date("25569", "1970-01-01");
    assert_date("20000", "1954-10-03");
}

static void test_what_is_no_day(void **state)
{
    static const char *const wrong[] = {"",           "завтра",       "31.02.2026", "29.02.2026",
                                        "32.12.2026", "12.31.2026",   "1.1",        "1.1.026",
                                        "2026-13-01", "2026-00-01",   "2026-1",     "1.1.1899",
                                        "1.1.2200",   "2026-01-01x",  "12",         "19999",
                                        "100001",     "1.1.2026 10h", "2026",       "1..2026"};

    (void)state;
    for (size_t i = 0; i < N(wrong); i++)
        assert_date(wrong[i], NULL);
}

static void test_addresses(void **state)
{
    static const char *const right[] = {"a@mail.kz", "A.b+c@sub.firm.com"};
    static const char *const wrong[] = {"",          "a@",       "@mail.kz",     "a@mail",
                                        "a@@b.kz",   "a b@c.kz", "a..b@mail.kz", ".a@mail.kz",
                                        "a.@mail.kz"};

    (void)state;
    for (size_t i = 0; i < N(right); i++)
        assert_true(email_is_valid(right[i], strlen(right[i])));
    for (size_t i = 0; i < N(wrong); i++)
        assert_false(email_is_valid(wrong[i], strlen(wrong[i])));
}

/* --- rows ----------------------------------------------------------------------------------------------------------- */

/* A row of one cell, in a field of clients or deals. NULL: it is at fault. */
static const char *put(struct arena *arena, const struct import_entity *entity, const char *field,
                       const char *text, struct import_keys *ret_keys)
{
    const struct import_column column = {.field = import_field_named(entity, field), .name = "X"};
    const struct import_plan plan = {.entity = entity,
                                     .columns = &column,
                                     .n_columns = 1,
                                     .keys = {column.field},
                                     .n_keys = 1,
                                     .decimals = DECIMAL_COMMA};
    const struct table_cell cell = {text, strlen(text)};
    const struct table_row row = {.number = 2, .n = 1, .cells = &cell};
    struct import_faults faults;
    struct buf json;

    import_faults_init(&faults, arena, 10);
    buf_init(&json, arena, 256);
    return import_row_put(&plan, &row, &json, &faults, ret_keys) ? buf_cstr(&json) : NULL;
}

static void assert_stored(const struct import_entity *entity, const char *field, const char *text,
                          const char *json, const char *key)
{
    struct arena *arena = arena_new();
    struct import_keys keys;
    const char *found = put(arena, entity, field, text, &keys);

    if (!json && found)
        fail_msg("%s = %s is taken: %s", field, text, found);
    if (json) {
        assert_non_null(found);
        assert_string_equal(found, json);
        assert_int_equal(keys.v[0].len, strlen(key));
        assert_memory_equal(keys.v[0].s, key, strlen(key));
    }
    arena_free(arena);
}

static void test_clients(void **state)
{
    const struct import_entity *client = &import_client;

    (void)state;
    assert_stored(client, "phone", "8 (707) 123-45-67", "{\"phone\":\"+77071234567\"}",
                  "+77071234567");
    assert_stored(client, "phone", "12345", NULL, NULL);
    assert_stored(client, "phone", "7,70712E+10", NULL, NULL);
    assert_stored(client, "email", "A.B@Mail.kz", "{\"email\":\"A.B@Mail.kz\"}", "a.b@mail.kz");
    assert_stored(client, "email", "a@b", NULL, NULL);
    assert_stored(client, "bin_iin", "1234 5678 9013", "{\"bin_iin\":\"123456789013\"}",
                  "123456789013");
    assert_stored(client, "bin_iin", "10203500018", "{\"bin_iin\":\"010203500018\"}", "010203500018");
    assert_stored(client, "bin_iin", "101500011", NULL, NULL);
    assert_stored(client, "bin_iin", "123456789012", NULL, NULL);
    assert_stored(client, "tags", " a, b ,,a,ё", "{\"tags\":[\"a\",\"b\",\"ё\"]}", "a, b ,,a,ё");
}

static void test_deals(void **state)
{
    const struct import_entity *deal = &import_deal;

    (void)state;
    assert_stored(deal, "id", " 17 ", "{\"id\":17}", "17");
    assert_stored(deal, "id", "17.0", "{\"id\":17}", "17");
    assert_stored(deal, "id", "0", NULL, NULL);
    assert_stored(deal, "id", "A-17", NULL, NULL);
    assert_stored(deal, "expected_close_date", "1.3.2026",
                  "{\"expected_close_date\":\"2026-03-01\"}", "1.3.2026");
    assert_stored(deal, "expected_close_date", "31.02.2026", NULL, NULL);
}

static void assert_recognised(const struct import_entity *entity, const char *name, const char *field)
{
    const struct import_field *found;

    import_fields_recognise(entity, &name, 1, &found);
    if (!found || strcmp(found->name, field) != 0)
        fail_msg("%s is %s", name, found ? found->name : "nothing");
}

static void test_names_of_columns(void **state)
{
    (void)state;
    assert_recognised(&import_client, "БИН/ИИН", "bin_iin");
    assert_recognised(&import_client, "ЖСН", "bin_iin");
    assert_recognised(&import_client, "Номер телефона", "phone");
    assert_recognised(&import_client, "E-mail", "email");
    assert_recognised(&import_client, "Мекенжайы", "address");
    assert_recognised(&import_client, "Ответственный менеджер", "owner");
    assert_recognised(&import_deal, "Бюджет, тг", "amount");
    assert_recognised(&import_deal, "Этап сделки", "stage");
    assert_recognised(&import_deal, "Причина отказа", "lost_reason");
    assert_recognised(&import_deal, "Клиенттің аты", "client_name");
    assert_recognised(&import_deal, "Телефон", "client_phone");
    assert_recognised(&import_deal, "ID", "id");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),      cmocka_unit_test(test_what_is_no_day),
        cmocka_unit_test(test_addresses), cmocka_unit_test(test_clients),
        cmocka_unit_test(test_deals),     cmocka_unit_test(test_names_of_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
