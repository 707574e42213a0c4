// SPDX-License-Identifier: MIT
/* A mail as its text goes over the wire: RFC 5322 with MIME (RFC 2045, RFC 2047). */
#ifndef SAUDA_OUTBOUND_MESSAGE_H
#define SAUDA_OUTBOUND_MESSAGE_H

#include "base/buf.h"
#include "outbound/mail.h"

#include <stdint.h>

enum message_body {
    MESSAGE_BASE64, /* passes every mail server */
    MESSAGE_8BIT,   /* can be read in a file as it is */
};

/* The parts of `Name <address>` or of an address alone, in the arena; the name is NULL where there is none. False when
 * it is neither. */
bool message_split(struct arena *arena, const char *mailbox, const char **ret_name,
                   const char **ret_address) __attribute__((warn_unused_result));
/* Writes the message, dated `now_us` of the real clock, with CRLF. False, with the reason in words, when a field holds
 * what its header could not: a line break above all, which would begin a header of its own. */
bool message_write(struct buf *buf, const char *from, const struct mail *mail, enum message_body body,
                   int64_t now_us, const char **ret_why) __attribute__((warn_unused_result));

#endif
