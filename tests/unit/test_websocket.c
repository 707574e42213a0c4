// SPDX-License-Identifier: MIT
/* WebSocket connections on one end of a socket pair, a bare client on the other. What travels is
 * tested here; what is refused, by tests/api/autobahn.test.mjs. */
#include "base/clock.h"
#include "base/loop.h"
#include "http/websocket.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

struct rig {
    struct loop *loop;
    struct ws_pool *pool;
    pthread_t thread;
    sem_t done;
    struct ws *opened; /* the latest */
    atomic_uint n_closed;
};

struct adoption {
    struct rig *rig;
    int fd;
    const void *extra;
    size_t extra_len;
    const struct ws_callbacks *callbacks;
};

static void *on_open(struct ws *ws, void *upgrade_arg)
{
    struct rig *rig = upgrade_arg;

    rig->opened = ws;
    return rig;
}

static void on_message(struct ws *ws, void *arg, bool is_text, const uint8_t *data, size_t len)
{
    (void)arg;
    assert_true(ws_send(ws, is_text, data, len));
}

static void on_close(struct ws *ws, void *arg)
{
    struct rig *rig = arg;

    (void)ws;
    rig->n_closed++;
}

static const struct ws_callbacks echo = {on_open, on_message, on_close, 65536, (size_t)1 << 20};
static const struct ws_callbacks narrow = {on_open, NULL, on_close, 65536, 65536};

/* ---- the loop's side ---- */

static void *run_loop(void *arg)
{
    struct rig *rig = arg;

    loop_run(rig->loop);
    return NULL;
}

struct call {
    struct rig *rig;
    loop_fn *fn;
    void *arg;
};

static void make_call(void *arg)
{
    struct call *call = arg;

    call->fn(call->arg);
    sem_post(&call->rig->done);
}

/* Runs fn(arg) on the loop and waits for it. */
static void on_loop(struct rig *rig, loop_fn *fn, void *arg)
{
    struct call call = {rig, fn, arg};

    assert_true(loop_post(rig->loop, make_call, &call));
    sem_wait(&rig->done);
}

static void adopt_now(void *arg)
{
    struct adoption *a = arg;

    ws_adopt(a->rig->pool, a->fd, a->extra, a->extra_len, a->callbacks, a->rig);
}

