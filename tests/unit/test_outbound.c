// SPDX-License-Identifier: MIT
/* Calls through the real thread to a real local server that answers well, badly, slowly or never. Names that only a
 * name server of the test knows come from a getaddrinfo() of our own. */
#include "base/clock.h"
#include "base/fiber.h"
#include "base/loop.h"
#include "http_service.h"
#include "outbound/outbound.h"

#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static atomic_uint n_lookups;

struct found {
    struct addrinfo info;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static void found_fill(struct found *found, const char *address, struct found *next)
{
    bool is_v6 = strchr(address, ':');

    found->v4.sin_family = AF_INET;
    found->v6.sin6_family = AF_INET6;
    inet_pton(AF_INET, address, &found->v4.sin_addr);
    inet_pton(AF_INET6, address, &found->v6.sin6_addr);
    found->info.ai_family = is_v6 ? AF_INET6 : AF_INET;
    found->info.ai_addrlen = is_v6 ? sizeof found->v6 : sizeof found->v4;
    found->info.ai_addr = is_v6 ? (struct sockaddr *)&found->v6 : (struct sockaddr *)&found->v4;
    found->info.ai_next = next ? &next->info : NULL;
}

/* private.test is 10.0.0.1, mixed.test that and 127.0.0.1, here.test 127.0.0.1, both.test that and ::1; hang.test
 * never answers. */
int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict ret)
{
    static const char *const known[][3] = {
        {"private.test", "10.0.0.1", NULL},
        {"mixed.test", "10.0.0.1", "127.0.0.1"},
        {"here.test", "127.0.0.1", NULL},
        {"both.test", "::1", "127.0.0.1"},
    };

    (void)service;
    (void)hints;
    atomic_fetch_add(&n_lookups, 1);
    if (strcmp(host, "hang.test") == 0)
        sleep(5);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct found *found;

        if (strcmp(host, known[i][0]) != 0)
            continue;
        found = calloc(2, sizeof *found);
        if (!found)
            abort();
        found_fill(&found[0], known[i][1], known[i][2] ? &found[1] : NULL);
        if (known[i][2])
            found_fill(&found[1], known[i][2], NULL);
        *ret = &found[0].info;
        return 0;
    }
    return EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *info)
{
    free(info);
}

static struct http_service *service, *other;
static struct outbound *outbound;

/* A loop must outlive the calls made from it, also those given up: all are freed at the end. */
static struct loop *loops[1000];
static size_t n_loops;

static struct loop *new_loop(void)
{
    assert_true(n_loops < sizeof loops / sizeof *loops);
    return loops[n_loops++] = loop_new("test");
}

/* --- a fiber that calls ------------------------------------------------------------------------------------------ */

struct visit {
    struct loop *loop;
    struct arena *arena;
    struct outbound *outbound;
    struct outbound_request request;
    struct outbound_response response;
    int64_t deadline_us;
};

static void visit_fiber(void *arg)
{
    struct visit *visit = arg;
    struct ctx cx = {.arena = visit->arena, .loop = visit->loop, .deadline_us = visit->deadline_us};

    outbound_call(&cx, visit->outbound, &visit->request, &visit->response);
    loop_stop(visit->loop);
}

static void visit_run(struct visit *visit)
{
    visit->loop = new_loop();
    if (!visit->outbound)
        visit->outbound = outbound;
    if (!visit->request.timeout_ms)
        visit->request.timeout_ms = 3000;
    if (!visit->deadline_us)
        visit->deadline_us = clock_now_us() + 10 * US_PER_S;
    if (!visit->request.max_body)
        visit->request.max_body = 65536;
    assert_true(fiber_start(visit->loop, visit_fiber, visit));
    loop_run(visit->loop);
}

static struct arena *arena;

static const char *address(const char *path)
{
    return arena_printf(arena, "http://127.0.0.1:%u%s", service->port, path);
}

static struct outbound_response get(const char *url)
{
    struct visit visit = {.arena = arena,
                          .request = {.url = url, .max_redirects = 3, .is_tenant_given = true}};

