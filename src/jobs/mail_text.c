// SPDX-License-Identifier: MIT
/* The words of mails. Each is one text with places to fill, so that it can be read, and corrected, as a whole. */
#include "mail_text.h"
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_BYTES 160 /* of a name in a mail; more is cut off */

struct mail_template {
    const char *language, *kind;
    const char *subject, *text;
};

/* The first language is that of whoever has none of these. */
static const struct mail_template templates[] = {
    {"ru", "reset", "Новый пароль для Sauda",
     "Здравствуйте, {name}!\n\n"
     "Кто-то, вероятно вы, попросил задать новый пароль для {email} (организация "
     "«{organization}»).\n\n"
     "Чтобы задать его, откройте ссылку:\n\n"
     "{link}\n\n"
     "Ссылка действует до {good_until} и только один раз. После смены пароля на всех "
     "устройствах нужно будет войти заново.\n\n"
     "Если вы об этом не просили, просто не открывайте ссылку: пароль останется прежним. "
     "Если такие письма приходят снова и снова, сообщите администратору организации.\n\n"
     "Sauda\n"},
    {"ru", "invite", "Приглашение в Sauda: {organization}",
     "Здравствуйте, {name}!\n\n"
     "Вас пригласили в организацию «{organization}», которая ведёт свои продажи в Sauda.\n\n"
     "Чтобы принять приглашение и задать пароль для {email}, откройте ссылку:\n\n"
     "{link}\n\n"
     "Ссылка действует до {good_until} и только один раз. Если не успеете, попросите "
     "администратора организации пригласить вас ещё раз.\n\n"
     "Если вы не знаете эту организацию, просто не открывайте ссылку: без вас ею никто не "
     "воспользуется.\n\n"
     "Sauda\n"},
    {"ru", "reminder", "Задача: {title}",
     "Здравствуйте, {name}!\n\n"
     "Напоминаем о задаче:\n\n"
     "{title}\n"
     "Срок: {due}\n\n"
     "{link}\n\n"
     "Sauda, «{organization}»\n"},
    {"ru", "undated_reminder", "Задача: {title}",
     "Здравствуйте, {name}!\n\n"
     "Напоминаем о задаче:\n\n"
     "{title}\n\n"
     "{link}\n\n"
     "Sauda, «{organization}»\n"},
    {"kk", "reset", "Sauda үшін жаңа құпиясөз",
     "Сәлеметсіз бе, {name}!\n\n"
     "Біреу, бәлкім өзіңіз, {email} үшін жаңа құпиясөз орнатуды сұрады («{organization}» "
     "ұйымы).\n\n"
     "Оны орнату үшін мына сілтемені ашыңыз:\n\n"
     "{link}\n\n"
     "Сілтеменің жарамдылық мерзімі: {good_until}; ол бір рет қана жұмыс істейді. Құпиясөз "
     "өзгергеннен кейін барлық құрылғыда қайта кіру қажет болады.\n\n"
     "Егер мұны сұрамаған болсаңыз, сілтемені ашпаңыз: құпиясөз бұрынғыша қалады. Мұндай "
     "хаттар қайта-қайта келе берсе, ұйым әкімшісіне хабарлаңыз.\n\n"
     "Sauda\n"},
    {"kk", "invite", "Sauda жүйесіне шақыру: {organization}",
     "Сәлеметсіз бе, {name}!\n\n"
     "Сізді сатылымын Sauda жүйесінде жүргізетін «{organization}» ұйымына шақырды.\n\n"
     "Шақыруды қабылдау және {email} құпиясөзін орнату үшін мына сілтемені ашыңыз:\n\n"
     "{link}\n\n"
     "Сілтеменің жарамдылық мерзімі: {good_until}; ол бір рет қана жұмыс істейді. "
     "Үлгермесеңіз, ұйым әкімшісінен қайта шақыруды сұраңыз.\n\n"
     "Егер бұл ұйымды білмесеңіз, сілтемені ашпаңыз: оны сізден басқа ешкім пайдалана "
     "алмайды.\n\n"
     "Sauda\n"},
    {"kk", "reminder", "Тапсырма: {title}",
     "Сәлеметсіз бе, {name}!\n\n"
     "Тапсырманы еске саламыз:\n\n"
     "{title}\n"
     "Мерзімі: {due}\n\n"
     "{link}\n\n"
     "Sauda, «{organization}»\n"},
    {"kk", "undated_reminder", "Тапсырма: {title}",
     "Сәлеметсіз бе, {name}!\n\n"
     "Тапсырманы еске саламыз:\n\n"
     "{title}\n\n"
     "{link}\n\n"
     "Sauda, «{organization}»\n"},
    {"en", "reset", "New password for Sauda",
     "Hello {name},\n\n"
     "Somebody, probably you, asked for a new password for {email} (organisation "
     "\"{organization}\").\n\n"
     "To set it, open this link:\n\n"
     "{link}\n\n"
     "The link is good until {good_until}, and only once. When the password has changed you "
     "will have to sign in again on all devices.\n\n"
     "If you did not ask for this, just leave the link alone: the password stays as it is. "
     "If such mails keep coming, tell the administrator of your organisation.\n\n"
     "Sauda\n"},
    {"en", "invite", "Invitation to Sauda: {organization}",
     "Hello {name},\n\n"
     "You are invited to the organisation \"{organization}\", which does its selling with "
     "Sauda.\n\n"
     "To accept and to set a password for {email}, open this link:\n\n"
     "{link}\n\n"
     "The link is good until {good_until}, and only once. If that is too late, ask the "
     "administrator of the organisation to invite you again.\n\n"
     "If you do not know this organisation, just leave the link alone: nobody else can use "
     "it.\n\n"
     "Sauda\n"},
    {"en", "reminder", "Task: {title}",
     "Hello {name},\n\n"
     "this is to remind you of a task:\n\n"
     "{title}\n"
     "Due: {due}\n\n"
     "{link}\n\n"
     "Sauda, \"{organization}\"\n"},
    {"en", "undated_reminder", "Task: {title}",
     "Hello {name},\n\n"
     "this is to remind you of a task:\n\n"
     "{title}\n\n"
     "{link}\n\n"
     "Sauda, \"{organization}\"\n"},
};