/* Opens a connection; returns the client's end. */
static int adopt(struct rig *rig, const struct ws_callbacks *callbacks, const void *extra,
                 size_t extra_len)
{
    struct timeval limit = {.tv_sec = 10};
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    setsockopt(fds[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    on_loop(rig, adopt_now, &(struct adoption){rig, fds[0], extra, extra_len, callbacks});
    return fds[1];
}

static struct rig *rig_new(unsigned ping_s)
{
    struct rig *rig = calloc(1, sizeof *rig);

    rig->loop = loop_new("test");
    rig->pool = ws_pool_new(rig->loop, ping_s);
    sem_init(&rig->done, 0, 0);
    assert_int_equal(pthread_create(&rig->thread, NULL, run_loop, rig), 0);
    return rig;
}

/* Stops the loop; returns how many connections have been closed in all. */
static unsigned rig_end(struct rig *rig)
{
    unsigned n_closed;

    loop_stop(rig->loop);
    pthread_join(rig->thread, NULL);
    ws_pool_free(rig->pool);
    loop_free(rig->loop);
    sem_destroy(&rig->done);
    n_closed = rig->n_closed;
    free(rig);
    return n_closed;
}

static void count_open(void *arg)
{
    struct rig *rig = arg;

    assert_int_equal(ws_pool_count(rig->pool), 0);
}

static void close_opened(void *arg)
{
    struct rig *rig = arg;

    ws_close(rig->opened, 4001, "enough");
    assert_false(ws_send(rig->opened, true, "late", 4));
    assert_false(ws_is_open(rig->opened));
}

/* ---- the client's side ---- */

/* A masked frame with a key of noughts; at most 125 bytes. */
static size_t put_frame(uint8_t *at, unsigned opcode, const void *payload, size_t len)
{
    const uint8_t head[6] = {(uint8_t)(0x80 | opcode), (uint8_t)(0x80 | len)};

    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, payload, len);
    return sizeof head + len;
}

static void send_frame(int fd, unsigned opcode, const void *payload, size_t len)
{
    uint8_t frame[131];
    size_t size = put_frame(frame, opcode, payload, len);

    assert_int_equal(send(fd, frame, size, MSG_NOSIGNAL), size);
}

/* False at the end of the stream. */
static bool read_exactly(int fd, void *to, size_t len)
{
    ssize_t n = len ? recv(fd, to, len, MSG_WAITALL) : 0; /* for no bytes it would wait too */

    assert_true(n == 0 || n == (ssize_t)len);
    return n == (ssize_t)len;
}

/* Reads one frame; returns its opcode, or 0 at the end of the stream. */
static unsigned read_frame(int fd, uint8_t *payload, size_t room, size_t *ret_len)
{
    uint8_t head[2], length[8];
    size_t len;

    if (!read_exactly(fd, head, 2))
        return 0;
    assert_int_equal(head[0] & 0xf0, 0x80);
    assert_int_equal(head[1] & 0x80, 0);
    len = head[1];
    if (len >= 126) {
        size_t n = len == 126 ? 2 : 8;

        len = 0;
        assert_true(read_exactly(fd, length, n));
        for (size_t i = 0; i < n; i++)
            len = len << 8 | length[i];
    }
    assert_true(len <= room);
    assert_true(read_exactly(fd, payload, len));
    *ret_len = len;
    return head[0] & 0x0f;
}

static void expect_frame(int fd, unsigned opcode, const void *payload, size_t len)
{
    uint8_t got[65536];
    size_t got_len = 0;

    assert_int_equal(read_frame(fd, got, sizeof got, &got_len), opcode);
    assert_int_equal(got_len, len);
    assert_memory_equal(got, payload, len);
}

static void expect_end(int fd)
{
    uint8_t byte;

    assert_int_equal(recv(fd, &byte, 1, 0), 0);
    close(fd);
}

/* ---- tests ---- */

static void test_accept_key(void **state)
{
    char text[29];

    (void)state;
    assert_true(ws_accept_key("dGhlIHNhbXBsZSBub25jZQ==", text)); /* RFC 6455 section 1.3 */
    assert_string_equal(text, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_false(ws_accept_key("", text));
    assert_false(ws_accept_key("dGhlIHNhbXBsZSBub25jZQ=", text));
    assert_false(ws_accept_key("dGhlIHNhbXBsZSBub25jZQ==x", text));
    assert_false(ws_accept_key("dGhlIHNhbXBsZSBub25jZSE=", text)); /* 17 bytes */
    assert_false(ws_accept_key("dGhlIHNhbXBsZSBub25j*Q==", text));
}

static void test_bytes_that_came_with_the_request(void **state)
{
    struct rig *rig = rig_new(0);
    uint8_t extra[64];
    size_t size = put_frame(extra, 1, "hello", 5);
    int fd = adopt(rig, &echo, extra, size + 3); /* and half a header */

    (void)state;
    expect_frame(fd, 1, "hello", 5);
    close(fd);
    assert_int_equal(rig_end(rig), 1);
}

#define N_SHARED 2000

static void send_shared(void *arg)
{
    struct rig *rig = arg;
    uint8_t payload[300];

    for (unsigned i = 0; i < N_SHARED; i++) {
        struct ws_frame *frame;

        memset(payload, (int)(i & 0xff), sizeof payload);
        frame = ws_frame_new(false, payload, 1 + i % sizeof payload);
        assert_true(ws_send_frame(rig->opened, frame));
        ws_frame_unref(frame);
    }
}

/* Pongs are queued while frames are half sent; none of them may land inside another frame. */
static void test_frames_never_mix(void **state)
{
    struct rig *rig = rig_new(0);
    int small = 4096, fd = adopt(rig, &echo, NULL, 0);
    unsigned n_frames = 0, n_pongs = 0;
    uint8_t payload[300];
    size_t len = 0;

    (void)state;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    on_loop(rig, send_shared, rig);
    for (unsigned i = 0; i < 10; i++)
        send_frame(fd, 9, "are you there?", 14);
    while (n_frames < N_SHARED || n_pongs < 10) {
        unsigned opcode = read_frame(fd, payload, sizeof payload, &len);

        if (opcode == 10) {
            assert_memory_equal(payload, "are you there?", 14);
            n_pongs++;
            continue;
        }
        assert_int_equal(opcode, 2);
        assert_int_equal(len, 1 + n_frames % sizeof payload);
        assert_int_equal(payload[len - 1], n_frames & 0xff);
        n_frames++;
    }
    close(fd);
    assert_int_equal(rig_end(rig), 1);
}

static void send_until_refused(void *arg)
{
    struct rig *rig = arg;
    char payload[1000];
    unsigned n = 0;

    memset(payload, 'x', sizeof payload);
    while (ws_send(rig->opened, true, payload, sizeof payload))
        assert_true(++n < 100000);
    assert_true(ws_queued(rig->opened) < 65536);
    assert_false(ws_is_open(rig->opened));
}

static void test_a_slow_reader_is_told_to_come_back(void **state)
{
    static const uint8_t too_slow[] = "\x03\xf5too slow"; /* 1013 */
    struct rig *rig = rig_new(0);
    int fd = adopt(rig, &narrow, NULL, 0);
    uint8_t payload[1000];
    size_t len = 0;
    unsigned opcode;

    (void)state;
    on_loop(rig, send_until_refused, rig);
    while ((opcode = read_frame(fd, payload, sizeof payload, &len)) == 1)
        assert_int_equal(len, sizeof payload);
    assert_int_equal(opcode, 8);
    assert_int_equal(len, sizeof too_slow - 1);
    assert_memory_equal(payload, too_slow, len);
    send_frame(fd, 8, too_slow, 2);
    expect_end(fd);
    assert_int_equal(rig_end(rig), 1);
}

static void test_close_from_our_side(void **state)
{
    struct rig *rig = rig_new(0);
    int fd = adopt(rig, &echo, NULL, 0);

    (void)state;
    on_loop(rig, close_opened, rig);
    expect_frame(fd, 8,
                 "\x0f\xa1"
                 "enough",
                 8);
    send_frame(fd, 1, "not heard any more", 18);
    send_frame(fd, 8, "\x0f\xa1", 2);
    expect_end(fd);
    for (int i = 0; i < 3000 && rig->n_closed == 0; i++)
        usleep(10000);
    on_loop(rig, count_open, rig);
    assert_int_equal(rig_end(rig), 1);
}

static void test_who_does_not_close_is_cut_off(void **state)
{
    struct rig *rig = rig_new(0);
    int fd = adopt(rig, &echo, NULL, 0);
    int64_t began_us = clock_now_us();

    (void)state;
    on_loop(rig, close_opened, rig);
    expect_frame(fd, 8,
                 "\x0f\xa1"
                 "enough",
                 8);
    expect_end(fd);
    assert_in_range(clock_now_us() - began_us, 4900000, 6500000);
    assert_int_equal(rig_end(rig), 1);
}

static void test_pings(void **state)
{
    struct rig *rig = rig_new(1);
    int silent = adopt(rig, &echo, NULL, 0), alive = adopt(rig, &echo, NULL, 0);

    (void)state;
    for (unsigned i = 0; i < 4; i++) { /* one answers each, the other none */
        expect_frame(alive, 9, "", 0);
        send_frame(alive, 10, "", 0);
        if (i < 2)
            expect_frame(silent, 9, "", 0);
    }
    expect_end(silent);
    send_frame(alive, 1, "still here", 10);
    expect_frame(alive, 1, "still here", 10);
    close(alive);
    assert_int_equal(rig_end(rig), 2);
}

static void close_all(void *arg)
{
    struct rig *rig = arg;

    ws_pool_close_all(rig->pool, 1001, "restart");
}

static void test_close_all(void **state)
{
    struct rig *rig = rig_new(0);
    int first = adopt(rig, &echo, NULL, 0), second = adopt(rig, &echo, NULL, 0), late;

    (void)state;
    on_loop(rig, close_all, rig);
    expect_frame(first, 8, "\x03\xe9restart", 9);
    expect_frame(second, 8, "\x03\xe9restart", 9);
    late = adopt(rig, &echo, NULL, 0);
    expect_frame(late, 8, "\x03\xe9restart", 9);
    send_frame(first, 8, "\x03\xe9", 2);
    expect_end(first);
    assert_int_equal(rig_end(rig), 3); /* those that did not answer too */
    expect_end(second);
    expect_end(late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accept_key),
        cmocka_unit_test(test_bytes_that_came_with_the_request),
        cmocka_unit_test(test_frames_never_mix),
        cmocka_unit_test(test_a_slow_reader_is_told_to_come_back),
        cmocka_unit_test(test_close_from_our_side),
        cmocka_unit_test(test_who_does_not_close_is_cut_off),
        cmocka_unit_test(test_pings),
        cmocka_unit_test(test_close_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