    visit_run(&visit);
    return visit.response;
}

static void expect(const char *url, enum outbound_failure failure, int status)
{
    struct outbound_response r = get(url);

    if (r.failure != failure || r.status != status)
        fail_msg("%s: %s, %d (%s)", url, outbound_failure_name(r.failure), r.status,
                 r.error ? r.error : "");
    if (failure) {
        assert_non_null(r.error);
    } else {
        assert_null(r.error);
    }
}

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

/* --- answers ----------------------------------------------------------------------------------------------------- */

static void test_good_answer(void **state)
{
    struct outbound_response r = get(address("/ok"));

    (void)state;
    assert_int_equal(r.failure, OUTBOUND_OK);
    assert_int_equal(r.status, 200);
    assert_string_equal(r.content_type, "application/json");
    assert_string_equal(r.body, "{\"status\":\"ok\"}");
    assert_int_equal(r.body_len, strlen(r.body));
    assert_false(r.is_cut);
    assert_in_range(r.duration_us, 1, US_PER_S);
    assert_non_null(strstr(service->last, "User-Agent: sauda-test/1"));
    expect(address("/status/503%20Busy"), OUTBOUND_OK, 503);
    expect(address("/nothing"), OUTBOUND_OK, 404);
}

static void test_connections_are_reused(void **state)
{
    unsigned before;

    (void)state;
    expect(address("/ok"), OUTBOUND_OK, 200);
    before = atomic_load(&service->n_connections);
    for (int i = 0; i < 10; i++)
        expect(address("/ok"), OUTBOUND_OK, 200);
    assert_int_equal(atomic_load(&service->n_connections), before);
}

static void test_bad_answers(void **state)
{
    (void)state;
    expect(address("/close"), OUTBOUND_PROTOCOL, 0);
    expect(address("/garbage"), OUTBOUND_PROTOCOL, 0);
    expect(address("/half"), OUTBOUND_PROTOCOL, 200);
    expect(address("/headers"), OUTBOUND_PROTOCOL, 200);
    expect("http://127.0.0.1:1/", OUTBOUND_CONNECT, 0);
    expect(arena_printf(arena, "https://127.0.0.1:%u/ok", service->port), OUTBOUND_TLS, 0);
    expect("http://nowhere.test/", OUTBOUND_DNS, 0);
    expect("ftp://127.0.0.1/", OUTBOUND_BAD_REQUEST, 0);
    expect("http://user:secret@127.0.0.1/", OUTBOUND_BAD_REQUEST, 0);
}

static void test_too_long_answer_is_cut(void **state)
{
    struct visit visit = {.arena = arena, .request = {.url = address("/huge"), .max_body = 1000}};

    (void)state;
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_OK);
    assert_int_equal(visit.response.status, 200);
    assert_true(visit.response.is_cut);
    assert_int_equal(visit.response.body_len, 1000);
    assert_int_equal(strlen(visit.response.body), 1000);
    visit = (struct visit){.arena = arena, .request = {.url = address("/ok"), .max_body = 15}};
    visit_run(&visit);
    assert_false(visit.response.is_cut); /* just fits */
    assert_int_equal(visit.response.body_len, 15);
}

static void test_time_limits(void **state)
{
    static const char *const paths[] = {"/hang", "/drip"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct visit visit = {.arena = arena,
                              .request = {.url = address(paths[i]), .timeout_ms = 200}};
        int64_t began_us = clock_now_us();

        visit_run(&visit);
        assert_int_equal(visit.response.failure, OUTBOUND_TIMEOUT);
        assert_int_equal(visit.response.status, i ? 200 : 0);
        assert_in_range(clock_now_us() - began_us, 190 * US_PER_MS, 1500 * US_PER_MS);
        assert_in_range(visit.response.duration_us, 190 * US_PER_MS, 1500 * US_PER_MS);
    }
}

