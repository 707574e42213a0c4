// SPDX-License-Identifier: MIT
/* Mail: one message at a time handed to the SMTP server of SMTP_URL (RFC 5321, by curl), or, in the dev profile,
 * written to a file. Addresses are the operator's choice, so the guard does not judge the server's. */
#ifndef SAUDA_OUTBOUND_MAIL_H
#define SAUDA_OUTBOUND_MAIL_H

#include "base/config.h"
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
    MAIL_TRY_LATER, /* no connection, a 4xx, or settings that do not fit the server */
    MAIL_REFUSED,   /* a 5xx, or an address that cannot be */
    MAIL_OFF,       /* neither a server nor a folder */
};

/* What the program's settings come to: without SMTP_URL messages go to DATA_DIR/mail, but not with APP_ENV=prod. */
struct mail_settings mail_settings_of(struct arena *arena, const struct config *config);
/* Whether mails go anywhere. */
bool mail_is_on(const struct mail_settings *settings);
/* Sends it while the fiber waits, at most until the ctx's deadline, of which the server gets all but two seconds.
 * `ret_problem`: in words, for the log, without any secret; NULL when sent; it lives in the arena. */
enum mail_outcome mail_send(struct ctx *cx, struct outbound *outbound,
                            const struct mail_settings *settings, const struct mail *mail,
                            const char **ret_problem);
/* The program is about to end: no further message is begun, the one under way has three seconds left. Their senders
 * hear MAIL_TRY_LATER. From any thread. */
void mail_stop(struct outbound *outbound);

/* Whether the server of SMTP_URL takes mails: connects, secures the connection, signs in and leaves, while the calling
 * thread stands still for `timeout_ms` at most. False with the reason in the arena. For sauda doctor. */
bool mail_probe(struct arena *arena, const struct mail_settings *settings, int64_t timeout_ms,
                const char **ret_problem);

#endif
