// SPDX-License-Identifier: MIT
/* One message a time, each on a connection of its own: mails are few, and one that is handed in on a connection about
 * to be closed is lost or comes twice. What ends a transfer is asked of us by curl each second, also in the places where
 * its own time limits do not hold. */
#include "smtp.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/fiber.h"
#include "base/loop.h"
#include "easy.h"

#include <ctype.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONNECT_LIMIT_MS 15000L
#define ANSWER_LIMIT_S 40L       /* of the server to one command */
#define MARGIN_US (2 * US_PER_S) /* between the end of a transfer and that of who waits for it */
#define LAST_WORDS_US (3 * US_PER_S) /* of a message that is under way when the program stops */
#define GOODBYE_US (1 * US_PER_S)    /* for the answer to QUIT, which nobody needs */

struct smtp {
    pthread_t thread;
    struct loop *loop;
    _Atomic int64_t end_us; /* of whatever is under way; INT64_MAX: the program goes on */
};

/* --- one transfer ----------------------------------------------------------------------------------------------- */

struct transfer {
    const struct smtp_message *message;
    size_t sent;
    int64_t deadline_us;
    const struct smtp *smtp; /* NULL: nobody ends it early */
    char curl_error[CURL_ERROR_SIZE];
    /* The reply that refused something last. */
    int status;
    char words[SMTP_WORDS];
    bool is_in_reply; /* more lines of it come */
};

static size_t on_read(char *data, size_t size, size_t n, void *arg)
{
    struct transfer *transfer = arg;
    size_t len = transfer->message->len - transfer->sent, room = size * n;

    if (len > room)
        len = room;
    memcpy(data, transfer->message->data + transfer->sent, len);
    transfer->sent += len;
    return len;
}

/* What a server says of the message may quote it, and so the link that nobody else may see. */
static void cut_quotes(char *words)
{
    static const char *const marks[] = {"http", "#", "token"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char *mark = strcasestr(words, marks[i]);

        if (mark)
            *mark = '\0';
    }
}

static void note_refusal(struct transfer *transfer, const char *line, size_t len)
{
    while (len && isspace((unsigned char)line[len - 1]))
        len--;
    transfer->status = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
    snprintf(transfer->words, sizeof transfer->words, "%.*s", len < 200 ? (int)len : 200, line);
    cut_quotes(transfer->words);
}

/* A line of a reply, RFC 5321 section 4.2: "550-5.1.1 words", the last one "550 words". */
static size_t on_reply(char *line, size_t size, size_t n, void *arg)
{
    struct transfer *transfer = arg;
    size_t len = size * n;
    bool is_first = !transfer->is_in_reply;

    transfer->is_in_reply = len > 3 && line[3] == '-';
    if (!is_first || len < 3 || !isdigit((unsigned char)line[1]) || !isdigit((unsigned char)line[2]))
        return len;
    if (line[0] == '4' || line[0] == '5')
        note_refusal(transfer, line, len);
    if (transfer->message->data && transfer->sent == transfer->message->len)
        transfer->deadline_us = clock_now_us() + GOODBYE_US; /* this was the answer to the message */
    return len;
}

static size_t on_nothing(char *data, size_t size, size_t n, void *arg)
{
    (void)data;
    (void)arg;
    return size * n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct transfer *transfer = arg;
    int64_t now_us = clock_now_us();

    (void)a, (void)b, (void)c, (void)d;
    return now_us >= transfer->deadline_us ||
           (transfer->smtp && now_us >= atomic_load(&transfer->smtp->end_us));
}

static curl_socket_t on_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)arg;
    return purpose == CURLSOCKTYPE_IPCXN ? easy_open_socket(address) : CURL_SOCKET_BAD;
}

static bool is_this_machine(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    bool is_loopback = false;

    if (!parts)
        abort();
    if (!curl_url_set(parts, CURLUPART_URL, url, 0) &&
        !curl_url_get(parts, CURLUPART_HOST, &host, 0)) {
        host[strcspn(host, "]")] = '\0';
        is_loopback = config_is_loopback(host[0] == '[' ? host + 1 : host);
    }
    curl_free(host);
    curl_url_cleanup(parts);
    return is_loopback;
}

