// SPDX-License-Identifier: MIT
/* A call's way through the thread: it waits for its turn, resolves, runs, perhaps follows a redirect or tries again,
 * and is delivered. Redirects are followed here and not by curl, so that each hop is parsed and judged like the first
 * and the caller's headers stay with the origin they were meant for. */
#include "call.h"
#include "base/clock.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define PAUSE_FIRST_US (250 * US_PER_MS)
#define PAUSE_MAX_US (8 * US_PER_S)
#define RETRY_AFTER_MAX_US (30 * US_PER_S)

static void call_run_timer(void *arg);
static void call_resolved(void *arg, const struct resolved *resolved);
static void call_hop(struct call *call);

/* --- made by the caller's thread -------------------------------------------------------------------------------- */

/* Copies `len` bytes and a NUL to `*place`, which moves on behind them. */
static const char *copy_to(char **place, const void *data, size_t len)
{
    char *copy = *place;

    if (len)
        memcpy(copy, data, len);
    copy[len] = '\0';
    *place += len + 1;
    return copy;
}

static size_t request_size(const struct outbound_request *rq, const char *method)
{
    size_t size = strlen(method) + 1 + strlen(rq->url) + 1 + rq->body_len + 1;

    for (size_t i = 0; i < rq->n_headers; i++)
        size += strlen(rq->headers[i].name) + 1 + strlen(rq->headers[i].value) + 1;
    return size;
}

struct call *call_new(struct outbound *outbound, struct loop *loop,
                      const struct outbound_request *request)
{
    const char *method = request->method ? request->method : "GET";
    size_t headers_size = request->n_headers * sizeof *request->headers;
    struct call *call = calloc(1, sizeof *call + headers_size + request_size(request, method));
    struct outbound_header *headers;
    char *place;

    if (!call)
        abort();
    headers = (struct outbound_header *)(call + 1);
    place = (char *)(call + 1) + headers_size;
    call->outbound = outbound;
    call->loop = loop;
    call->request = *request;
    call->request.method = copy_to(&place, method, strlen(method));
    call->request.url = copy_to(&place, request->url, strlen(request->url));
    call->request.body = request->body ? copy_to(&place, request->body, request->body_len) : NULL;
    call->request.headers = headers;
    for (size_t i = 0; i < request->n_headers; i++) {
        const struct outbound_header *h = &request->headers[i];

        headers[i].name = copy_to(&place, h->name, strlen(h->name));
        headers[i].value = copy_to(&place, h->value, strlen(h->value));
    }
    call->timer = (struct loop_timer){.fn = call_run_timer, .arg = call};
    call->lookup = (struct lookup){.done = call_resolved, .arg = call};
    return call;
}

void call_free(struct call *call)
{
    free(call->body);
    free(call);
}

/* --- its end ---------------------------------------------------------------------------------------------------- */

static void call_deliver(void *arg)
{
    struct call *call = arg;

    call->done(call->arg, &call->response);
    call_free(call);
}

void call_refuse(struct call *call, enum outbound_failure failure, const char *words)
{
    snprintf(call->error, sizeof call->error, "%s", words);
    call->response = (struct outbound_response){.failure = failure, .error = call->error, .body = ""};
    if (!loop_post(call->loop, call_deliver, call))
        call_free(call);
}

static void call_finish(struct call *call, enum outbound_failure failure)
{
    struct outbound *outbound = call->outbound;
    struct outbound_response *response = &call->response;

    response->failure = failure;
    response->error = failure ? call->error : NULL;
    response->content_type = call->content_type[0] ? call->content_type : NULL;
    response->body = call->body_len ? call->body : "";
    response->body_len = call->body_len;
    response->is_cut = call->is_cut;
    if (call->body_len)
        call->body[call->body_len] = '\0';
    loop_timer_clear(outbound->loop, &call->timer);
    TAILQ_REMOVE(&outbound->all, call, all);
    log_debug("outbound", "%s %s://%s:%u: %d %s, %lld us", call->request.method,
              call->origin.is_https ? "https" : "http", call->origin.host, call->origin.port,
              response->status, outbound_failure_name(failure), (long long)response->duration_us);
    url_done(&call->origin);
    url_done(&call->url);
    atomic_fetch_sub(&outbound->n_in_flight, 1);
    if (!loop_post(call->loop, call_deliver, call))
        call_free(call); /* the caller's loop has stopped */
}

/* 250 ms, twice as much each time, at most 8 s; of that the half or more, by chance, so that callers part. */
static int64_t pause_us(unsigned tries)
{
    int64_t pause = PAUSE_FIRST_US << (tries < 6 ? tries - 1 : 5);
    uint32_t chance = 0;

    if (pause > PAUSE_MAX_US)
        pause = PAUSE_MAX_US;
    if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) < 0)
        chance = 0;
    return pause / 2 + pause / 2 * (int64_t)(chance & 0xffff) / 0xffff;
}

