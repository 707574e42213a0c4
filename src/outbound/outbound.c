// SPDX-License-Identifier: MIT
/* The thread: curl's multi handles driven by the base loop, and the turns. Calls beyond what the process has
 * descriptors for wait here and not inside of curl, so that waiting neither uses up their time nor counts as the
 * other side's slowness. */
#include "outbound/outbound.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "call.h"

#include <assert.h>
#include <errno.h>
#include <locale.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#define MAX_RUNNING 2048u
#define MAX_WAITING 65536u
#define MAX_OF_A_HOST 512L
#define IDLE_UNGUARDED 256L

/* --- curl on the loop ------------------------------------------------------------------------------------------- */

struct socket_watch {
    struct loop_watch watch;
    struct lane *lane;
};

/* Hands out what has ended. curl's message dies with the handle's removal, so it is read first. */
static void lane_collect(struct lane *lane)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(lane->multi, &left))) {
        CURLcode code = message->data.result;
        struct call *call = NULL;

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
        call_arrived(call, code);
    }
}

static void lane_act(struct lane *lane, curl_socket_t fd, int events)
{
    int running;

    curl_multi_socket_action(lane->multi, fd, events, &running);
    lane_collect(lane);
}

static void on_ready(void *arg, uint32_t events)
{
    struct socket_watch *watch = arg;
    int bits = (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);

    lane_act(watch->lane, watch->watch.fd, bits); /* may free the watch */
}

static void on_lane_timer(void *arg)
{
    lane_act(arg, CURL_SOCKET_TIMEOUT, 0);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    struct lane *lane = arg;
    struct socket_watch *watch = socket_arg;
    struct loop *loop = lane->outbound->loop;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watch)
            loop_watch_clear(loop, &watch->watch);
        free(watch);
        return 0;
    }
    if (!watch) {
        watch = calloc(1, sizeof *watch);
        if (!watch)
            abort();
        watch->lane = lane;
        watch->watch.fn = on_ready;
        watch->watch.arg = watch;
        curl_multi_assign(lane->multi, fd, watch);
    }
    loop_watch_set(loop, &watch->watch, fd,
                   (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u));
    return 0;
}

static int on_timeout(CURLM *multi, long timeout_ms, void *arg)
{
    struct lane *lane = arg;

    (void)multi;
    if (timeout_ms < 0)
        loop_timer_clear(lane->outbound->loop, &lane->timer);
    else
        loop_timer_set(lane->outbound->loop, &lane->timer, clock_now_us() + timeout_ms * US_PER_MS);
    return 0;
}

