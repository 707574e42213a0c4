// SPDX-License-Identifier: MIT
/* Writing a message. What goes into a header is checked and not mended: nothing that a person typed may become a header
 * of its own, and a mail that looks otherwise than it was meant is worse than none. */
#include "message.h"
#include "base/clock.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#define ADDRESS_MAX 254 /* RFC 5321 section 4.5.3.1.3 */
#define LINE_MAX_LEN 998
#define BODY_LINE 57 /* bytes that make 76 characters of base64 */
#define WORD_BYTES                                                                                 \
    39 /* that make an encoded word short enough for the first line of any header of ours */
#define SHORT_SUBJECT 66

/* --- what may stand in a header ----------------------------------------------------------------------------------- */

static bool is_address(const char *s)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static const char marks[] = "!#$%&'*+-/=?^_`{|}~.";
    const char *at = strchr(s, '@');
    size_t len = strlen(s);

    if (!at || at == s || !at[1] || len > ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        const char *also = s + i < at ? marks : "-.";

        if (s + i != at && !strchr(letters, s[i]) && !strchr(also, s[i]))
            return false;
    }
    return true;
}

static bool is_id(const char *s)
{
    if (!*s || strlen(s) > 64)
        return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '-')
            return false;
    return true;
}

static bool has_control(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7f)
            return true;
    return false;
}

static bool is_ascii(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80)
            return false;
    return true;
}

bool message_split(struct arena *arena, const char *mailbox, const char **ret_name,
                   const char **ret_address)
{
    const char *open = strrchr(mailbox, '<'), *address = mailbox, *name = NULL;
    size_t len = strlen(mailbox);

    if (has_control(mailbox))
        return false;
    if (open) {
        if (mailbox[len - 1] != '>')
            return false;
        address = arena_strndup(arena, open + 1, (size_t)(mailbox + len - 1 - (open + 1)));
        for (len = (size_t)(open - mailbox); len && mailbox[len - 1] == ' ';)
            len--;
        if (len >= 2 && mailbox[0] == '"' && mailbox[len - 1] == '"')
            name = arena_strndup(arena, mailbox + 1, len - 2);
        else if (len)
            name = arena_strndup(arena, mailbox, len);
    }
    if (!is_address(address))
        return false;
    *ret_name = name;
    *ret_address = address;
    return true;
}

/* --- encodings ---------------------------------------------------------------------------------------------------- */

static void put_base64(struct buf *buf, const char *data, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *s = (const unsigned char *)data;

    for (; len; s += 3) {
        size_t n = len < 3 ? len : 3;
        unsigned bits = s[0] * 65536u + (n > 1 ? s[1] * 256u : 0) + (n > 2 ? s[2] : 0);

        buf_putc(buf, digits[bits >> 18]);
        buf_putc(buf, digits[bits >> 12 & 63]);
        buf_putc(buf, n > 1 ? digits[bits >> 6 & 63] : '=');
        buf_putc(buf, n > 2 ? digits[bits & 63] : '=');
        len -= n;
    }
}

/* Encoded words (RFC 2047), a line each; none ends within a letter. */
static void put_encoded(struct buf *buf, const char *s)
{
    size_t len = strlen(s);

    while (len) {
        size_t n = len < WORD_BYTES ? len : WORD_BYTES;

        while (n > 1 && n < len && ((unsigned char)s[n] & 0xc0) == 0x80)
            n--;
        buf_puts(buf, "=?UTF-8?B?");
        put_base64(buf, s, n);
        buf_puts(buf, "?=");
        s += n;
        len -= n;
        if (len)
            buf_puts(buf, "\r\n ");
    }
}

static void put_subject(struct buf *buf, const char *subject)
{
    buf_puts(buf, "Subject: ");
    if (is_ascii(subject) && strlen(subject) <= SHORT_SUBJECT && !strstr(subject, "=?"))
        buf_puts(buf, subject);
    else
        put_encoded(buf, subject);
    buf_puts(buf, "\r\n");
}

static void put_from(struct buf *buf, const char *name, const char *address)
{
    buf_puts(buf, "From: ");
    if (name && (!is_ascii(name) || strlen(name) > SHORT_SUBJECT)) {
        put_encoded(buf, name);
        buf_puts(buf, "\r\n ");
    } else if (name) {
        buf_putc(buf, '"');
        for (const char *s = name; *s; s++) {
            if (*s == '"' || *s == '\\')
                buf_putc(buf, '\\');
            buf_putc(buf, *s);
        }
        buf_puts(buf, "\" ");
    }
    buf_printf(buf, "<%s>\r\n", address);
}

static void put_date(struct buf *buf, int64_t now_us)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = (time_t)(now_us / US_PER_S);
    struct tm tm;

    gmtime_r(&now, &tm);
    buf_printf(buf, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
               months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* --- the body ----------------------------------------------------------------------------------------------------- */

/* The text with the line ends of mail. */
static void put_lines(struct buf *buf, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            buf_putc(buf, '\r');
        if (*text != '\r')
            buf_putc(buf, *text);
    }
}

static bool has_long_line(const char *text)
{
    for (size_t len = strcspn(text, "\n"); *text; len = strcspn(text, "\n")) {
        if (len > LINE_MAX_LEN)
            return true;
        text += len + (text[len] == '\n');
    }
    return false;
}

static void put_body(struct buf *buf, const char *text, enum message_body body)
{
    struct buf lines;

    if (body == MESSAGE_8BIT && !has_long_line(text)) {
        buf_puts(buf, "Content-Transfer-Encoding: 8bit\r\n\r\n");
        put_lines(buf, text);
        return;
    }
    buf_puts(buf, "Content-Transfer-Encoding: base64\r\n\r\n");
    buf_init(&lines, buf->arena, strlen(text) + 128);
    put_lines(&lines, text);
    for (size_t at = 0; at < lines.len; at += BODY_LINE) {
        put_base64(buf, lines.data + at, lines.len - at < BODY_LINE ? lines.len - at : BODY_LINE);
        buf_puts(buf, "\r\n");
    }
}

bool message_write(struct buf *buf, const char *from, const struct mail *mail,
                   enum message_body body, int64_t now_us, const char **ret_why)
{
    const char *name, *address;

    if (!message_split(buf->arena, from, &name, &address))
        *ret_why = "MAIL_FROM is not an address";
    else if (!is_address(mail->to))
        *ret_why = "the address cannot get mail";
    else if (has_control(mail->subject))
        *ret_why = "the subject has more than one line";
    else if (!is_id(mail->id))
        *ret_why = "the message's id is none";
    else
        *ret_why = NULL;
    if (*ret_why)
        return false;
    put_date(buf, now_us);
    put_from(buf, name, address);
    buf_printf(buf, "To: <%s>\r\n", mail->to);
    put_subject(buf, mail->subject);
    buf_printf(buf, "Message-ID: <%s@%s>\r\n", mail->id, strchr(address, '@') + 1);
    /* Nobody's absence is to be answered to a program: RFC 3834 section 5. */
    buf_puts(buf, "Auto-Submitted: auto-generated\r\n"
                  "MIME-Version: 1.0\r\n"
                  "Content-Type: text/plain; charset=utf-8\r\n");
    put_body(buf, mail->text, body);
    return true;
}