/* A name is looked up once, by us; curl gets its addresses and asks nobody. */
static void test_names(void **state)
{
    unsigned before = atomic_load(&n_lookups);

    (void)state;
    expect(arena_printf(arena, "http://here.test:%u/ok", service->port), OUTBOUND_OK, 200);
    expect(arena_printf(arena, "http://HERE.test.:%u/hop/1", service->port), OUTBOUND_OK, 200);
    assert_int_equal(atomic_load(&n_lookups), before + 1);
    expect(arena_printf(arena, "http://both.test:%u/ok", service->port), OUTBOUND_OK, 200);
    assert_int_equal(atomic_load(&n_lookups), before + 2);
    expect(arena_printf(arena, "http://localhost:%u/ok", service->port), OUTBOUND_OK, 200);
    assert_int_equal(atomic_load(&n_lookups), before + 2);
}

static void test_hanging_name_server(void **state)
{
    struct visit visit = {.arena = arena, .request = {.url = "http://hang.test/", .timeout_ms = 200}};
    int64_t began_us = clock_now_us();

    (void)state;
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_TIMEOUT);
    assert_true(clock_now_us() - began_us < 4 * US_PER_S);
    expect(address("/ok"), OUTBOUND_OK, 200); /* the thread is not held up */
    assert_true(clock_now_us() - began_us < 4900 * US_PER_MS);
}

static void test_abandoned_call(void **state)
{
    struct visit visit = {.arena = arena_new(),
                          .request = {.url = address("/slow"), .timeout_ms = 3000},
                          .deadline_us = clock_now_us() + 20 * US_PER_MS};

    (void)state;
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_STOPPED);
    assert_non_null(visit.response.body);
    arena_free(visit.arena); /* what comes now finds nobody */
    while (outbound_in_flight(outbound))
        usleep(10000);
}

/* --- where it may go --------------------------------------------------------------------------------------------- */

static void test_guard(void **state)
{
    struct outbound_options strict = {.user_agent = "strict"};
    struct outbound *strict_one = outbound_new(&strict);
    const char *urls[] = {
        address("/ok"),
        arena_printf(arena, "http://localhost:%u/ok", service->port),
        arena_printf(arena, "http://2130706433:%u/ok", service->port),
        arena_printf(arena, "http://0x7f.1:%u/ok", service->port),
        arena_printf(arena, "http://0177.0.0.1:%u/ok", service->port),
        arena_printf(arena, "http://[::ffff:127.0.0.1]:%u/ok", service->port),
        arena_printf(arena, "http://[::ffff:7f00:1]:%u/ok", service->port),
        arena_printf(arena, "http://0:%u/ok", service->port),
        arena_printf(arena, "http://here.test:%u/ok", service->port),
        arena_printf(arena, "http://①②⑦.⓪.⓪.①:%u/ok", service->port),
        "http://private.test/",
        "http://mixed.test/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://[::1]/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct visit visit = {
            .outbound = strict_one,
            .arena = arena,
            .request = {.url = urls[i], .is_tenant_given = true, .max_redirects = 3}};
        unsigned before = atomic_load(&service->n_connections);

        visit_run(&visit);
        if (visit.response.failure != OUTBOUND_REFUSED_ADDRESS)
            fail_msg("%s: %s (%s)", urls[i], outbound_failure_name(visit.response.failure),
                     visit.response.error);
        assert_int_equal(atomic_load(&service->n_connections), before);
    }
    outbound_free(strict_one);
}

/* A connection that we opened for ourselves is no way in for a tenant. */
static void test_guard_and_reuse(void **state)
{
    struct outbound_options strict = {.user_agent = "strict"};
    struct outbound *strict_one = outbound_new(&strict);
    struct visit ours = {.outbound = strict_one, .arena = arena, .request = {.url = address("/ok")}};
    struct visit theirs = {.outbound = strict_one,
                           .arena = arena,
                           .request = {.url = address("/ok"), .is_tenant_given = true}};

    (void)state;
    visit_run(&ours);
    assert_int_equal(ours.response.failure, OUTBOUND_OK);
    visit_run(&theirs);
    assert_int_equal(theirs.response.failure, OUTBOUND_REFUSED_ADDRESS);
    /* nor is a redirect a way for others to send us about */
    ours = (struct visit){.outbound = strict_one,
                          .arena = arena,
                          .request = {.url = address("/away"), .max_redirects = 3}};
    visit_run(&ours);
    assert_int_equal(ours.response.failure, OUTBOUND_REFUSED_ADDRESS);
    outbound_free(strict_one);
}