static void lane_init(struct lane *lane, struct outbound *outbound, long max_connections)
{
    lane->outbound = outbound;
    lane->timer = (struct loop_timer){.fn = on_lane_timer, .arg = lane};
    lane->multi = curl_multi_init();
    if (!lane->multi)
        abort();
    curl_multi_setopt(lane->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(lane->multi, CURLMOPT_SOCKETDATA, lane);
    curl_multi_setopt(lane->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
    curl_multi_setopt(lane->multi, CURLMOPT_TIMERDATA, lane);
    curl_multi_setopt(lane->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    curl_multi_setopt(lane->multi, CURLMOPT_MAXCONNECTS, max_connections);
    curl_multi_setopt(lane->multi, CURLMOPT_MAX_HOST_CONNECTIONS, MAX_OF_A_HOST);
}

/* --- turns ------------------------------------------------------------------------------------------------------ */

void outbound_leave_turn(struct outbound *outbound, struct call *call)
{
    TAILQ_REMOVE(&outbound->waiting, call, turn);
    outbound->n_waiting--;
}

void outbound_wait_turn(struct outbound *outbound, struct call *call)
{
    call->state = CALL_WAITING;
    TAILQ_INSERT_TAIL(&outbound->waiting, call, turn);
    outbound->n_waiting++;
    if (outbound->is_stopping) {
        call_stop(call);
        return;
    }
    if (call->request.deadline_us)
        loop_timer_set(outbound->loop, &call->timer, call->request.deadline_us);
    outbound_next_turns(outbound);
}

/* A call that fails at once comes back here: it must not begin the next one on top of itself. */
void outbound_next_turns(struct outbound *outbound)
{
    struct call *call;

    if (outbound->is_pumping)
        return;
    outbound->is_pumping = true;
    while (!outbound->is_stopping && outbound->n_running < outbound->max_running &&
           (call = TAILQ_FIRST(&outbound->waiting))) {
        if (atomic_load(&call->is_abandoned)) {
            call_stop(call);
            continue;
        }
        outbound_leave_turn(outbound, call);
        call_try(call);
    }
    outbound->is_pumping = false;
}

/* --- the thread ------------------------------------------------------------------------------------------------- */

/* As many sockets as leave half of the descriptors to the rest of the program. */
static unsigned default_max_running(void)
{
    struct rlimit limit = {0};

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < 256)
        return 64;
    return limit.rlim_cur / 2 < MAX_RUNNING ? (unsigned)limit.rlim_cur / 2 : MAX_RUNNING;
}

static void *outbound_main(void *arg)
{
    struct outbound *outbound = arg;
    /* curl turns names in other scripts into punycode by the locale of the thread. */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

    sigset_t pipe;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE); /* of TLS on a connection that was closed */
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    if (utf8)
        uselocale(utf8);
    loop_run(outbound->loop);
    uselocale(LC_GLOBAL_LOCALE);
    if (utf8)
        freelocale(utf8);
    return NULL;
}

struct outbound *outbound_new(const struct outbound_options *options)
{
    struct outbound *outbound = calloc(1, sizeof *outbound);

    if (!outbound)
        abort();
    if (!guard_init(&outbound->guard, options->allow, options->allow_loopback)) {
        log_error(
            "outbound",
            "OUTBOUND_ALLOW takes addresses and ranges with commas, like 10.0.0.0/8,fd00::/8; at "
            "most %d of them",
            NETWORKS_MAX);
        free(outbound);
        return NULL;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    outbound->user_agent = strdup(options->user_agent);
    outbound->max_running = options->max_running ? options->max_running : default_max_running();
    outbound->loop = loop_new("outbound");
    outbound->resolver = resolver_new(outbound->loop);
    outbound->smtp = smtp_new();
    TAILQ_INIT(&outbound->all);
    TAILQ_INIT(&outbound->waiting);
    lane_init(&outbound->guarded, outbound, (long)outbound->max_running);
    lane_init(&outbound->unguarded, outbound, IDLE_UNGUARDED);
    if (!outbound->user_agent || pthread_create(&outbound->thread, NULL, outbound_main, outbound))
        abort();
    return outbound;
}

static void outbound_stop(void *arg)
{
    struct outbound *outbound = arg;
    struct call *call;

    outbound->is_stopping = true;
    while ((call = TAILQ_FIRST(&outbound->all)))
        call_stop(call);
    loop_stop(outbound->loop);
}

void outbound_free(struct outbound *outbound)
{
    if (!outbound)
        return;
    if (!loop_post(outbound->loop, outbound_stop, outbound))
        abort(); /* it stops by us alone */
    pthread_join(outbound->thread, NULL);
    smtp_free(outbound->smtp);
    while (outbound->n_idle)
        curl_easy_cleanup(outbound->idle[--outbound->n_idle]);
    curl_multi_cleanup(outbound->guarded.multi);
    curl_multi_cleanup(outbound->unguarded.multi);
    resolver_free(outbound->resolver);
    loop_free(outbound->loop);
    curl_global_cleanup();
    free((char *)outbound->user_agent);
    free(outbound);
}

/* --- the callers' side ------------------------------------------------------------------------------------------ */

static void call_send(struct call *call)
{
    struct outbound *outbound = call->outbound;

    assert(call->request.timeout_ms > 0 && call->request.n_headers <= OUTBOUND_HEADERS_MAX &&
           call->request.retries <= OUTBOUND_RETRIES_MAX);
    if (atomic_fetch_add(&outbound->n_in_flight, 1) >= MAX_WAITING) {
        atomic_fetch_sub(&outbound->n_in_flight, 1);
        call_refuse(call, OUTBOUND_BUSY, "too many calls are waiting");
        return;
    }
    if (!loop_post(outbound->loop, call_enter, call)) {
        atomic_fetch_sub(&outbound->n_in_flight, 1);
        call_refuse(call, OUTBOUND_STOPPED, "the program stops");
    }
}

void outbound_start(struct outbound *outbound, struct loop *loop,
                    const struct outbound_request *request, outbound_done_fn *done, void *arg)
{
    struct call *call = call_new(outbound, loop, request);

    call->done = done;
    call->arg = arg;
    call_send(call);
}

static void wake_fiber(void *arg, const struct outbound_response *response)
{
    struct call *call = arg;
    struct outbound_response *ret = call->ret_response;

    if (!call->fiber) /* it has given up, and what it lent us is gone */
        return;
    *ret = *response;
    ret->error = response->error ? arena_strdup(call->arena, response->error) : NULL;
    ret->content_type =
        response->content_type ? arena_strdup(call->arena, response->content_type) : NULL;
    ret->body = arena_strndup(call->arena, response->body, response->body_len);
    fiber_resume(call->fiber);
}

void outbound_call(struct ctx *cx, struct outbound *outbound,
                   const struct outbound_request *request, struct outbound_response *ret_response)
{
    struct call *call = call_new(outbound, cx->loop, request);
    int64_t began_us = clock_now_us();

    if (cx->deadline_us != INT64_MAX &&
        (!call->request.deadline_us || call->request.deadline_us > cx->deadline_us))
        call->request.deadline_us = cx->deadline_us;
    call->done = wake_fiber;
    call->arg = call;
    call->arena = cx->arena;
    call->ret_response = ret_response;
    call->fiber = fiber_current();
    call_send(call);
    if (fiber_wait(cx->deadline_us))
        return;
    atomic_store(&call->is_abandoned, true);
    call->fiber = NULL;
    *ret_response = (struct outbound_response){
        .failure = OUTBOUND_STOPPED,
        .error = "no answer before the caller's deadline",
        .body = "",
        .duration_us = clock_now_us() - began_us,
    };
}

struct stop_order {
    struct outbound *outbound;
    struct loop *loop;
    sem_t is_done;
};

static void stop_calls(void *arg)
{
    struct stop_order *order = arg;
    struct call *call, *next;

    for (call = TAILQ_FIRST(&order->outbound->all); call; call = next) {
        next = TAILQ_NEXT(call, all);
        if (call->loop == order->loop)
            call_stop(call);
    }
    outbound_next_turns(order->outbound);
    sem_post(&order->is_done);
}

void outbound_stop_calls(struct outbound *outbound, struct loop *loop)
{
    struct stop_order order = {.outbound = outbound, .loop = loop};

    sem_init(&order.is_done, 0, 0);
    if (loop_post(outbound->loop, stop_calls, &order))
        while (sem_wait(&order.is_done) && errno == EINTR)
            ;
    sem_destroy(&order.is_done);
}

unsigned outbound_in_flight(const struct outbound *outbound)
{
    return atomic_load(&outbound->n_in_flight);
}

const char *outbound_failure_name(enum outbound_failure failure)
{
    static const char *const names[OUTBOUND_FAILURES] = {
        [OUTBOUND_OK] = "ok",
        [OUTBOUND_BAD_REQUEST] = "bad_request",
        [OUTBOUND_REFUSED_ADDRESS] = "refused_address",
        [OUTBOUND_DNS] = "dns",
        [OUTBOUND_CONNECT] = "connect",
        [OUTBOUND_TLS] = "tls",
        [OUTBOUND_TIMEOUT] = "timeout",
        [OUTBOUND_TOO_MANY_REDIRECTS] = "too_many_redirects",
        [OUTBOUND_PROTOCOL] = "protocol",
        [OUTBOUND_BUSY] = "busy",
        [OUTBOUND_STOPPED] = "stopped",
    };

    return names[failure];
}
