// SPDX-License-Identifier: MIT
/* The secret key: where it comes from, what is refused, that makers who race agree; and what is derived from it. */
#include "auth/secret.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>

#define KEY "a-secret-key-of-tests-that-is-long-enough"
#define MAKERS 8

struct fixture {
    struct ctx cx;
    char dir[64], file[96];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->cx.arena = arena_new();
    snprintf(f->dir, sizeof f->dir, "/tmp/test_secret.XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->file, sizeof f->file, "%s/secret_key", f->dir);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    unlink(f->file);
    rmdir(f->dir);
    arena_free(f->cx.arena);
    arena_store_free();
    free(f);
    return 0;
}

static void write_key(const struct fixture *f, const char *text, mode_t mode)
{
    FILE *out = fopen(f->file, "w");

    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(chmod(f->file, mode), 0);
}

static const char *key_of(struct fixture *f, const struct secret *secret)
{
    size_t len;
    const unsigned char *key = secret_signing_key(secret, &len);

    return arena_strndup(f->cx.arena, (const char *)key, len);
}

static unsigned files_in(const char *dir)
{
    unsigned n = 0;
    DIR *open = opendir(dir);
    const struct dirent *entry;

    while ((entry = readdir(open)))
        n += entry->d_name[0] != '.';
    closedir(open);
    return n;
}

static void test_given(void **state)
{
    struct fixture *f = *state;
    struct secret *secret;

    assert_int_equal(secret_open(&f->cx, KEY, "/nowhere", &secret), 0);
    assert_string_equal(key_of(f, secret), KEY);
    assert_int_equal(secret_open(&f->cx, "31 bytes are one byte too few..", f->dir, &secret),
                     ERR_VALIDATION_FAILED);
    assert_string_equal(f->cx.failure.fields->field, "SECRET_KEY");
    f->cx.failure = (struct failure){0};
    assert_int_equal(secret_open(&f->cx, "", f->dir, &secret), ERR_VALIDATION_FAILED);
    assert_int_equal(files_in(f->dir), 0);
}

static void test_made_and_kept(void **state)
{
    struct fixture *f = *state;
    struct secret *first, *second;
    struct stat info;

    assert_int_equal(secret_open(&f->cx, NULL, f->dir, &first), 0);
    assert_int_equal(strlen(key_of(f, first)), SECRET_TEXT - 1);
    assert_int_equal(stat(f->file, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(files_in(f->dir), 1);
    assert_int_equal(secret_open(&f->cx, NULL, f->dir, &second), 0);
    assert_string_equal(key_of(f, second), key_of(f, first));
}

static void test_the_folder_is_made(void **state)
{
    struct fixture *f = *state;
    struct secret *secret;
    char dir[80], file[96];

    snprintf(dir, sizeof dir, "%s/data", f->dir);
    snprintf(file, sizeof file, "%s/secret_key", dir);
    assert_int_equal(secret_open(&f->cx, NULL, dir, &secret), 0);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(secret_open(&f->cx, NULL, "/proc/none", &secret), ERR_CONFLICT);
    assert_non_null(strstr(f->cx.failure.message, "/proc/none"));
}

/* Opens it as a process of its own and writes what it got. */
static void maker(const char *dir, int start, int out)
{
    struct ctx cx = {.arena = arena_new()};
    struct secret *secret;
    size_t len;
    char go;

    if (read(start, &go, 1) < 0 || secret_open(&cx, NULL, dir, &secret))
        _exit(1);
    if (!file_write(out, (const char *)secret_signing_key(secret, &len), SECRET_TEXT - 1))
        _exit(1);
    _exit(0);
}

static void test_makers_who_race_agree(void **state)
{
    const struct fixture *f = *state;
    char keys[MAKERS][SECRET_TEXT] = {0};
    int start[2], out[2];

    assert_int_equal(pipe(start), 0);
    assert_int_equal(pipe(out), 0);
    for (unsigned i = 0; i < MAKERS; i++) {
        if (fork() == 0) {
            close(start[1]);
            maker(f->dir, start[0], out[1]);
        }
    }
    close(start[0]);
    close(start[1]); /* now */
    for (unsigned i = 0; i < MAKERS; i++) {
        int status;

        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
        assert_int_equal(read(out[0], keys[i], SECRET_TEXT - 1), SECRET_TEXT - 1);
        assert_string_equal(keys[i], keys[0]);
    }
    close(out[0]);
    close(out[1]);
    assert_int_equal(files_in(f->dir), 1);
}

static void test_bad_files(void **state)
{
    static const struct {
        const char *text;
        mode_t mode;
        const char *told;
    } cases[] = {
        {KEY "\n", 0640, "others may read"},
        {KEY "\n", 0604, "others may read"},
        {"too short\n", 0600, "shorter than 32 bytes"},
        {"", 0600, "shorter than 32 bytes"},
        {"a line that is too short\nand another one\n", 0600, "shorter than 32 bytes"},
    };
    struct fixture *f = *state;
    struct secret *secret;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_key(f, cases[i].text, cases[i].mode);
        assert_int_equal(secret_open(&f->cx, NULL, f->dir, &secret), ERR_CONFLICT);
        assert_non_null(strstr(f->cx.failure.message, cases[i].told));
        assert_non_null(strstr(f->cx.failure.message, f->file));
    }
    assert_int_equal(unlink(f->file), 0);
    assert_int_equal(symlink("/nowhere/secret_key", f->file), 0);
    assert_int_equal(secret_open(&f->cx, NULL, f->dir, &secret), ERR_CONFLICT);
    assert_non_null(strstr(f->cx.failure.message, "leads nowhere"));
    assert_int_equal(unlink(f->file), 0);
    write_key(f, KEY "\r\n", 0600); /* of an editor */
    assert_int_equal(secret_open(&f->cx, NULL, f->dir, &secret), 0);
    assert_string_equal(key_of(f, secret), KEY);
}

static bool is_base64url(const char *text)
{
    return strlen(text) == SECRET_TEXT - 1 &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
               SECRET_TEXT - 1;
}

static void test_derived(void **state)
{
    struct fixture *f = *state;
    struct secret *secret, *other;
    char text[SECRET_TEXT], again[SECRET_TEXT];

    assert_int_equal(secret_open(&f->cx, KEY, NULL, &secret), 0);
    assert_int_equal(secret_open(&f->cx, KEY "!", NULL, &other), 0);
    secret_derive(secret, "refresh", "some data", text);
    assert_true(is_base64url(text));
    /* by another implementation of HMAC */
    assert_string_equal(text, "GUhgJf6_y5shHuHyZ4nFrjYsKcNfmcrKFbxJ8syb2p4");
    secret_derive(secret, "refresh", "some data", again);
    assert_string_equal(again, text);
    secret_derive(secret, "mail", "some data", again);
    assert_string_not_equal(again, text);
    secret_derive(secret, "refresh", "some datA", again);
    assert_string_not_equal(again, text);
    secret_derive(other, "refresh", "some data", again);
    assert_string_not_equal(again, text);
}

static void test_random_and_hash(void **state)
{
    char one[SECRET_TEXT], two[SECRET_TEXT], hex[SHA256_HEX];

    (void)state;
    secret_random(one);
    secret_random(two);
    assert_true(is_base64url(one));
    assert_true(is_base64url(two));
    assert_string_not_equal(one, two);
    secret_hash("abc", hex); /* FIPS 180-4 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_given, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_made_and_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_folder_is_made, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_makers_who_race_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_derived, set_up, tear_down),
        cmocka_unit_test(test_random_and_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