static void test_allow_list(void **state)
{
    struct outbound_options options = {.user_agent = "x", .allow = "127.0.0.1"};
    struct outbound_options bad = {.user_agent = "x", .allow = "localhost"};
    struct outbound *allowing = outbound_new(&options);
    struct visit visit = {.outbound = allowing,
                          .arena = arena,
                          .request = {.url = address("/ok"), .is_tenant_given = true}};

    (void)state;
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_OK);
    /* of several addresses only those are used that may be */
    visit.request.url = arena_printf(arena, "http://mixed.test:%u/ok", service->port);
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_OK);
    outbound_free(allowing);
    assert_null(outbound_new(&bad));
}

/* --- redirects and headers ---------------------------------------------------------------------------------------- */

static void test_redirects(void **state)
{
    struct visit visit = {.arena = arena, .request = {.url = address("/hop/1"), .max_redirects = 0}};

    (void)state;
    expect(address("/hop/1"), OUTBOUND_OK, 200);
    expect(address("/hop/3"), OUTBOUND_OK, 200);
    expect(address("/hop/4"), OUTBOUND_TOO_MANY_REDIRECTS, 302);
    expect(address("/loop"), OUTBOUND_TOO_MANY_REDIRECTS, 301);
    expect(address("/away"), OUTBOUND_OK, 200);
    expect(address("/to/file:///etc/passwd"), OUTBOUND_REFUSED_ADDRESS, 302);
    expect(address("/to/ftp://127.0.0.1/"), OUTBOUND_REFUSED_ADDRESS, 302);
    expect(address("/to/gopher://127.0.0.1:6379/_x"), OUTBOUND_REFUSED_ADDRESS, 302);
    expect(address("/to/http://169.254.169.254/latest/meta-data/"), OUTBOUND_REFUSED_ADDRESS, 0);
    expect(address("/to/http://10.0.0.1/"), OUTBOUND_REFUSED_ADDRESS, 0);
    expect(address("/to/http://private.test/"), OUTBOUND_REFUSED_ADDRESS, 0);
    expect(address("/to/http://[::ffff:169.254.169.254]/"), OUTBOUND_REFUSED_ADDRESS, 0);
    expect(address("/to/http://user:secret@127.0.0.1/"), OUTBOUND_REFUSED_ADDRESS, 302);
    visit_run(&visit);
    assert_int_equal(visit.response.status, 302); /* not followed: the redirect is the answer */
    visit = (struct visit){.arena = arena,
                           .request = {.method = "POST",
                                       .url = address("/hop/1"),
                                       .body = "{}",
                                       .body_len = 2,
                                       .max_redirects = 3}};
    visit_run(&visit);
    assert_int_equal(visit.response.status, 302);
}

static void test_headers_stay_with_their_origin(void **state)
{
    static const struct outbound_header headers[] = {
        {"Authorization", "Bearer of-the-tenant"}, {"X-Key", "s3cret"}, {"X-Empty", ""}};
    struct visit visit = {.arena = arena,
                          .request = {.url = address("/hop/1"),
                                      .headers = headers,
                                      .n_headers = 3,
                                      .max_redirects = 3,
                                      .is_tenant_given = true}};

    (void)state;
    visit_run(&visit);
    assert_int_equal(visit.response.status, 200);
    assert_non_null(strstr(service->last, "GET /ok"));
    assert_non_null(strstr(service->last, "\r\nX-Key: s3cret\r\n"));
    assert_non_null(strstr(service->last, "\r\nAuthorization: Bearer of-the-tenant\r\n"));
    assert_non_null(strstr(service->last, "\r\nX-Empty:"));
    visit.request.url = address("/away");
    visit_run(&visit);
    assert_int_equal(visit.response.status, 200);
    assert_non_null(strstr(other->last, "GET /ok"));
    assert_null(strstr(other->last, "s3cret"));
    assert_null(strstr(other->last, "Authorization"));
}

