// SPDX-License-Identifier: MIT
#include "base/clock.h"
#include "base/fiber.h"
#include "base/loop.h"
#include "base/semaphore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FOR_EVER INT64_MAX

struct room {
    struct semaphore semaphore;
    struct loop *loop;
    char log[64]; /* who did what, a letter each */
    unsigned n_left;
    int64_t patience_us;
};

struct guest {
    struct room *room;
    char name;
};

static void note(struct room *room, char c)
{
    size_t len = strlen(room->log);

    assert_true(len + 1 < sizeof room->log);
    room->log[len] = c;
    room->log[len + 1] = '\0';
}

/* Small letter: came in; capital: left; '-': was turned away. */
static void visit(void *arg)
{
    struct guest *guest = arg;
    struct room *room = guest->room;
    int64_t deadline_us =
        room->patience_us == FOR_EVER ? FOR_EVER : clock_now_us() + room->patience_us;

    if (semaphore_enter(&room->semaphore, deadline_us)) {
        note(room, guest->name);
        fiber_sleep_us(5 * US_PER_MS);
        note(room, (char)(guest->name - 'a' + 'A'));
        semaphore_leave(&room->semaphore);
    } else {
        note(room, '-');
    }
    if (--room->n_left == 0)
        loop_stop(room->loop);
}

static void begin(void *arg)
{
    assert_true(fiber_start(loop_current(), visit, arg));
}

static void receive(struct room *room, unsigned n_guests)
{
    struct guest guests[8];

    room->loop = loop_new("test");
    room->n_left = n_guests;
    for (unsigned i = 0; i < n_guests; i++) {
        guests[i] = (struct guest){room, (char)('a' + i)};
        assert_true(loop_post(room->loop, begin, &guests[i]));
    }
    loop_run(room->loop);
    loop_free(room->loop);
}

static void test_in_order(void **state)
{
    struct room room = {.patience_us = FOR_EVER};

    (void)state;
    semaphore_init(&room.semaphore, 1, 8);
    receive(&room, 4);
    assert_string_equal(room.log, "aAbBcCdD");
    assert_int_equal(room.semaphore.permits, 1);
    assert_int_equal(room.semaphore.room, 8);
}

static void test_several_at_once(void **state)
{
    struct room room = {.patience_us = FOR_EVER};

    (void)state;
    semaphore_init(&room.semaphore, 2, 8);
    receive(&room, 3);
    assert_memory_equal(room.log, "abA", 3); /* the third came in when the first had left */
    assert_int_equal(room.semaphore.permits, 2);
}

static void test_full(void **state)
{
    struct room room = {.patience_us = FOR_EVER};

    (void)state;
    semaphore_init(&room.semaphore, 1, 2);
    receive(&room, 5);
    assert_string_equal(room.log, "a--AbBcC");
    assert_int_equal(room.semaphore.room, 2);
}

static void test_impatient(void **state)
{
    struct room room = {.patience_us = US_PER_MS};

    (void)state;
    semaphore_init(&room.semaphore, 1, 2);
    receive(&room, 3);
    assert_string_equal(room.log, "a--A");
    assert_int_equal(room.semaphore.permits, 1);
    assert_int_equal(room.semaphore.room, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order),
        cmocka_unit_test(test_several_at_once),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_impatient),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
