// SPDX-License-Identifier: MIT
/* Messages as they go over the wire: what stands in their headers, how they are encoded, what is refused; and the words
 * of mails. */
#include "../../src/jobs/mail_text.h"
#include "../../src/outbound/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOON INT64_C(1795262400000000) /* 2026-11-21T12:00:00Z */
#define FROM "Sauda <sauda@example.kz>"

static struct arena *arena;

static const struct mail plain = {
    .to = "a.b+c@oppo.kz", .subject = "Hello", .text = "One\nTwo\n", .id = "0a-1"};

static int setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *message(const char *from, const struct mail *mail, enum message_body body)
{
    struct buf buf;
    const char *why;

    buf_init(&buf, arena, 256);
    if (!message_write(&buf, from, mail, body, NOON, &why))
        fail_msg("refused: %s", why);
    return buf_cstr(&buf);
}

static const char *refusal(const char *from, const struct mail *mail)
{
    struct buf buf;
    const char *why;

    buf_init(&buf, arena, 256);
    assert_false(message_write(&buf, from, mail, MESSAGE_BASE64, NOON, &why));
    assert_int_equal(buf.len, 0);
    return why;
}

static void test_whole(void **state)
{
    (void)state;
    assert_string_equal(message(FROM, &plain, MESSAGE_BASE64),
                        "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
                        "From: \"Sauda\" <sauda@example.kz>\r\n"
                        "To: <a.b+c@oppo.kz>\r\n"
                        "Subject: Hello\r\n"
                        "Message-ID: <0a-1@example.kz>\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: base64\r\n"
                        "\r\n"
                        "T25lDQpUd28NCg==\r\n");
    assert_non_null(strstr(message(FROM, &plain, MESSAGE_8BIT),
                           "Content-Transfer-Encoding: 8bit\r\n\r\nOne\r\nTwo\r\n"));
}

static void test_from(void **state)
{
    static const struct {
        const char *from, *line;
    } cases[] = {
        {"sauda@example.kz", "From: <sauda@example.kz>\r\n"},
        {"<sauda@localhost>", "From: <sauda@localhost>\r\n"},
        {"A, \"B\" <s@x.kz>", "From: \"A, \\\"B\\\"\" <s@x.kz>\r\n"},
        {"\"A. Shop\" <s@x.kz>", "From: \"A. Shop\" <s@x.kz>\r\n"},
        {"Сауда <s@x.kz>", "From: =?UTF-8?B?0KHQsNGD0LTQsA==?=\r\n <s@x.kz>\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_non_null(strstr(message(cases[i].from, &plain, MESSAGE_BASE64), cases[i].line));
}

/* The longest lines that RFC 2047 allows, and no letter torn apart. */
static void test_long_subject(void **state)
{
    struct mail mail = plain;
    const char *head, *line;
    unsigned words = 0;

    (void)state;
    mail.subject = "aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞aЖ€𝄞";
    head = message(FROM, &mail, MESSAGE_BASE64);
    for (line = strstr(head, "Subject: "); strncmp(line, "Message-ID", 10) != 0;) {
        const char *end = strstr(line, "\r\n"), *word = strstr(line, "=?UTF-8?B?") + 10;

        assert_in_range(end - line, 20, 76);
        /* whole letters only: the first byte of a word is no later byte of a letter (10xxxxxx) */
        assert_null(memchr("ghijklmnopqrstuv", *word, 16));
        words++;
        line = end + 2;
    }
    assert_in_range(words, 4, 6);
    mail.subject = "=?UTF-8?B?SGk=?=";
    assert_null(strstr(message(FROM, &mail, MESSAGE_BASE64), "Subject: =?UTF-8?B?SGk=?=\r\n"));
}

static void test_refused(void **state)
{
    static const char *const addresses[] = {
        "",
        "a",
        "@b.kz",
        "a@",
        "a b@c.kz",
        "a@b@c.kz",
        "a@b.kz>",
        "<a@b.kz>",
        "a@b.kz\r\nRCPT TO:<c@d.kz>",
        "a\n@b.kz",
        "a,b@c.kz",
        "\"a\"@b.kz",
        "a@[127.0.0.1]",
        "ж@б.kz",
    };
    static const char *const senders[] = {
        "",         "Sauda",       "Sauda <x", "Sauda <x>", "A\r\nBcc: x@y.kz <a@b.kz>",
        "a@b.kz\n", "A <a@b.kz> B"};
    static const char *const ids[] = {"", "a b", "a@b", "a\r\n", "a>"};
    struct mail mail = plain;

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        mail.to = addresses[i];
        assert_string_equal(refusal(FROM, &mail), "the address cannot get mail");
    }
    mail = plain;
    for (size_t i = 0; i < sizeof senders / sizeof *senders; i++)
        assert_string_equal(refusal(senders[i], &mail), "MAIL_FROM is not an address");
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        mail.id = ids[i];
        assert_string_equal(refusal(FROM, &mail), "the message's id is none");
    }
    mail = plain;
    mail.subject = "Hello\r\nBcc: everybody@oppo.kz";
    assert_string_equal(refusal(FROM, &mail), "the subject has more than one line");
    mail.subject = "Hello\nthere";
    assert_string_equal(refusal(FROM, &mail), "the subject has more than one line");
}

