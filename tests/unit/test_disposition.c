// SPDX-License-Identifier: MIT
/* Names of files in headers, and the parameters they are found among. */
#include "../../src/http/disposition.h"
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void assert_text(const char *got, const char *expected)
{
    if (expected)
        assert_string_equal(got ? got : "(none)", expected);
    else
        assert_null(got);
}

static void test_parameters(void **state)
{
    static const struct {
        const char *header, *name, *value;
    } cases[] = {
        {"text/csv", "charset", NULL},
        {"text/csv; charset=utf-8", "charset", "utf-8"},
        {"text/csv;charset=utf-8", "CharSet", "utf-8"},
        {"text/csv ; header=present ; charset=\"windows-1251\" ", "charset", "windows-1251"},
        {"text/csv; xcharset=a; charset2=b", "charset", NULL},
        {"text/csv; charset", "charset", NULL},
        {"text/csv; charset=", "charset", ""},
        {"text/csv; charset=\"", "charset", ""},
        {"text/csv; charset=\"a", "charset", "a"},
        {"text/csv; charset=\"a\\", "charset", "a\\"},
        {"text/csv; a=\"; charset=no\"; charset=yes", "charset", "yes"},
        {"text/csv; a=\"\\\"; charset=no\"; charset=yes", "charset", "yes"},
        {"text/csv; charset=a; charset=b", "charset", "a"},
        {"text/csv;;; ; charset=a", "charset", "a"},
        {"", "charset", NULL},
        {";", "charset", NULL},
        {";=;=", "charset", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(header_param(arena, cases[i].header, cases[i].name), cases[i].value);
}

static void test_names_read(void **state)
{
    static const struct {
        const char *header, *name;
    } cases[] = {
        {"attachment", NULL},
        {"attachment; filename=a.csv", "a.csv"},
        {"inline; filename=\"a b.csv\"", "a b.csv"},
        {"attachment; filename=\"Цены.csv\"", "Цены.csv"},
        {"attachment; filename=a.csv; filename*=UTF-8''%D0%A6.csv", "Ц.csv"},
        {"attachment; filename*=utf-8'ru'%D0%A6.csv; filename=a.csv", "Ц.csv"},
        {"attachment; filename*=ISO-8859-1''a%E9.csv; filename=a.csv", "a.csv"},
        {"attachment; filename*=UTF-8''%D0%; filename=a.csv", "a.csv"},
        {"attachment; filename*=UTF-8''a%00b; filename=a.csv", "a.csv"},
        {"attachment; filename*=UTF-8'a.csv", NULL},
        {"attachment; filename*=a.csv", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(disposition_filename(arena, cases[i].header), cases[i].name);
}

static void test_names_cleaned(void **state)
{
    static const struct {
        const char *name, *clean;
    } cases[] = {
        {"a.csv", "a.csv"},
        {"/etc/passwd", "passwd"},
        {"..\\..\\a.csv", "a.csv"},
        {"C:\\dir/a.csv", "a.csv"},
        {"dir/", NULL},
        {"..", NULL},
        {"a/..", NULL},
        {".", NULL},
        {"", NULL},
        {"a\nb", NULL},
        {"a\x7f", NULL},
        {"\xff.csv", NULL},
        {"...", "..."},
        {" a ", " a "},
    };
    char long_name[600];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(filename_clean(arena, cases[i].name), cases[i].clean);
    for (size_t i = 0; i < sizeof long_name - 2; i += 2)
        memcpy(long_name + i, "ы", 3);
    assert_int_equal(strlen(filename_clean(arena, long_name)), FILENAME_MAX_BYTES - 1);
}

static void test_names_written(void **state)
{
    static const struct {
        const char *name, *header;
    } cases[] = {
        {"products.csv", "attachment; filename=\"products.csv\""},
        {"a b.csv", "attachment; filename=\"a b.csv\""},
        {"Цена.csv",
         "attachment; filename=\"____.csv\"; filename*=UTF-8''%D0%A6%D0%B5%D0%BD%D0%B0.csv"},
        {"5 ₸.csv", "attachment; filename=\"5 _.csv\"; filename*=UTF-8''5%20%E2%82%B8.csv"},
        {"a\"b.csv", "attachment; filename=\"a_b.csv\"; filename*=UTF-8''a%22b.csv"},
        {"100%.csv", "attachment; filename=\"100_.csv\"; filename*=UTF-8''100%25.csv"},
        {"a\\b\r\nX: y",
         "attachment; filename=\"a_b__X: y\"; filename*=UTF-8''a%5Cb%0D%0AX%3A%20y"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_text(disposition_write(arena, cases[i].name), cases[i].header);
        assert_text(disposition_filename(arena, cases[i].header), cases[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_parameters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names_cleaned, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names_written, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