static bool is_worth_retrying(const struct call *call, enum outbound_failure failure)
{
    switch (failure) {
    case OUTBOUND_DNS:
    case OUTBOUND_CONNECT:
    case OUTBOUND_TIMEOUT:
    case OUTBOUND_PROTOCOL:
        return true;
    case OUTBOUND_OK:
        return call->response.status == 429 ||
               (call->response.status >= 502 && call->response.status <= 504);
    default:
        return false;
    }
}

/* The try is over: the call pauses before the next one, or is finished. */
static void call_end_try(struct call *call, enum outbound_failure failure, int64_t retry_after_us)
{
    struct outbound *outbound = call->outbound;
    int64_t now_us = clock_now_us(), wait_us = pause_us(call->tries);
    int64_t deadline_us = call->request.deadline_us;

    call->response.duration_us = now_us - call->began_us;
    transfer_end(call);
    outbound->n_running--;
    if (retry_after_us > wait_us)
        wait_us = retry_after_us;
    if (call->tries > call->request.retries || !is_worth_retrying(call, failure) ||
        wait_us > RETRY_AFTER_MAX_US || outbound->is_stopping ||
        (deadline_us && now_us + wait_us >= deadline_us)) {
        call_finish(call, failure);
    } else {
        call->state = CALL_PAUSING;
        loop_timer_set(outbound->loop, &call->timer, now_us + wait_us);
    }
    outbound_next_turns(outbound);
}

static void call_fail_try(struct call *call, enum outbound_failure failure, const char *words)
{
    snprintf(call->error, sizeof call->error, "%s", words);
    call_end_try(call, failure, 0);
}

bool call_is_guarded(const struct call *call)
{
    return call->request.is_tenant_given || !url_same_origin(&call->origin, &call->url);
}

/* --- its hops --------------------------------------------------------------------------------------------------- */

/* The addresses the name has, as curl takes them; false when the guard leaves none. */
static bool pin_addresses(struct call *call, const struct resolved *resolved)
{
    char line[URL_HOST_MAX + 16 + RESOLVED_MAX * (INET6_ADDRSTRLEN + 1)];
    int len = snprintf(line, sizeof line, "+%s:%u:", call->url.host, call->url.port);
    bool has_any = false;

    for (unsigned i = 0; i < resolved->n; i++) {
        const union resolved_address *a = &resolved->addresses[i];
        const void *address =
            a->any.sa_family == AF_INET6 ? (const void *)&a->v6.sin6_addr : &a->v4.sin_addr;
        char text[INET6_ADDRSTRLEN];

        inet_ntop(a->any.sa_family, address, text, sizeof text);
        if (call_is_guarded(call) && !guard_permits(&call->outbound->guard, &a->any)) {
            memcpy(call->refused, text, sizeof text);
            continue;
        }
        len += snprintf(line + len, sizeof line - (size_t)len, "%s%s", has_any ? "," : "", text);
        has_any = true;
    }
    if (has_any && !(call->resolve = curl_slist_append(NULL, line)))
        abort();
    return has_any;
}

static void call_resolved(void *arg, const struct resolved *resolved)
{
    struct call *call = arg;

    if (resolved->error) {
        snprintf(call->error, sizeof call->error, "the name %.200s could not be resolved: %.30s",
                 call->url.host, gai_strerror(resolved->error));
        call_end_try(call, OUTBOUND_DNS, 0);
    } else if (!pin_addresses(call, resolved)) {
        call_end_try(call, transfer_judge(call, CURLE_COULDNT_CONNECT), 0);
    } else {
        call->state = CALL_RUNNING;
        transfer_start(call);
    }
}

static void call_hop(struct call *call)
{
    call->refused[0] = call->content_type[0] = '\0';
    call->lacks_resources = call->is_cut = false;
    call->response.status = 0;
    call->body_len = call->header_bytes = 0;
    if (call->url.is_numeric) {
        call->state = CALL_RUNNING;
        transfer_start(call);
    } else {
        call->state = CALL_RESOLVING;
        resolver_start(call->outbound->resolver, &call->lookup, call->url.host);
    }
}

static bool is_redirect(const struct call *call, const char *location)
{
    long status = call->response.status;

    return location && call->request.max_redirects > 0 &&
           (strcmp(call->request.method, "GET") == 0 || strcmp(call->request.method, "HEAD") == 0) &&
           ((status >= 301 && status <= 303) || status == 307 || status == 308);
}