/* On the way to this machine itself nobody can listen, and no authority makes certificates for it. */
static void set_tls(CURL *easy, const char *url)
{
    bool is_local = is_this_machine(url);

    easy_must(curl_easy_setopt(easy, CURLOPT_USE_SSL,
                               (long)(is_local ? CURLUSESSL_TRY : CURLUSESSL_ALL)));
    if (is_local) {
        easy_must(curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L));
        easy_must(curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L));
    }
}

static void set_options(CURL *easy, struct transfer *transfer)
{
    int64_t left_us = transfer->deadline_us - clock_now_us();

    easy_set_common(easy);
    easy_must(curl_easy_setopt(easy, CURLOPT_URL, transfer->message->url));
    easy_must(curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps"));
    easy_must(curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_error));
    easy_must(curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L));
    easy_must(curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L)); /* a slow name server holds up nobody */
    easy_must(curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_LIMIT_MS));
    easy_must(curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, ANSWER_LIMIT_S));
    easy_must(curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(left_us / US_PER_MS + 1)));
    easy_must(curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L));
    easy_must(curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress));
    easy_must(curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer));
    easy_must(curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket));
    easy_must(curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_reply));
    easy_must(curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer));
    easy_must(curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_nothing));
    set_tls(easy, transfer->message->url);
}

static struct curl_slist *set_message(CURL *easy, struct transfer *transfer)
{
    const struct smtp_message *message = transfer->message;
    struct curl_slist *to;

    if (!message->data) {
        easy_must(curl_easy_setopt(easy, CURLOPT_NOBODY, 1L));
        easy_must(curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "NOOP"));
        return NULL;
    }
    to = easy_append(NULL, message->to);
    easy_must(curl_easy_setopt(easy, CURLOPT_MAIL_FROM, message->from));
    easy_must(curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to));
    easy_must(curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L));
    easy_must(curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)message->len));
    easy_must(curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read));
    easy_must(curl_easy_setopt(easy, CURLOPT_READDATA, transfer));
    return to;
}

/* --- what came of it -------------------------------------------------------------------------------------------- */

static enum mail_outcome say(struct smtp_answer *answer, enum mail_outcome outcome,
                             const char *what, const char *detail)
{
    answer->outcome = outcome;
    easy_say(answer->problem, sizeof answer->problem, what, detail ? detail : "");
    return outcome;
}

/* Words about the settings never show them: SMTP_URL holds a password. Only what the server says of this very message
 * is for good; a wrong password is mended by the operator, and the mail is sent then. */
static enum mail_outcome judge(CURL *easy, const struct transfer *transfer, CURLcode code,
                               struct smtp_answer *answer)
{
    const char *words = transfer->curl_error[0] ? transfer->curl_error : curl_easy_strerror(code);

    switch (code) {
    case CURLE_OK:
        return say(answer, MAIL_SENT, "", "");
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return say(answer, MAIL_TRY_LATER, "SMTP_URL is not valid", "");
    case CURLE_COULDNT_RESOLVE_HOST:
        return say(answer, MAIL_TRY_LATER, "the name of the mail server could not be resolved", "");
    case CURLE_COULDNT_CONNECT:
        return say(answer, MAIL_TRY_LATER,
                   "could not connect to the mail server: ", easy_connect_words(easy));
    case CURLE_USE_SSL_FAILED:
        return say(answer, MAIL_TRY_LATER, "the mail server offers no STARTTLS", "");
    case CURLE_LOGIN_DENIED:
        return say(answer, MAIL_TRY_LATER,
                   "the mail server does not take the name and password of SMTP_URL", "");
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_ABORTED_BY_CALLBACK:
        return say(answer, MAIL_TRY_LATER, "the mail server did not answer in time", "");
    default:
        break;
    }
    if (easy_is_tls_failure(code))
        return say(answer, MAIL_TRY_LATER, "no secure connection to the mail server: ", words);
    if (transfer->status)
        return say(answer, transfer->status >= 500 ? MAIL_REFUSED : MAIL_TRY_LATER,
                   "the mail server says ", transfer->words);
    return say(answer, MAIL_TRY_LATER,
               "the conversation with the mail server broke off: ", curl_easy_strerror(code));
}

