// SPDX-License-Identifier: MIT
/* Who listens to what, and until when: subscriptions of a loop without a database, on one end of a socket pair. What
 * happens at the same moment on a real server is made to happen in each order here. */
#include "../../src/events/feed.h"
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PLACE 5 /* of the loop in the feed */

#define ORG "018f0000-0000-7000-8000-000000000001"
#define ANNA "018f0000-0000-7000-8000-00000000000a"
#define BORIS "018f0000-0000-7000-8000-00000000000b"
#define SESSION "018f0000-0000-7000-8000-0000000000aa"

struct rig {
    struct loop *loop;
    struct ws_pool *pool;
    struct hub_loop *end;
    struct loop_timer stop;
};

static int setup(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);

    rig->loop = loop_new("test");
    rig->pool = ws_pool_new(rig->loop, 0);
    rig->end = end_new(NULL, rig->loop);
    rig->end->cursor = PLACE;
    *state = rig;
    return 0;
}

static int teardown(void **state)
{
    struct rig *rig = *state;

    ws_pool_free(rig->pool);
    assert_true(LIST_EMPTY(&rig->end->all));
    assert_true(TAILQ_EMPTY(&rig->end->waiting));
    end_free(rig->end);
    loop_free(rig->loop);
    free(rig);
    return 0;
}

static void on_stop(void *arg)
{
    loop_stop(arg);
}

/* Once a test. */
static void run_for(struct rig *rig, int64_t us)
{
    rig->stop = (struct loop_timer){.fn = on_stop, .arg = rig->loop};
    loop_timer_set(rig->loop, &rig->stop, clock_now_us() + us);
    loop_run(rig->loop);
}

/* ---- the handshake ---- */

static enum feed_right may_all(const struct ctx *cx, const char *topic)
{
    (void)cx, (void)topic;
    return FEED_ALL;
}

static enum feed_right may_none(const struct ctx *cx, const char *topic)
{
    (void)cx, (void)topic;
    return FEED_NOTHING;
}

static enum feed_right may_modules(const struct ctx *cx, const char *topic)
{
    (void)cx;
    return strcmp(topic, "modules") == 0 ? FEED_ALL : FEED_NOTHING;
}

static enum feed_right may_own_deals(const struct ctx *cx, const char *topic)
{
    (void)cx;
    return strcmp(topic, "deals") == 0 ? FEED_OWN : FEED_NOTHING;
}

static const struct hub_listener anna = {
    .actor_id = ANNA,
    .session_id = SESSION,
    .epoch = 3,
    .expires_at_s = INT64_MAX,
    .right = may_all,
};

static struct hub_listener anna_until(int64_t expires_at_s)
{
    struct hub_listener listener = anna;

    listener.expires_at_s = expires_at_s;
    return listener;
}

/* A client: between the handshake and the open connection `fd` is -1. */
struct client {
    struct ctx cx;
    struct reply reply;
    int fd;
};

static struct client knock(struct rig *rig, const struct hub_listener *listener)
{
    struct client client = {.cx = {.arena = arena_new(), .org_id = ORG}, .fd = -1};

    assert_int_equal(hub_subscribe(&client.cx, rig->end, listener, &client.reply), ERR_OK);
    assert_int_equal(client.reply.status, 101);
    return client;
}

static void enter(struct rig *rig, struct client *client)
{
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    ws_adopt(rig->pool, fds[0], NULL, 0, client->reply.upgrade, client->reply.upgrade_arg);
    arena_free(client->cx.arena);
    client->cx.arena = NULL;
    client->fd = fds[1];
}

static void leave(struct client *client)
{
    arena_free(client->cx.arena);
    if (client->fd >= 0)
        close(client->fd);
}

/* What has come: "ready", "4401 revoked", "" for nothing. */
static const char *got(struct client *client)
{
    static char text[384];
    unsigned char frame[256] = {0};
    ssize_t n = recv(client->fd, frame, 2, MSG_DONTWAIT);

    text[0] = '\0';
    if (n != 2)
        return text;
    assert_in_range(frame[1], 1, 125);
    assert_int_equal(recv(client->fd, frame + 2, frame[1], MSG_DONTWAIT), frame[1]);
    if (frame[0] == 0x88)
        snprintf(text, sizeof text, "%d %s", frame[2] << 8 | frame[3], (const char *)frame + 4);
    else if (strstr((const char *)frame + 2, "\"ready\""))
        snprintf(text, sizeof text, "ready");
    else
        snprintf(text, sizeof text, "%s", (const char *)frame + 2);
    return text;
}