static void test_headers_that_may_not_be_sent(void **state)
{
    static const struct outbound_header bad[] = {
        {"X-Key", "a\r\nX-Other: b"},
        {"X Key", "a"},
        {"", "a"},
        {"X-Key:", "a"},
        {"Content-Length", "3"},
        {"transfer-encoding", "chunked"},
        {"Connection", "close"},
        {"Proxy-Authorization", "x"},
        {"X-Key", "a\x7f"},
        {"X\xc3\xa9", "a"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct visit visit = {
            .arena = arena, .request = {.url = address("/ok"), .headers = &bad[i], .n_headers = 1}};

        visit_run(&visit);
        if (visit.response.failure != OUTBOUND_BAD_REQUEST)
            fail_msg("%s: %s was sent", bad[i].name, bad[i].value);
    }
}

static void test_body(void **state)
{
    static const struct outbound_header json = {"Content-Type", "application/json"};
    struct visit visit = {.arena = arena,
                          .request = {.method = "PUT",
                                      .url = address("/ok"),
                                      .headers = &json,
                                      .n_headers = 1,
                                      .body = "{\"a\":1}",
                                      .body_len = 7}};

    (void)state;
    visit_run(&visit);
    assert_int_equal(visit.response.status, 200);
    assert_non_null(strstr(service->last, "PUT /ok"));
    assert_non_null(strstr(service->last, "Content-Length: 7\r\n"));
    assert_non_null(strstr(service->last, "\r\nContent-Type: application/json\r\n"));
    visit = (struct visit){.arena = arena, .request = {.method = "DELETE", .url = address("/ok")}};
    visit_run(&visit);
    assert_non_null(strstr(service->last, "DELETE /ok"));
    assert_null(strstr(service->last, "Content-"));
}

/* --- tries and turns ---------------------------------------------------------------------------------------------- */

static void test_retries(void **state)
{
    struct visit visit = {.arena = arena, .request = {.url = address("/busy"), .retries = 5}};

    (void)state;
    while (atomic_load(&service->n_requests) % 3)
        expect(address("/ok"), OUTBOUND_OK, 200);
    visit_run(&visit);
    assert_int_equal(visit.response.status, 200);
    assert_string_equal(visit.response.body, "at last");
    assert_int_equal(atomic_load(&service->n_requests) % 3, 0);
    visit = (struct visit){.arena = arena, .request = {.url = "http://127.0.0.1:1/", .retries = 1}};
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_CONNECT);
    visit = (struct visit){.arena = arena,
                           .request = {.url = "http://127.0.0.1:1/", .retries = 8},
                           .deadline_us = clock_now_us() + 500 * US_PER_MS};
    visit_run(&visit);
    assert_int_equal(visit.response.failure, OUTBOUND_CONNECT); /* no pause beyond the deadline */
}

struct crowd {
    struct loop *loop;
    unsigned n_left, n_ok, n_failed[OUTBOUND_FAILURES];
    int64_t slowest_us;
};

static void crowd_done(void *arg, const struct outbound_response *response)
{
    struct crowd *crowd = arg;

    crowd->n_failed[response->failure]++;
    if (response->duration_us > crowd->slowest_us)
        crowd->slowest_us = response->duration_us;
    if (--crowd->n_left == 0)
        loop_stop(crowd->loop);
}

static void crowd_run(struct crowd *crowd, struct outbound *by, const char *url, unsigned n)
{
    struct outbound_request request = {
        .url = url, .timeout_ms = 5000, .max_body = 1000, .is_tenant_given = true};

    crowd->loop = new_loop();
    crowd->n_left = n;
    for (unsigned i = 0; i < n; i++)
        outbound_start(by, crowd->loop, &request, crowd_done, crowd);
    loop_run(crowd->loop);
}

