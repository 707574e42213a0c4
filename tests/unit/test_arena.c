// SPDX-License-Identifier: MIT
/* Arenas: what they give out is aligned, apart from each other and stays as written; what was noted runs at the end,
 * last first. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PIECES 2000

/* Sizes on both sides of a chunk's half and of a whole one. */
static size_t size_of(unsigned i)
{
    static const size_t sizes[] = {0,    1,    15,   16,   17,   100,  4000,
                                   4063, 4064, 4065, 4096, 8000, 8192, 100000};

    return sizes[i % (sizeof sizes / sizeof *sizes)];
}

static void test_pieces_keep_apart(void **state)
{
    struct arena *arena = arena_new();
    unsigned char *pieces[PIECES];

    (void)state;
    for (unsigned i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(arena, size_of(i));
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], (int)(i % 251), size_of(i));
    }
    for (unsigned i = 0; i < PIECES; i++)
        for (size_t at = 0; at < size_of(i); at++)
            assert_int_equal(pieces[i][at], i % 251);
    arena_free(arena);
}

static void test_zeroed(void **state)
{
    static const char zeros[3000];
    struct arena *arena = arena_new();

    (void)state;
    memset(arena_alloc(arena, sizeof zeros), 0xff, sizeof zeros);
    arena_free(arena);
    arena = arena_new(); /* out of the store, with what was in it */
    assert_memory_equal(arena_zalloc(arena, 3, 1000), zeros, sizeof zeros);
    assert_non_null(arena_zalloc(arena, 0, 8));
    arena_free(arena);
}

static void test_texts(void **state)
{
    struct arena *arena = arena_new();
    char *big;

    (void)state;
    assert_string_equal(arena_strdup(arena, ""), "");
    assert_string_equal(arena_strdup(arena, "сауда"), "сауда");
    assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_printf(arena, "%s-%d", "x", 7), "x-7");
    big = arena_printf(arena, "%0*d", 20000, 5);
    assert_int_equal(strlen(big), 20000);
    assert_int_equal(big[19999], '5');
    arena_free(arena);
}

struct noted {
    char *log;
    char letter;
};

static void note_letter(void *arg)
{
    struct noted *noted = arg;
    size_t len = strlen(noted->log);

    noted->log[len] = noted->letter;
    noted->log[len + 1] = '\0';
}

static void test_deferred_last_first(void **state)
{
    struct arena *arena = arena_new();
    char log[16] = "";
    struct noted *notes =
        arena_alloc(arena, 3 * sizeof *notes); /* in the arena itself: it is still there */

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        notes[i] = (struct noted){log, (char)('a' + i)};
        arena_defer(arena, note_letter, &notes[i]);
    }
    assert_string_equal(log, "");
    arena_free(arena);
    assert_string_equal(log, "cba");
    arena_free(NULL);
}

/* The store of a thread is bounded and can be emptied; arenas still work afterwards. */
static void test_store(void **state)
{
    struct arena *arenas[100];

    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 100; i++)
            arenas[i] = arena_new();
        for (unsigned i = 0; i < 100; i++)
            arena_free(arenas[i]);
        arena_store_free();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_keep_apart),
        cmocka_unit_test(test_zeroed),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_deferred_last_first),
        cmocka_unit_test(test_store),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    arena_store_free();
    return failed;
}
