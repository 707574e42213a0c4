// SPDX-License-Identifier: MIT
/* Mail: one message at a time handed to the SMTP server of SMTP_URL (RFC 5321, by curl), or, in the dev profile,
 * written to a file. Addresses are the operator's choice, so the guard does not judge the server's. */
#ifndef SAUDA_OUTBOUND_MAIL_H
#define SAUDA_OUTBOUND_MAIL_H

#include "base/ctx.h"
#include "outbound/outbound.h"

struct mail_settings {
    const char *smtp_url; /* NULL: none */
    const char *from;     /* "Sauda <sauda@example.kz>" */
    const char *folder;   /* without smtp_url: where messages are written as *.eml; NULL: nowhere */
};

struct mail {
    const char *to;      /* an address */
    const char *subject; /* UTF-8, one line */
    const char *text;    /* UTF-8, lines ended by \n */
    const char *id; /* of the message: becomes its Message-ID, so that a repeated try is known as one */
};

enum mail_outcome {
    MAIL_SENT,
    MAIL_TRY_LATER, /* no connection, or a 4xx */
    MAIL_REFUSED,   /* a 5xx, or an address that cannot be */
    MAIL_OFF,       /* neither a server nor a folder */
};

/* Whether mails go anywhere. */
bool mail_is_on(const struct mail_settings *settings);
/* Sends it while the fiber waits, at most until the ctx's deadline. `ret_problem`: in words, for the log; NULL when
 * sent; what it returns lives in the arena. */
enum mail_outcome mail_send(struct ctx *cx, struct outbound *outbound,
                            const struct mail_settings *settings, const struct mail *mail,
                            const char **ret_problem);

#endif