static void test_turns(void **state)
{
    struct outbound_options few = {.allow_loopback = true, .user_agent = "few", .max_running = 4};
    struct outbound *by = outbound_new(&few);
    struct crowd crowd = {0};

    (void)state;
    atomic_store(&service->most_running, 0);
    crowd_run(&crowd, by, address("/slow"), 60);
    assert_int_equal(crowd.n_failed[OUTBOUND_OK], 60);
    assert_in_range(atomic_load(&service->most_running), 2,
                    16); /* it counts some that have ended already */
    assert_in_range(crowd.slowest_us, 100 * US_PER_MS, US_PER_S); /* waiting does not count */
    crowd = (struct crowd){0};
    crowd_run(&crowd, by, "http://[::1/",
              5000); /* each fails at once: no call begins on top of another */
    assert_int_equal(crowd.n_failed[OUTBOUND_BAD_REQUEST], 5000);
    outbound_free(by);
}

static void test_many(void **state)
{
    struct crowd crowd = {0};

    (void)state;
    crowd_run(&crowd, outbound, address("/ok"), 3000);
    assert_int_equal(crowd.n_failed[OUTBOUND_OK], 3000);
    assert_int_equal(outbound_in_flight(outbound), 0);
}

static void test_stop_of_a_loop(void **state)
{
    struct outbound_request request = {.url = address("/hang"), .timeout_ms = 5000, .max_body = 10};
    struct outbound_request slow = {.url = address("/slow"), .timeout_ms = 5000, .max_body = 10};
    struct crowd ended = {.loop = new_loop(), .n_left = 10},
                 going_on = {.loop = new_loop(), .n_left = 1};

    (void)state;
    for (unsigned i = 0; i < 10; i++)
        outbound_start(outbound, ended.loop, &request, crowd_done, &ended);
    outbound_start(outbound, going_on.loop, &slow, crowd_done, &going_on);
    outbound_stop_calls(outbound, ended.loop);
    loop_run(ended.loop);
    loop_run(going_on.loop);
    assert_int_equal(ended.n_failed[OUTBOUND_STOPPED], 10);
    assert_int_equal(going_on.n_failed[OUTBOUND_OK], 1);
}

static void test_stop(void **state)
{
    struct outbound_options options = {.allow_loopback = true, .user_agent = "x", .max_running = 4};
    struct outbound *by = outbound_new(&options);
    struct outbound_request request = {.url = address("/hang"), .timeout_ms = 5000, .max_body = 10};
    struct crowd crowd = {.loop = new_loop(), .n_left = 10};
    int64_t began_us = clock_now_us();

    (void)state;
    for (unsigned i = 0; i < 10; i++)
        outbound_start(by, crowd.loop, &request, crowd_done, &crowd);
    usleep(50000);
    outbound_free(by);
    loop_run(crowd.loop);
    assert_int_equal(crowd.n_failed[OUTBOUND_STOPPED], 10);
    assert_true(clock_now_us() - began_us < 4900 * US_PER_MS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_good_answer),
        TEST(test_connections_are_reused),
        TEST(test_bad_answers),
        TEST(test_too_long_answer_is_cut),
        TEST(test_time_limits),
        TEST(test_names),
        TEST(test_hanging_name_server),
        TEST(test_abandoned_call),
        TEST(test_guard),
        TEST(test_guard_and_reuse),
        TEST(test_allow_list),
        TEST(test_redirects),
        TEST(test_headers_stay_with_their_origin),
        TEST(test_headers_that_may_not_be_sent),
        TEST(test_body),
        TEST(test_retries),
        TEST(test_turns),
        TEST(test_many),
        TEST(test_stop_of_a_loop),
        TEST(test_stop),
    };
    struct outbound_options options = {.allow_loopback = true, .user_agent = "sauda-test/1"};
    int failed;

    setenv("http_proxy", "http://127.0.0.1:1", 1); /* must not matter */
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    service = service_start();
    other = service_start();
    service->other_port = other->port;
    outbound = outbound_new(&options);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    outbound_free(outbound);
    while (n_loops)
        loop_free(loops[--n_loops]);
    service_stop(service);
    service_stop(other);
    return failed;
}