static void call_follow(struct call *call, const char *location)
{
    struct url next;
    const char *why;

    if (call->redirects == call->request.max_redirects) {
        snprintf(call->error, sizeof call->error, "more than %u redirects",
                 call->request.max_redirects);
        call_end_try(call, OUTBOUND_TOO_MANY_REDIRECTS, 0);
    } else if (!url_parse(location, &next, &why)) {
        snprintf(call->error, sizeof call->error, "a redirect was not followed: %s", why);
        call_end_try(call, OUTBOUND_REFUSED_ADDRESS, 0);
    } else {
        call->redirects++;
        transfer_end(call); /* `location` was curl's */
        url_done(&call->url);
        call->url = next;
        call_hop(call);
    }
}

void call_arrived(struct call *call, CURLcode code)
{
    enum outbound_failure failure;
    const char *type = NULL, *location = NULL;
    long status = 0;
    curl_off_t retry_after_s = 0;

    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(call->easy, CURLINFO_REDIRECT_URL, &location);
    curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    call->response.status = (int)status;
    snprintf(call->content_type, sizeof call->content_type, "%s", type ? type : "");
    failure = transfer_judge(call, code);
    if (!failure && is_redirect(call, location))
        call_follow(call, location);
    else
        call_end_try(call, failure, retry_after_s > 3600 ? INT64_MAX : retry_after_s * US_PER_S);
}

/* --- its turns -------------------------------------------------------------------------------------------------- */

static int64_t try_end_us(const struct call *call)
{
    int64_t end_us = call->began_us + call->request.timeout_ms * US_PER_MS;

    return call->request.deadline_us && call->request.deadline_us < end_us ? call->request.deadline_us
                                                                           : end_us;
}

void call_try(struct call *call)
{
    struct outbound *outbound = call->outbound;
    const char *why;

    outbound->n_running++;
    call->tries++;
    call->redirects = 0;
    call->response = (struct outbound_response){0};
    call->began_us = clock_now_us();
    loop_timer_set(outbound->loop, &call->timer, try_end_us(call));
    url_done(&call->origin);
    url_done(&call->url);
    for (size_t i = 0; i < call->request.n_headers; i++) {
        if (!transfer_may_send(&call->request.headers[i])) {
            call_fail_try(call, OUTBOUND_BAD_REQUEST, "one of the headers cannot be sent");
            return;
        }
    }
    if (!url_parse(call->request.url, &call->url, &why) ||
        !url_parse(call->request.url, &call->origin, &why)) {
        call_fail_try(call, OUTBOUND_BAD_REQUEST, why);
        return;
    }
    call_hop(call);
}

/* A call that its caller's deadline ended says nothing of the other side. */
static enum outbound_failure late_failure(const struct call *call)
{
    int64_t limit_us = call->began_us + call->request.timeout_ms * US_PER_MS;

    return try_end_us(call) < limit_us ? OUTBOUND_STOPPED : OUTBOUND_TIMEOUT;
}

static void call_run_timer(void *arg)
{
    struct call *call = arg;
    struct outbound *outbound = call->outbound;

    switch (call->state) {
    case CALL_WAITING:
        outbound_leave_turn(outbound, call);
        snprintf(call->error, sizeof call->error, "its turn did not come in time");
        call_finish(call, OUTBOUND_BUSY);
        return;
    case CALL_PAUSING:
        outbound_wait_turn(outbound, call);
        return;
    case CALL_RESOLVING:
        resolver_cancel(&call->lookup);
        snprintf(call->error, sizeof call->error, "the name %.200s was not resolved in time",
                 call->url.host);
        call_end_try(call, late_failure(call), 0);
        return;
    case CALL_RUNNING: {
        long status = 0;

        curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
        call->response.status = (int)status;
        snprintf(call->error, sizeof call->error, "%s within %lld ms",
                 call->header_bytes ? "the answer did not end" : "no answer",
                 (long long)((try_end_us(call) - call->began_us) / US_PER_MS));
        call_end_try(call, late_failure(call), 0);
        return;
    }
    }
}

void call_enter(void *arg)
{
    struct call *call = arg;
    struct outbound *outbound = call->outbound;

    TAILQ_INSERT_TAIL(&outbound->all, call, all);
    outbound_wait_turn(outbound, call);
}

void call_stop(struct call *call)
{
    switch (call->state) {
    case CALL_WAITING:
        outbound_leave_turn(call->outbound, call);
        break;
    case CALL_RESOLVING:
        resolver_cancel(&call->lookup);
        call->outbound->n_running--;
        break;
    case CALL_RUNNING:
        transfer_end(call);
        call->outbound->n_running--;
        break;
    case CALL_PAUSING:
        break;
    }
    snprintf(call->error, sizeof call->error, "the program stops");
    call_finish(call, OUTBOUND_STOPPED);
}
