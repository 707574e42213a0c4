// SPDX-License-Identifier: MIT
/* SMTP (RFC 5321) by curl, on a thread of its own. curl's multi interface stands still while a server takes its time to
 * acknowledge a message or to answer QUIT, so on the thread of all other calls one hanging mail server would hold up
 * every health check. */
#ifndef SAUDA_OUTBOUND_SMTP_H
#define SAUDA_OUTBOUND_SMTP_H

#include "base/ctx.h"
#include "outbound/mail.h"

#include <stddef.h>
#include <stdint.h>

#define SMTP_WORDS 320

struct smtp;

struct smtp_message {
    const char *url;       /* of the server, with name and password */
    const char *from, *to; /* addresses */
    const char *data;      /* RFC 5322; NULL: only greet, sign in and leave */
    size_t len;
};

struct smtp_answer {
    enum mail_outcome outcome;
    char problem[SMTP_WORDS]; /* "" when sent */
};

struct smtp *smtp_new(void);
/* Ends what is under way, then the thread. Its callers' loops must not be freed before. */
void smtp_free(struct smtp *smtp);
/* Begins no further message; the one under way has some seconds left, since one that was handed in but not
 * acknowledged would be sent twice. From any thread. */
void smtp_stop(struct smtp *smtp);

/* Hands the message in while the fiber waits, at most until the ctx's deadline. */
void smtp_send(struct ctx *cx, struct smtp *smtp, const struct smtp_message *message,
               struct smtp_answer *ret_answer);
/* The same on the calling thread, which stands still; outside of the program's loops. */
void smtp_send_here(const struct smtp_message *message, int64_t deadline_us,
                    struct smtp_answer *ret_answer);

#endif
