// SPDX-License-Identifier: MIT
/* What the files of this layer share: the thread, and a call on its way through it. A call is made by any thread, then
 * belongs to the outbound thread until it is delivered to the loop it came from. */
#ifndef SAUDA_OUTBOUND_CALL_H
#define SAUDA_OUTBOUND_CALL_H

#include "base/loop.h"
#include "outbound/guard.h"
#include "outbound/outbound.h"
#include "resolver.h"
#include "smtp.h"
#include "url.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/queue.h>

enum call_state {
    CALL_WAITING,   /* for its turn */
    CALL_RESOLVING, /* the name of the present hop */
    CALL_RUNNING,   /* in curl's hands */
    CALL_PAUSING,   /* before the next try */
};

struct call {
    TAILQ_ENTRY(call) all, turn;
    struct outbound *outbound;
    struct loop *loop; /* the caller's */
    outbound_done_fn *done;
    void *arg;
    /* Of a fiber that waits in outbound_call(), on its loop's thread. */
    struct fiber *fiber;
    struct arena *arena;
    struct outbound_response *ret_response;
    atomic_bool is_abandoned;        /* it waits no longer */
    struct outbound_request request; /* a copy; what it points to follows the struct */

    enum call_state state;
    unsigned tries, redirects;
    int64_t began_us;       /* the try */
    struct url origin, url; /* of the first hop and of the present one */
    struct lookup lookup;
    struct loop_timer timer;

    CURL *easy;
    struct lane *lane; /* the present hop's */
    struct curl_slist *headers, *resolve;
    char *body;
    size_t body_len, body_size, header_bytes;
    bool is_cut, lacks_resources;
    char refused[INET6_ADDRSTRLEN]; /* the address that the guard refused, or "" */
    char curl_error[CURL_ERROR_SIZE];
    char error[320], content_type[128];
    struct outbound_response response;
};

TAILQ_HEAD(calls, call);

/* A set of connections. Those opened under the guard stand apart, so that no tenant's call gets one that was opened
 * without it. */
struct lane {
    struct outbound *outbound;
    CURLM *multi;
    struct loop_timer timer;
};

#define IDLE_HANDLES_MAX 256u

struct outbound {
    pthread_t thread;
    struct loop *loop;
    struct resolver *resolver;
    struct smtp *smtp; /* a thread of its own */
    struct guard guard;
    struct lane guarded, unguarded;
    const char *user_agent;
    CURL *idle[IDLE_HANDLES_MAX];
    unsigned n_idle;
    struct calls all, waiting;
    unsigned n_waiting, n_running, max_running;
    bool is_pumping, is_stopping;
    atomic_uint n_in_flight;
};

/* call.c: the life of a call on the outbound thread. */
struct call *call_new(struct outbound *outbound, struct loop *loop,
                      const struct outbound_request *request);
void call_free(struct call *call);
/* Answers it without the thread. */
void call_refuse(struct call *call, enum outbound_failure failure, const char *words);
/* It has come to the thread. */
void call_enter(void *arg);
/* Its turn has come; there is room for it. */
void call_try(struct call *call);
/* Whether the guard judges where the present hop goes: someone else than us chose the address. */
bool call_is_guarded(const struct call *call);
/* curl is done with it. */
void call_arrived(struct call *call, CURLcode code);
/* Ends it now, wherever it stands. */
void call_stop(struct call *call);

/* transfer.c: one hop in curl's hands. */
void transfer_start(struct call *call);
/* Takes it out of curl's hands, done or not; allowed when it is not in them. */
void transfer_end(struct call *call);
/* What a finished transfer means, with words in call->error. */
enum outbound_failure transfer_judge(struct call *call, CURLcode code);
/* A header that may be sent, RFC 9110 section 5. */
bool transfer_may_send(const struct outbound_header *header);

/* outbound.c: the turns. */
void outbound_wait_turn(struct outbound *outbound, struct call *call);
void outbound_leave_turn(struct outbound *outbound, struct call *call);
void outbound_next_turns(struct outbound *outbound);

#endif
