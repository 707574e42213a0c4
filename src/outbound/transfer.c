// SPDX-License-Identifier: MIT
/* One hop of a call as a transfer of curl: its options, what comes back, what that means. Everything that would let an
 * answer decide where we connect, how much we keep or how long we read is switched off or counted here. */
#include "call.h"
#include "easy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define HEADERS_MAX ((size_t)64 * 1024)
#define CONNECTION_LIFE_S 300L

/* --- what curl asks us ------------------------------------------------------------------------------------------ */

static void address_text(const struct sockaddr *address, char text[static INET6_ADDRSTRLEN])
{
    union resolved_address a = {0};

    memcpy(&a, address, address->sa_family == AF_INET6 ? sizeof a.v6 : sizeof a.v4);
    if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &a.v6.sin6_addr, text, INET6_ADDRSTRLEN);
    else
        inet_ntop(AF_INET, &a.v4.sin_addr, text, INET6_ADDRSTRLEN);
}

static curl_socket_t on_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct call *call = arg;
    curl_socket_t fd;

    if (purpose != CURLSOCKTYPE_IPCXN || (address->family != AF_INET && address->family != AF_INET6))
        return CURL_SOCKET_BAD;
    if (call_is_guarded(call) && !guard_permits(&call->outbound->guard, &address->addr)) {
        address_text(&address->addr, call->refused);
        return CURL_SOCKET_BAD;
    }
    fd = easy_open_socket(address);
    if (fd == CURL_SOCKET_BAD &&
        (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        call->lacks_resources = true;
    return fd;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
    struct call *call = arg;

    (void)data;
    call->header_bytes += size * n;
    return call->header_bytes <= HEADERS_MAX ? size * n : 0;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
    struct call *call = arg;
    size_t len = size * n, room = call->request.max_body - call->body_len;

    if (len > room) {
        call->is_cut = true;
        len = room;
    }
    if (call->body_len + len + 1 > call->body_size) {
        call->body_size = (call->body_len + len) * 2 + 1024;
        call->body = realloc(call->body, call->body_size);
        if (!call->body)
            abort();
    }
    memcpy(call->body + call->body_len, data, len);
    call->body_len += len;
    return call->is_cut ? 0 : size * n; /* 0 ends the transfer: nobody wants the rest */
}

/* --- a transfer's options --------------------------------------------------------------------------------------- */

bool transfer_may_send(const struct outbound_header *header)
{
    static const char *const ours[] = {
        "connection", "content-length", "expect",  "keep-alive",
        "te",         "trailer",        "upgrade", "transfer-encoding"};
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    if (!*header->name || header->name[strspn(header->name, token)])
        return false;
    if (strncasecmp(header->name, "proxy-", 6) == 0)
        return false;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcasecmp(header->name, ours[i]) == 0)
            return false;
    for (const char *s = header->value; *s; s++)
        if (((unsigned char)*s < ' ' && *s != '\t') || *s == 0x7f)
            return false;
    return true;
}

/* What the caller wants sent goes to the origin it named and nowhere else. */
static void set_headers(struct call *call)
{
    const struct outbound_request *rq = &call->request;

    call->headers = easy_append(NULL, "Expect:"); /* no waiting for 100 Continue */
    for (size_t i = 0; i < rq->n_headers && url_same_origin(&call->origin, &call->url); i++) {
        const struct outbound_header *header = &rq->headers[i];
        bool is_empty = header->value[strspn(header->value, " \t")] == '\0';
        char *line;

        if (asprintf(&line, is_empty ? "%s;" : "%s: %s", header->name, header->value) < 0)
            abort();
        call->headers = easy_append(call->headers, line);
        free(line);
    }
    easy_must(curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->headers));
}

static bool has_body(const struct outbound_request *rq)
{
    return rq->body || strcmp(rq->method, "POST") == 0 || strcmp(rq->method, "PUT") == 0 ||
           strcmp(rq->method, "PATCH") == 0;
}

