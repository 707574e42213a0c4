// SPDX-License-Identifier: MIT
/* Sending the mails that wait in the database, one at a time. A mail is claimed for longer than a try can last, so what
 * a killed process had begun another one sends; and what came of a try is kept until it is noted, since a mail that was
 * sent and not noted would be sent again. */
#include "mail.h"
#include "auth/secret.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/uuid.h"
#include "mail_text.h"
#include "outbound/mail.h"
#include "repo/mails.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POLL_US US_PER_S
#define RETRY_US US_PER_S
#define SEND_LIMIT_US (60 * US_PER_S)
#define NOTE_LIMIT_US (10 * US_PER_S)
#define LEASE_S 120
#define PROBLEM_MAX 320

struct mailer {
    struct worker *worker;
    /* What is to be noted of the last try. */
    bool has_result;
    enum mail_queue queue;
    char org_id[UUID_SIZE], id[UUID_SIZE];
    int number, pause_s;
    enum mail_outcome outcome;
    char problem[PROBLEM_MAX];
};

/* --- a try ------------------------------------------------------------------------------------------------------ */

/* Until the next one, in seconds. A server that is away for minutes costs little, one that is away for days is not asked
 * all the time. */
static int pause_after(int tries)
{
    static const int pauses[] = {30, 120, 600, 1800, 7200};
    size_t i = tries > 0 ? (size_t)tries - 1 : 0, last = sizeof pauses / sizeof *pauses - 1;

    return pauses[i < last ? i : last];
}

static const char *link_of(struct ctx *cx, const struct worker_options *options,
                           const struct mail_try *try, const struct mail_content *content)
{
    char token[SECRET_TEXT];

    if (try->queue == MAIL_REMINDERS)
        return mail_task_link(cx->arena, options->public_url, content->task_id);
    secret_derive(options->secret, "mail", try->id, token);
    return mail_link(cx->arena, options->public_url, content->kind, token);
}

static enum mail_outcome try_mail(struct ctx *cx, const struct mailer *mailer,
                                  const struct mail_try *try, const char **ret_problem)
{
    const struct worker_options *options = &mailer->worker->options;
    struct mail_content content;
    struct mail mail = {.id = try->id};
    enum err e = mails_get(cx, try, &content);

    if (e) {
        *ret_problem = e == ERR_NOT_FOUND ? "it is of no more use" : "it could not be read";
        return e == ERR_NOT_FOUND ? MAIL_REFUSED : MAIL_TRY_LATER;
    }
    mail.to = content.email;
    mail_text(cx->arena, &content, link_of(cx, options, try, &content), &mail.subject, &mail.text);
    return mail_send(cx, options->outbound, &options->mail, &mail, ret_problem);
}

static void take_try(struct ctx *cx, struct mailer *mailer, const struct mail_try *try)
{
    const char *problem = NULL;

    cx->deadline_us = clock_now_us() + SEND_LIMIT_US;
    mailer->outcome = try_mail(cx, mailer, try, &problem);
    cx->deadline_us = clock_now_us() + NOTE_LIMIT_US;
    cx->failure = (struct failure){0}; /* told by the outcome */
    mailer->has_result = true;
    mailer->queue = try->queue;
    snprintf(mailer->org_id, sizeof mailer->org_id, "%s", try->org_id);
    snprintf(mailer->id, sizeof mailer->id, "%s", try->id);
    mailer->number = try->number;
    mailer->pause_s = mailer->outcome == MAIL_TRY_LATER ? pause_after(try->number) : 0;
    snprintf(mailer->problem, sizeof mailer->problem, "%s", problem ? problem : "");
}

static enum err note_result(struct ctx *cx, struct mailer *mailer)
{
    const struct mail_try try = {mailer->queue, mailer->org_id, mailer->id, mailer->number};
    bool is_sent = mailer->outcome == MAIL_SENT, is_queued = false;
    enum err e =
        mails_settle(cx, &try, is_sent ? NULL : mailer->problem, mailer->pause_s, &is_queued);

    if (e)
        return e;
    mailer->has_result = false;
    if (is_sent)
        log_info("mail", "%s is sent", try.id);
    else if (is_queued)
        log_warn("mail", "%s is put off by %d s: %s", try.id, mailer->pause_s, mailer->problem);
    else
        log_warn("mail", "%s is given up: %s", try.id, mailer->problem);
    return ERR_OK;
}

static int64_t run_mail(struct ctx *cx, struct periodic *periodic)
{
    struct mailer *mailer = periodic->state;
    struct mail_try try;
    bool has = false;

    if (!mailer->has_result) {
        if (mails_claim(cx, LEASE_S, &try, &has))
            return RETRY_US;
        if (!has)
            return POLL_US;
        take_try(cx, mailer, &try);
    }
    return note_result(cx, mailer) ? RETRY_US : 0;
}

/* --- life ------------------------------------------------------------------------------------------------------- */

struct mailer *mailer_new(struct worker *worker, struct periodic *send)
{
    struct mailer *mailer = calloc(1, sizeof *mailer);

    if (!mailer)
        abort();
    mailer->worker = worker;
    send->run = run_mail;
    send->state = mailer;
    if (mail_is_on(&worker->options.mail))
        periodic_kick(send, clock_now_us());
    else
        log_warn("mail", "SMTP_URL is not set: mails wait until it is");
    return mailer;
}

void mailer_free(struct mailer *mailer)
{
    free(mailer);
}

void mailer_stop(struct mailer *mailer)
{
    mail_stop(mailer->worker->options.outbound);
}