static void test_long_lines(void **state)
{
    struct mail mail = plain;
    char *text = arena_zalloc(arena, 1, 3000);
    const char *line;

    (void)state;
    memset(text, 'x', 2999);
    mail.text = text;
    line = strstr(message(FROM, &mail, MESSAGE_8BIT), "Content-Transfer-Encoding: base64\r\n\r\n");
    assert_non_null(line);
    for (line = strstr(line, "\r\n\r\n") + 4; *line;) {
        const char *end = strstr(line, "\r\n");

        assert_in_range(end - line, 1, 76);
        line = end + 2;
    }
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static const struct mail_content content = {
    .kind = "invite",
    .email = "a@b.kz",
    .full_name = "Айгерим",
    .language = "en",
    .organization = "{link} & Co",
    .good_until = "2026-11-28 17:00 (Asia/Almaty)",
};

static void test_words(void **state)
{
    static const char *const languages[] = {"ru", "kk", "en"}, *const kinds[] = {"reset", "invite"};
    struct mail_content c = content;
    const char *subject, *text, *link;

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        c.language = languages[i % 3];
        c.kind = kinds[i / 3];
        link = mail_link(arena, "https://x.kz", c.kind, "T0ken");
        mail_text(arena, &c, link, &subject, &text);
        assert_null(strpbrk(subject, "\r\n"));
        assert_non_null(strstr(text, "\n\nhttps://x.kz/"));
        assert_non_null(strstr(text, "#token=T0ken\n"));
        assert_non_null(strstr(text, "a@b.kz"));
        assert_non_null(strstr(text, "Айгерим"));
        assert_non_null(strstr(text, "2026-11-28 17:00 (Asia/Almaty)"));
        assert_non_null(strstr(text, "{link} & Co")); /* a name is no place to fill */
        assert_null(strstr(text, "{name}"));
        assert_null(strstr(text, "{organization}"));
    }
    assert_string_equal(mail_link(arena, "https://x.kz/a", "reset", "t"),
                        "https://x.kz/a/reset-password#token=t");
    assert_string_equal(mail_link(arena, "https://x.kz/a", "invite", "t"),
                        "https://x.kz/a/accept-invite#token=t");
}

static void test_words_of_reminders(void **state)
{
    static const char *const languages[] = {"ru", "kk", "en"};
    struct mail_content c = {
        .email = "a@b.kz",
        .full_name = "Айгерим",
        .organization = "A & Co",
        .title = "Call {due}\r\nBcc: x@y.kz",
        .due = "2026-11-28 17:00 (Asia/Almaty)",
    };
    const char *subject, *text;

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        const char *due;

        c.language = languages[i % 3];
        c.kind = i < 3 ? "reminder" : "undated_reminder";
        mail_text(arena, &c, mail_task_link(arena, "https://x.kz", "17"), &subject, &text);
        assert_null(strpbrk(subject, "\r\n"));
        assert_non_null(strstr(subject, ": Call {due}  Bcc: x@y.kz"));
        assert_non_null(strstr(text, "\n\nCall {due}  Bcc: x@y.kz\n"));
        assert_non_null(strstr(text, "\n\nhttps://x.kz/tasks?task=17\n"));
        assert_non_null(strstr(text, "Айгерим"));
        assert_non_null(strstr(text, "A & Co"));
        due = strstr(text, "2026-11-28 17:00 (Asia/Almaty)");
        if (i < 3)
            assert_non_null(due);
        else
            assert_null(due);
    }
}

static void test_names_on_one_line(void **state)
{
    struct mail_content c = content;
    const char *subject, *text;
    struct buf name;

    (void)state;
    buf_init(&name, arena, 512);
    buf_puts(&name, "A\r\nBcc: x@y.kz\t\x7f");
    for (int i = 0; i < 190; i++)
        buf_puts(&name, "Ж");
    c.organization = buf_cstr(&name);
    mail_text(arena, &c, "L", &subject, &text);
    assert_null(strpbrk(subject, "\r\n\t\x7f"));
    assert_non_null(strstr(subject, "A  Bcc: x@y.kz  Ж"));
    assert_in_range(strlen(subject), 150, 200);
    assert_int_equal((unsigned char)subject[strlen(subject) - 1], 0x96); /* the end of a Ж */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_whole),
        TEST(test_from),
        TEST(test_long_subject),
        TEST(test_refused),
        TEST(test_long_lines),
        TEST(test_words),
        TEST(test_words_of_reminders),
        TEST(test_names_on_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