const char *mail_link(struct arena *arena, const char *public_url, const char *kind, const char *token)
{
    bool is_reset = strcmp(kind, "reset") == 0;

    return arena_printf(arena, "%s/%s#token=%s", public_url,
                        is_reset ? "reset-password" : "accept-invite", token);
}

const char *mail_task_link(struct arena *arena, const char *public_url, const char *task_id)
{
    return arena_printf(arena, "%s/tasks?task=%s", public_url, task_id);
}

static const struct mail_template *find(const char *language, const char *kind)
{
    const struct mail_template *found = NULL;

    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        const struct mail_template *template = &templates[i];

        if (strcmp(template->kind, kind) == 0 && (!found || strcmp(template->language, language) == 0))
            found = template;
    }
    if (!found)
        abort(); /* the queues know no other kinds */
    return found;
}

/* On one line, not longer than a name has to be, and not cut within a letter. */
static const char *one_line(struct arena *arena, const char *name)
{
    size_t len = strlen(name);
    char *line;

    if (len > NAME_MAX_BYTES) {
        len = NAME_MAX_BYTES;
        while (((unsigned char)name[len] & 0xc0) == 0x80)
            len--;
    }
    line = arena_strndup(arena, name, len);
    for (char *s = line; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7f)
            *s = ' ';
    return line;
}

struct place {
    const char *name, *value;
};

/* Copies the template; what is filled in is not looked through again. */
static const char *fill_in(struct arena *arena, const char *template, const struct place *places)
{
    struct buf buf;

    buf_init(&buf, arena, strlen(template) + 512);
    while (*template) {
        const struct place *place = places;
        size_t len = 0;

        for (; place->name; place++) {
            len = strlen(place->name);
            if (strncmp(template, place->name, len) == 0)
                break;
        }
        if (place->name) {
            buf_puts(&buf, place->value);
            template += len;
        } else {
            buf_putc(&buf, *template ++);
        }
    }
    return buf_cstr(&buf);
}

void mail_text(struct arena *arena, const struct mail_content *content, const char *link,
               const char **ret_subject, const char **ret_text)
{
    const struct mail_template *template = find(content->language, content->kind);
    const struct place places[] = {
        {"{name}", one_line(arena, content->full_name)},
        {"{organization}", one_line(arena, content->organization)},
        {"{email}", content->email},
        {"{good_until}", content->good_until},
        {"{title}", content->title ? one_line(arena, content->title) : NULL},
        {"{due}", content->due},
        {"{link}", link},
        {NULL, NULL},
    };

    *ret_subject = fill_in(arena, template->subject, places);
    *ret_text = fill_in(arena, template->text, places);
}