static void perform(const struct smtp *smtp, const struct smtp_message *message,
                    int64_t deadline_us, struct smtp_answer *ret_answer)
{
    struct transfer transfer = {.message = message, .deadline_us = deadline_us, .smtp = smtp};
    struct curl_slist *to;
    CURL *easy;

    if (on_progress(&transfer, 0, 0, 0, 0)) {
        say(ret_answer, MAIL_TRY_LATER, "the time was over before its turn came", "");
        return;
    }
    easy = curl_easy_init();
    if (!easy)
        abort();
    set_options(easy, &transfer);
    to = set_message(easy, &transfer);
    judge(easy, &transfer, curl_easy_perform(easy), ret_answer);
    curl_easy_cleanup(easy);
    curl_slist_free_all(to);
}

/* TLS on a connection that was closed would end the program. */
static void block_sigpipe(void)
{
    sigset_t pipe;

    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
}

void smtp_send_here(const struct smtp_message *message, int64_t deadline_us,
                    struct smtp_answer *ret_answer)
{
    block_sigpipe();
    perform(NULL, message, deadline_us, ret_answer);
}

/* --- the thread ------------------------------------------------------------------------------------------------- */

static void *smtp_main(void *arg)
{
    struct smtp *smtp = arg;

    block_sigpipe();
    loop_run(smtp->loop);
    return NULL;
}

struct smtp *smtp_new(void)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);

    if (!smtp)
        abort();
    atomic_init(&smtp->end_us, INT64_MAX);
    smtp->loop = loop_new("smtp");
    if (pthread_create(&smtp->thread, NULL, smtp_main, smtp))
        abort();
    return smtp;
}

void smtp_stop(struct smtp *smtp)
{
    atomic_store(&smtp->end_us, clock_now_us() + LAST_WORDS_US);
}

void smtp_free(struct smtp *smtp)
{
    atomic_store(&smtp->end_us, 0);
    loop_stop(smtp->loop);
    pthread_join(smtp->thread, NULL);
    loop_free(smtp->loop);
    free(smtp);
}

/* --- the callers' side ------------------------------------------------------------------------------------------ */

/* A message on its way: the caller's, then the thread's, then the caller's again. */
struct delivery {
    struct smtp *smtp;
    struct loop *loop;
    struct fiber *fiber; /* NULL: it waits no longer */
    struct smtp_message message;
    int64_t deadline_us;
    struct smtp_answer answer, *ret_answer;
    char texts[];
};

static void delivery_end(void *arg)
{
    struct delivery *delivery = arg;
    struct fiber *fiber = delivery->fiber;

    if (fiber)
        *delivery->ret_answer = delivery->answer;
    free(delivery);
    if (fiber)
        fiber_resume(fiber);
}

static void delivery_run(void *arg)
{
    struct delivery *delivery = arg;

    perform(delivery->smtp, &delivery->message, delivery->deadline_us, &delivery->answer);
    if (!loop_post(delivery->loop, delivery_end, delivery))
        free(delivery); /* the caller's loop has stopped */
}

static const char *copy_to(char **place, const char *text)
{
    char *copy = *place;
    size_t size = strlen(text) + 1;

    memcpy(copy, text, size);
    *place += size;
    return copy;
}

static struct delivery *delivery_new(const struct smtp_message *m)
{
    struct delivery *delivery =
        calloc(1, sizeof *delivery + strlen(m->url) + strlen(m->from) + strlen(m->to) + m->len + 4);
    char *place;

    if (!delivery)
        abort();
    place = delivery->texts;
    delivery->message = (struct smtp_message){
        .url = copy_to(&place, m->url),
        .from = copy_to(&place, m->from),
        .to = copy_to(&place, m->to),
        .data = memcpy(place, m->data, m->len),
        .len = m->len,
    };
    return delivery;
}

void smtp_send(struct ctx *cx, struct smtp *smtp, const struct smtp_message *message,
               struct smtp_answer *ret_answer)
{
    struct delivery *delivery = delivery_new(message);

    delivery->smtp = smtp;
    delivery->loop = cx->loop;
    delivery->fiber = fiber_current();
    delivery->deadline_us = cx->deadline_us - MARGIN_US;
    delivery->ret_answer = ret_answer;
    if (!loop_post(smtp->loop, delivery_run, delivery)) {
        free(delivery);
        say(ret_answer, MAIL_TRY_LATER, "the program stops", "");
        return;
    }
    if (fiber_wait(cx->deadline_us))
        return;
    delivery->fiber = NULL;
    say(ret_answer, MAIL_TRY_LATER, "no answer before the caller's deadline", "");
}
