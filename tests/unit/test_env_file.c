// SPDX-License-Identifier: MIT
/* `.env` files: comments, quotes, escapes, the last of several, and what is refused with its
 * line. */
#include "base/env_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static enum err read_text(struct ctx *cx, const char *text, size_t len, struct env_file *ret_file)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    fwrite(text, 1, len, out);
    fclose(out);
    return env_file_read(cx, path, ret_file);
}

/* Reads one line and expects this value of K. */
static void expect(const char *text, const char *value)
{
    struct ctx cx = {.arena = arena_new()};
    struct env_file file;

    if (read_text(&cx, text, strlen(text), &file))
        fail_msg("%s: %s", text, cx.failure.fields->message);
    if (value)
        assert_string_equal(env_file_get(&file, "K"), value);
    else
        assert_null(env_file_get(&file, "K"));
    arena_free(cx.arena);
}

static void expect_refused(const char *text, size_t len, const char *words)
{
    struct ctx cx = {.arena = arena_new()};
    struct env_file file;

    assert_int_equal(read_text(&cx, text, len, &file), ERR_VALIDATION_FAILED);
    assert_string_equal(cx.failure.fields->field, path);
    if (!strstr(cx.failure.fields->message, words))
        fail_msg("%s", cx.failure.fields->message);
    arena_free(cx.arena);
}

static void test_values(void **state)
{
    (void)state;
    expect("K=v", "v");
    expect("  K = v w  ", "v w");
    expect("export K=v\r\n", "v");
    expect("K=", "");
    expect("K=a#b", "a#b");
    expect("K=a #b", "a");
    expect("K= #b", "");
    expect("K=#b", "#b");
    expect("K='a # b' # c", "a # b");
    expect("K='a\\n'", "a\\n");
    expect("K=\"a\\n\\t\\\"\\\\\\$\\x\"", "a\n\t\"\\$\\x");
    expect("K=\"\"", "");
    expect("# K=v\n\n   # K=w", NULL);
    expect("K=1\nKK=2\nK=3\n", "3");
    expect("K=қазақ", "қазақ");
    expect("K=postgresql://u:p%40@h/d?a=b", "postgresql://u:p%40@h/d?a=b");
    expect("", NULL);
}

static void test_refused(void **state)
{
    char *large = malloc(65536);

    (void)state;
    expect_refused("K=1\nnonsense\n", 13, "line 2 is not KEY=value");
    expect_refused("=v", 2, "line 1");
    expect_refused("A-B=v", 5, "line 1");
    expect_refused("K='a", 4, "quote");
    expect_refused("K=\"a\\\"", 6, "quote");
    expect_refused("K='a'b", 6, "quote");
    expect_refused("K='a'#b", 7, "quote");
    expect_refused("K=a\0b", 5, "text");
    memset(large, '#', 65536);
    expect_refused(large, 65536, "64 KiB");
    free(large);
}

static void test_no_file(void **state)
{
    struct ctx cx = {.arena = arena_new()};
    struct env_file file;

    (void)state;
    unlink(path);
    assert_int_equal(env_file_read(&cx, path, &file), 0);
    assert_null(env_file_get(&file, "K"));
    assert_int_equal(env_file_read(&cx, "/tmp", &file), ERR_VALIDATION_FAILED);
    arena_free(cx.arena);
    arena_store_free();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_file),
    };
    int failed;

    snprintf(path, sizeof path, "/tmp/test_env_file.%d", (int)getpid());
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