/* ---- topics ---- */

static void test_topics(void **state)
{
    static const struct {
        const char *topics;
        enum feed_right (*right)(const struct ctx *cx, const char *topic);
        enum err expected;
    } cases[] = {
        {NULL, may_all, ERR_OK},
        {NULL, may_modules, ERR_OK},
        {NULL, may_none, ERR_OK}, /* fine, and silent */
        {"modules", may_modules, ERR_OK},
        {"modules,modules", may_modules, ERR_OK},
        {"users,modules", may_all, ERR_OK},
        {"users", may_modules, ERR_FORBIDDEN},
        {"modules,users", may_modules, ERR_FORBIDDEN},
        {"jobs", may_modules, ERR_OK}, /* those on modules */
        {"modules,jobs", may_modules, ERR_OK},
        {"jobs", may_none, ERR_FORBIDDEN},
        {"modules", may_none, ERR_FORBIDDEN},
        {"weather", may_all, ERR_VALIDATION_FAILED},
        {"weather", may_none, ERR_VALIDATION_FAILED},
        {"users,weather", may_modules, ERR_VALIDATION_FAILED},
        {"", may_all, ERR_VALIDATION_FAILED},
        {"modules,", may_all, ERR_VALIDATION_FAILED},
        {" modules", may_all, ERR_VALIDATION_FAILED},
    };
    struct rig *rig = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ctx cx = {.arena = arena_new(), .org_id = ORG};
        struct hub_listener listener = anna;
        struct reply reply = {0};

        listener.topics = cases[i].topics;
        listener.right = cases[i].right;
        assert_int_equal(hub_subscribe(&cx, rig->end, &listener, &reply), cases[i].expected);
        assert_int_equal(reply.upgrade != NULL, cases[i].expected == ERR_OK);
        arena_free(cx.arena);
    }
}

/* Passes on a publication whose text says what it is about. */
static void deliver(struct rig *rig, const char *topic, const char *resource)
{
    struct feed_batch *batch = batch_new(1);
    struct feed_event event = {.id = INT64_MAX, .topic = topic_of_publication(topic, resource)};
    char text[40];
    int len = snprintf(text, sizeof text, "%s%s%s", topic, resource ? " on " : "",
                       resource ? resource : "");

    memcpy(event.org_id, ORG, UUID_SIZE);
    event.frame = ws_frame_new(true, text, (size_t)len);
    batch_add(batch, event);
    end_deliver(rig->end, batch);
    batch_unref(batch);
}

static void test_only_what_is_permitted_comes(void **state)
{
    struct rig *rig = *state;
    struct hub_listener some = anna, none = anna;
    struct client clients[3];

    some.right = may_modules;
    none.right = may_none;
    clients[0] = knock(rig, &anna);
    clients[1] = knock(rig, &some);
    clients[2] = knock(rig, &none);
    for (unsigned i = 0; i < 3; i++) {
        enter(rig, &clients[i]);
        assert_string_equal(got(&clients[i]), "ready");
    }
    deliver(rig, "users", NULL);
    deliver(rig, "modules", NULL);
    deliver(rig, "jobs", "products");
    deliver(rig, "jobs", "modules");
    deliver(rig, "jobs", "weather"); /* nobody's */
    run_for(rig, 20 * US_PER_MS);
    assert_string_equal(got(&clients[0]), "users");
    assert_string_equal(got(&clients[0]), "modules");
    assert_string_equal(got(&clients[0]), "jobs on products");
    assert_string_equal(got(&clients[0]), "jobs on modules");
    assert_string_equal(got(&clients[0]), "");
    assert_string_equal(got(&clients[1]), "modules");
    assert_string_equal(got(&clients[1]), "jobs on modules");
    assert_string_equal(got(&clients[1]), "");
    assert_string_equal(got(&clients[2]), "");
    for (unsigned i = 0; i < 3; i++)
        leave(&clients[i]);
}

