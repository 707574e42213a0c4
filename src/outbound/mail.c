// SPDX-License-Identifier: MIT
/* Where a mail goes: to the server, or to a file that its address alone names, so that in development the links of mails
 * can be followed without any server. */
#include "outbound/mail.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "call.h"
#include "message.h"
#include "smtp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct mail_settings mail_settings_of(struct arena *arena, const struct config *config)
{
    return (struct mail_settings){
        .smtp_url = config->smtp_url,
        .from = config->mail_from,
        .folder =
            config->app_env == APP_PROD ? NULL : arena_printf(arena, "%s/mail", config->data_dir),
    };
}

bool mail_is_on(const struct mail_settings *settings)
{
    return settings->smtp_url || settings->folder;
}

/* --- to a file -------------------------------------------------------------------------------------------------- */

static enum mail_outcome file_failed(struct ctx *cx, const char *path, const char **ret_problem)
{
    *ret_problem = arena_printf(cx->arena, "%s: %s", path, strerrordesc_np(errno));
    return MAIL_TRY_LATER;
}

/* The folder and the one above it. */
static bool make_folder(struct arena *arena, const char *folder)
{
    char *parent = arena_strdup(arena, folder);
    char *slash = strrchr(parent, '/');

    if (slash && slash != parent) {
        *slash = '\0';
        if (mkdir(parent, S_IRWXU) && errno != EEXIST)
            return false;
    }
    return mkdir(folder, S_IRWXU) == 0 || errno == EEXIST;
}

/* Under a name that mail programs do not look at, and moved into place: nobody reads half of it. */
static enum mail_outcome write_file(struct ctx *cx, const char *folder, const struct mail *mail,
                                    const struct buf *message, const char **ret_problem)
{
    time_t now = (time_t)(clock_real_us() / US_PER_S);
    char at[32];
    struct tm tm;
    const char *path, *own;
    bool is_written;
    int fd;

    gmtime_r(&now, &tm);
    strftime(at, sizeof at, "%Y%m%dT%H%M%SZ", &tm);
    path = arena_printf(cx->arena, "%s/%s-%s.eml", folder, at, mail->id);
    own = arena_printf(cx->arena, "%s/.%s.%ld", folder, mail->id, (long)getpid());
    if (!make_folder(cx->arena, folder))
        return file_failed(cx, folder, ret_problem);
    (void)unlink(own); /* of a process that had our number and died here */
    fd = open(own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return file_failed(cx, own, ret_problem);
    is_written = file_write(fd, message->data, message->len);
    close(fd);
    if (!is_written || rename(own, path)) {
        enum mail_outcome outcome = file_failed(cx, path, ret_problem);

        (void)unlink(own);
        return outcome;
    }
    log_info("mail", "written to %s", path);
    return MAIL_SENT;
}

/* --- to the server ---------------------------------------------------------------------------------------------- */

static enum mail_outcome hand_in(struct ctx *cx, struct outbound *outbound,
                                 const struct smtp_message *message, const char **ret_problem)
{
    struct smtp_answer answer;

    smtp_send(cx, outbound->smtp, message, &answer);
    if (answer.outcome != MAIL_SENT)
        *ret_problem = arena_strdup(cx->arena, answer.problem);
    return answer.outcome;
}

enum mail_outcome mail_send(struct ctx *cx, struct outbound *outbound,
                            const struct mail_settings *settings, const struct mail *mail,
                            const char **ret_problem)
{
    enum message_body body = settings->smtp_url ? MESSAGE_BASE64 : MESSAGE_8BIT;
    const char *name, *address;
    struct buf message;

    *ret_problem = NULL;
    if (!mail_is_on(settings)) {
        *ret_problem = "SMTP_URL is not set";
        return MAIL_OFF;
    }
    buf_init(&message, cx->arena, 4096);
    if (!message_write(&message, settings->from, mail, body, clock_real_us(), ret_problem) ||
        !message_split(cx->arena, settings->from, &name, &address))
        return MAIL_REFUSED;
    if (!settings->smtp_url)
        return write_file(cx, settings->folder, mail, &message, ret_problem);
    return hand_in(cx, outbound,
                   &(struct smtp_message){.url = settings->smtp_url,
                                          .from = address,
                                          .to = mail->to,
                                          .data = message.data,
                                          .len = message.len},
                   ret_problem);
}

void mail_stop(struct outbound *outbound)
{
    smtp_stop(outbound->smtp);
}

bool mail_probe(struct arena *arena, const struct mail_settings *settings, int64_t timeout_ms,
                const char **ret_problem)
{
    struct smtp_answer answer;

    smtp_send_here(&(struct smtp_message){.url = settings->smtp_url},
                   clock_now_us() + timeout_ms * US_PER_MS, &answer);
    if (answer.outcome == MAIL_SENT)
        return true;
    *ret_problem = arena_strdup(arena, answer.problem);
    return false;
}