static void set_method(struct call *call)
{
    const struct outbound_request *rq = &call->request;

    if (strcmp(rq->method, "HEAD") == 0) {
        easy_must(curl_easy_setopt(call->easy, CURLOPT_NOBODY, 1L));
        return;
    }
    if (has_body(rq)) {
        easy_must(curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body_len));
        easy_must(curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, rq->body ? rq->body : ""));
    }
    easy_must(curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, rq->method));
}

static void set_options(struct call *call)
{
    CURL *easy = call->easy;

    easy_set_common(easy);
    easy_must(curl_easy_setopt(easy, CURLOPT_URL, call->url.text));
    easy_must(curl_easy_setopt(easy, CURLOPT_PRIVATE, call));
    easy_must(curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->curl_error));
    easy_must(curl_easy_setopt(easy, CURLOPT_USERAGENT, call->outbound->user_agent));
    easy_must(curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https"));
    easy_must(curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https"));
    easy_must(curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L)); /* call.c follows, hop by hop */
    easy_must(curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L));
    easy_must(curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1));
    easy_must(curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, CONNECTION_LIFE_S));
    easy_must(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket));
    easy_must(curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, call));
    easy_must(curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header));
    easy_must(curl_easy_setopt(easy, CURLOPT_HEADERDATA, call));
    easy_must(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body));
    easy_must(curl_easy_setopt(easy, CURLOPT_WRITEDATA, call));
    if (call->resolve)
        easy_must(curl_easy_setopt(easy, CURLOPT_RESOLVE, call->resolve));
}

void transfer_start(struct call *call)
{
    struct outbound *outbound = call->outbound;

    call->easy = outbound->n_idle ? outbound->idle[--outbound->n_idle] : curl_easy_init();
    if (!call->easy)
        abort();
    call->curl_error[0] = '\0';
    set_options(call);
    set_method(call);
    set_headers(call);
    call->lane = call_is_guarded(call) ? &outbound->guarded : &outbound->unguarded;
    if (curl_multi_add_handle(call->lane->multi, call->easy))
        abort();
}

void transfer_end(struct call *call)
{
    struct outbound *outbound = call->outbound;

    if (call->easy) {
        curl_multi_remove_handle(call->lane->multi, call->easy);
        curl_easy_reset(call->easy);
        if (outbound->n_idle < IDLE_HANDLES_MAX)
            outbound->idle[outbound->n_idle++] = call->easy;
        else
            curl_easy_cleanup(call->easy);
        call->easy = NULL;
    }
    curl_slist_free_all(call->headers);
    curl_slist_free_all(call->resolve);
    call->headers = call->resolve = NULL;
}

/* --- what came of it -------------------------------------------------------------------------------------------- */

static void say(struct call *call, const char *what, const char *detail)
{
    easy_say(call->error, sizeof call->error, what, detail);
}

static enum outbound_failure judge_connect(struct call *call)
{
    const char *words;

    if (call->lacks_resources) {
        say(call, "no sockets are left on our side", "");
        return OUTBOUND_BUSY;
    }
    if (call->refused[0]) {
        snprintf(call->error, sizeof call->error,
                 "the address %s is private or reserved and may not be called", call->refused);
        return OUTBOUND_REFUSED_ADDRESS;
    }
    words = easy_connect_words(call->easy);
    say(call, words ? "could not connect: " : "could not connect", words ? words : "");
    return OUTBOUND_CONNECT;
}

enum outbound_failure transfer_judge(struct call *call, CURLcode code)
{
    const char *words = call->curl_error[0] ? call->curl_error : curl_easy_strerror(code);

    if (code == CURLE_OK || call->is_cut)
        return OUTBOUND_OK;
    if (code == CURLE_COULDNT_CONNECT)
        return judge_connect(call);
    if (code == CURLE_COULDNT_RESOLVE_HOST) {
        say(call, "the name could not be resolved", "");
        return OUTBOUND_DNS;
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        say(call, "timed out", "");
        return OUTBOUND_TIMEOUT;
    }
    if (easy_is_tls_failure(code)) {
        say(call, "no secure connection: ", words);
        return OUTBOUND_TLS;
    }
    if (call->header_bytes > HEADERS_MAX)
        say(call, "the answer has too many headers", "");
    else
        say(call, "no proper answer: ", words);
    return OUTBOUND_PROTOCOL;
}