/* What happens to a deal: the event, what those hear who lose it, and what those hear whose it is, where that is less. */
static void deliver_deal(struct rig *rig, const char *before, const char *after, bool is_of_many)
{
    struct feed_batch *batch = batch_new(1);
    struct feed_event event = {.id = INT64_MAX, .topic = topic_of_entity("deal", NULL)};

    memcpy(event.org_id, ORG, UUID_SIZE);
    event.frame = ws_frame_new(true, "deal", 4);
    event.owners = after ? strdup(after) : NULL;
    event.owners_before = before ? strdup(before) : NULL;
    event.removal = before ? ws_frame_new(true, "gone", 4) : NULL;
    event.owners_frame = is_of_many ? ws_frame_new(true, "many", 4) : NULL;
    batch_add(batch, event);
    end_deliver(rig->end, batch);
    batch_unref(batch);
}

static void test_of_own_rows_alone(void **state)
{
    static const struct {
        const char *before, *after;
        bool is_of_many;
        const char *heard;
    } cases[] = {
        {NULL, NULL, false, ""},
        {NULL, "{}", false, ""},
        {NULL, "{" BORIS "}", false, ""},
        {NULL, "{" ANNA "}", false, "deal"},
        {"{" ANNA "}", "{" ANNA "}", false, "deal"},
        {"{" BORIS "}", "{" BORIS "," ANNA "}", false, "deal"},
        {"{" ANNA "}", "{" BORIS "}", false, "gone"},
        {"{" BORIS "," ANNA "}", "{}", false, "gone"},
        {"{" BORIS "}", "{}", false, ""},
        {NULL, "{" BORIS "," ANNA "}", true, "many"},
        {NULL, "{" BORIS "}", true, ""},
    };
    struct rig *rig = *state;
    struct hub_listener own = anna;
    struct client all = knock(rig, &anna), some;

    own.right = may_own_deals;
    some = knock(rig, &own);
    enter(rig, &all);
    enter(rig, &some);
    assert_string_equal(got(&all), "ready");
    assert_string_equal(got(&some), "ready");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        deliver_deal(rig, cases[i].before, cases[i].after, cases[i].is_of_many);
    run_for(rig, 20 * US_PER_MS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(got(&all), "deal");
        if (*cases[i].heard)
            assert_string_equal(got(&some), cases[i].heard);
    }
    assert_string_equal(got(&some), "");
    leave(&all);
    leave(&some);
}

/* ---- until when ---- */

static void test_expired_before_it_opens(void **state)
{
    static const int64_t times[] = {INT64_MIN, -1, 0, 1};
    struct rig *rig = *state;

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct hub_listener listener = anna_until(times[i]);
        struct client client = knock(rig, &listener);

        enter(rig, &client);
        assert_string_equal(got(&client), "4401 token expired");
        leave(&client);
    }
}

static void test_open_until_then(void **state)
{
    struct rig *rig = *state;
    struct hub_listener listener = anna_until(time(NULL) + 4);
    struct client client = knock(rig, &listener);

    enter(rig, &client);
    assert_string_equal(got(&client), "ready");
    run_for(rig, listener.expires_at_s * US_PER_S - clock_real_us() - 2 * US_PER_S);
    assert_string_equal(got(&client), "");
    assert_true(time(NULL) < listener.expires_at_s);
    leave(&client);
}

static void test_expires_on_time(void **state)
{
    struct rig *rig = *state;
    struct hub_listener listener = anna_until(time(NULL) + 3);
    struct client client = knock(rig, &listener);

    enter(rig, &client);
    assert_string_equal(got(&client), "ready");
    run_for(rig, listener.expires_at_s * US_PER_S - clock_real_us() + 200 * US_PER_MS);
    assert_string_equal(got(&client), "4401 token expired");
    leave(&client);
}

