// SPDX-License-Identifier: MIT
/* The encodings of files: told from their bytes, wherever a piece of the file may end. */
#include "../support/tables.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The text in another encoding, behind `mark`. */
static struct buf encoded(const char *text, size_t text_len, const char *encoding, const char *mark)
{
    iconv_t converter = iconv_open(encoding, "UTF-8");
    char *in = (char *)(uintptr_t)text, *out;
    size_t in_left = text_len, out_left = text_len * 2;
    struct buf buf;

    assert_true(converter != (iconv_t)-1);
    buf_init(&buf, tables_arena, text_len * 2 + 4);
    buf_puts(&buf, mark);
    out = buf.data + buf.len;
    assert_int_equal(iconv(converter, &in, &in_left, &out, &out_left), 0);
    buf.len = (size_t)(out - buf.data);
    iconv_close(converter);
    return buf;
}

/* What a reader says the encoding is. */
static const char *recognised(const void *data, size_t len, const char *given)
{
    struct ctx cx = tables_ctx();
    const struct table_options options = {.format = TABLE_CSV, .encoding = given};
    struct table_reader *reader;
    const int fd = file_of(data, len);
    const char *name;
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(table_open(&cx, path, &options, &reader), ERR_OK);
    name = table_info(reader).encoding;
    table_close(reader);
    close(fd);
    return name;
}

static const char *read_text(const void *data, size_t len)
{
    const struct table_options options = {.format = TABLE_CSV};

    return table_text(data, len, &options);
}

#define RUSSIAN "Название;Цена\nЁлка №1 «большая»;12,5 €\n"
#define RUSSIAN_ROWS "1: Название | Цена\n2: Ёлка №1 «большая» | 12,5 €\n"

static const struct {
    const char *iconv_name, *mark, *name;
} encodings[] = {
    {"UTF-8", "", "utf-8"},
    {"UTF-8", "\xef\xbb\xbf", "utf-8"},
    {"CP1251", "", "windows-1251"},
    {"UTF-16LE", "\xff\xfe", "utf-16le"},
    {"UTF-16BE", "\xfe\xff", "utf-16be"},
};

static void test_each(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        const struct buf file =
            encoded(RUSSIAN, strlen(RUSSIAN), encodings[i].iconv_name, encodings[i].mark);

        assert_string_equal(recognised(file.data, file.len, NULL), encodings[i].name);
        assert_string_equal(read_text(file.data, file.len), RUSSIAN_ROWS);
    }
}

/* Files of several pieces, in which characters of all lengths lie across their ends. */
static void test_pieces(void **state)
{
    struct buf text, rows;

    (void)state;
    for (size_t shift = 0; shift < 5; shift++) {
        buf_init(&text, tables_arena, 0);
        buf_init(&rows, tables_arena, 0);
        for (size_t i = 0; i < shift; i++)
            buf_putc(&text, 'x');
        buf_puts(&text, "a;Я\n");
        buf_printf(&rows, "1: %.*sa | Я\n", (int)shift, "xxxxx");
        for (unsigned i = 2; i < 9000; i++) {
            buf_puts(&text, "яёж;цена ₸\n");
            buf_printf(&rows, "%u: яёж | цена ₸\n", i);
        }
        for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
            struct buf file;

            if (strcmp(encodings[i].name, "windows-1251") == 0)
                continue; /* it has no tenge */
            file = encoded(text.data, text.len, encodings[i].iconv_name, encodings[i].mark);
            assert_string_equal(recognised(file.data, file.len, NULL), encodings[i].name);
            assert_string_equal(read_text(file.data, file.len), buf_cstr(&rows));
        }
    }
}

/* The first letters that are not ASCII may come late. */
static void test_late_letters(void **state)
{
    static const char word[] = "\xcf\xf0\xe8\xe2\xe5\xf2;x\n"; /* Привет */
    struct buf text;
    const char *rows;

    (void)state;
    buf_init(&text, tables_arena, 0);
    for (unsigned i = 0; i < 100000; i++)
        buf_puts(&text, "plain;12\n");
    buf_puts(&text, word);
    assert_string_equal(recognised(text.data, text.len, NULL), "windows-1251");
    rows = read_text(text.data, text.len);
    assert_string_equal(rows + strlen(rows) - strlen("100001: Привет | x\n"),
                        "100001: Привет | x\n");
}

/* UTF-8 that breaks is told with its row: it is not taken for Windows-1251 after so much that was right. */
static void test_breaking(void **state)
{
    static const char text[] = "имя;цена\nпервая строка;1\nвторая строка;2\n\xcf\xf0\xe8;3\nx;4\n";
    const struct table_options given = {.format = TABLE_CSV, .encoding = "utf-8"};

    (void)state;
    assert_string_equal(recognised(text, strlen(text), NULL), "utf-8");
    assert_string_equal(read_text(text, strlen(text)),
                        "1: имя | цена\n2: первая строка | 1\n3: вторая строка | 2\n"
                        "! \"reason\":\"encoding\",\"row\":4\n");
    assert_string_equal(table_text("a;b\n\xcf\xf0\xe8\xe2\xe5\xf2;1\n", 13, &given),
                        "1: a | b\n! \"reason\":\"encoding\",\"row\":2\n");
    /* a character cut off at the very end */
    assert_string_equal(table_text("a;b\nx;\xd0", 7, &given),
                        "1: a | b\n! \"reason\":\"encoding\",\"row\":2\n");
    /* a place that Windows-1251 leaves empty, and half a pair of UTF-16 */
    assert_string_equal(read_text("a;b\n\xcf\xf0\x98;1\n", 10),
                        "1: a | b\n! \"reason\":\"encoding\",\"row\":2\n");
    assert_string_equal(read_text("\xff\xfe"
                                  "a\0;\0b\0\n\0\x3d\xd8x\0",
                                  14),
                        "1: a | b\n! \"reason\":\"encoding\",\"row\":2\n");
    assert_string_equal(read_text("\xff\xfe"
                                  "a\0;\0b\0\n\0x",
                                  11),
                        "1: a | b\n! \"reason\":\"encoding\",\"row\":2\n");
}

static void test_given(void **state)
{
    static const char text[] = "\xd0\x9f;\xd1\x80\n"; /* valid either way */
    const struct table_options options = {.format = TABLE_CSV, .encoding = "windows-1251"};

    (void)state;
    assert_string_equal(recognised(text, strlen(text), NULL), "utf-8");
    assert_string_equal(read_text(text, strlen(text)), "1: П | р\n");
    assert_string_equal(table_text(text, strlen(text), &options), "1: Рџ | СЂ\n");
    assert_string_equal(recognised("\xef\xbb\xbfx", 4, "windows-1251"), "utf-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each),         cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_late_letters), cmocka_unit_test(test_breaking),
        cmocka_unit_test(test_given),
    };

    return cmocka_run_group_tests(tests, tables_set_up, tables_tear_down);
}