static void test_far_futures(void **state)
{
    const int64_t now = time(NULL);
    const int64_t times[] = {INT64_MAX, INT64_MAX - 1, INT64_MAX / 1000000, now + 86400 * 365000L,
                             now + 61,  now + 59};
    enum { N = sizeof times / sizeof *times };
    struct rig *rig = *state;
    struct client clients[N];

    for (size_t i = 0; i < N; i++) {
        struct hub_listener listener = anna_until(times[i]);

        clients[i] = knock(rig, &listener);
        enter(rig, &clients[i]);
        assert_string_equal(got(&clients[i]), "ready");
    }
    run_for(rig, 100 * US_PER_MS);
    for (size_t i = 0; i < N; i++) {
        assert_string_equal(got(&clients[i]), "");
        leave(&clients[i]);
    }
}

/* ---- who may listen no longer ---- */

struct revoked {
    const char *actor_id, *session_id;
    int64_t below_epoch;
    unsigned n_asked;
};

static bool match(const struct hub_listener *listener, void *arg)
{
    struct revoked *revoked = arg;

    revoked->n_asked++;
    return (revoked->actor_id && strcmp(revoked->actor_id, listener->actor_id) == 0 &&
            listener->epoch < revoked->below_epoch) ||
           (revoked->session_id && strcmp(revoked->session_id, listener->session_id) == 0);
}

static void close_those(struct rig *rig, struct revoked revoked, unsigned n_expected)
{
    hub_close_listeners(rig->end, match, &revoked);
    assert_int_equal(revoked.n_asked, n_expected);
}

static void test_revoked_while_live(void **state)
{
    struct rig *rig = *state;
    struct hub_listener boris = {BORIS, "", 1, INT64_MAX, NULL, NULL, may_all};
    struct client clients[2] = {knock(rig, &anna), knock(rig, &boris)};

    for (unsigned i = 0; i < 2; i++) {
        enter(rig, &clients[i]);
        assert_string_equal(got(&clients[i]), "ready");
    }
    close_those(rig, (struct revoked){.actor_id = ANNA, .below_epoch = 3}, 2); /* hers is the third */
    close_those(rig, (struct revoked){.session_id = SESSION}, 2);
    close_those(rig, (struct revoked){.session_id = SESSION}, 2); /* it is closing already */
    run_for(rig, 20 * US_PER_MS);
    assert_string_equal(got(&clients[0]), "4401 revoked");
    assert_string_equal(got(&clients[0]), "");
    assert_string_equal(got(&clients[1]), "");
    leave(&clients[0]);
    leave(&clients[1]);
}

static void test_revoked_while_opening(void **state)
{
    struct rig *rig = *state;
    struct client client = knock(rig, &anna), other = knock(rig, &anna);

    close_those(rig, (struct revoked){.actor_id = ANNA, .below_epoch = 4}, 2);
    enter(rig, &client);
    assert_string_equal(got(&client), "4401 revoked");
    leave(&client);
    leave(&other); /* the client was gone before its connection was open */
    ws_pool_free(rig->pool);
    rig->pool = NULL;
    close_those(rig, (struct revoked){.actor_id = ANNA, .below_epoch = 4}, 0);
}

static void test_revoked_while_waiting_for_a_replay(void **state)
{
    struct rig *rig = *state;
    struct hub_listener listener = anna;
    char since[CURSOR_SIZE];
    struct client client;

    cursor_write((struct event_cursor){PLACE - 1, time(NULL)}, since);
    listener.since = since;
    rig->end->n_replays = REPLAYS_MAX; /* so that this one waits */
    client = knock(rig, &listener);
    enter(rig, &client);
    assert_ptr_equal(TAILQ_FIRST(&rig->end->waiting), LIST_FIRST(&rig->end->all));
    assert_string_equal(got(&client), "");
    close_those(rig, (struct revoked){.session_id = SESSION}, 1);
    run_for(rig, 20 * US_PER_MS);
    assert_string_equal(got(&client), "4401 revoked");
    leave(&client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_topics, setup, teardown),
        cmocka_unit_test_setup_teardown(test_only_what_is_permitted_comes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_of_own_rows_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expired_before_it_opens, setup, teardown),
        cmocka_unit_test_setup_teardown(test_open_until_then, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expires_on_time, setup, teardown),
        cmocka_unit_test_setup_teardown(test_far_futures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_revoked_while_live, setup, teardown),
        cmocka_unit_test_setup_teardown(test_revoked_while_opening, setup, teardown),
        cmocka_unit_test_setup_teardown(test_revoked_while_waiting_for_a_replay, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
