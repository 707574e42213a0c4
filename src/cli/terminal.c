// SPDX-License-Identifier: MIT
/* Asking somebody at a terminal. While a password is typed nothing is shown; a signal that comes then first puts the
 * terminal back as it was. */
#include "cli/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/types.h>
#include <termios.h>
#include <unistd.h>

#define LINE_MAX_LEN 4096 /* what a terminal takes at most */

enum err terminal_read_line(struct ctx *cx, const char *what, const char **ret_line)
{
    char line[LINE_MAX_LEN + 1];
    size_t len = 0;
    ssize_t n;
    char c;

    while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n') {
        if (len == LINE_MAX_LEN)
            return fail_fmt(cx, ERR_VALIDATION_FAILED, "the %s is too long", what);
        line[len++] = c;
    }
    if (n < 0)
        return fail_fmt(cx, ERR_INTERNAL, "cannot read the %s: %s", what, strerror(errno));
    if (n == 0 && len == 0)
        return fail_fmt(cx, ERR_VALIDATION_FAILED, "the %s is missing", what);
    if (len && line[len - 1] == '\r')
        len--;
    *ret_line = arena_strndup(cx->arena, line, len);
    explicit_bzero(line, sizeof line);
    return ERR_OK;
}

enum err terminal_ask(struct ctx *cx, const char *what, const char **ret_line)
{
    fprintf(stderr, "%s: ", what);
    return terminal_read_line(cx, what, ret_line);
}

/* Waits until a line was typed; the signal that came before it, or 0. */
static int wait_for_line(int signals_fd)
{
    struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                           {.fd = signals_fd, .events = POLLIN}};
    struct signalfd_siginfo info;

    while (poll(fds, 2, -1) < 0 && errno == EINTR)
        ;
    if (!(fds[1].revents & POLLIN) || read(signals_fd, &info, sizeof info) != (ssize_t)sizeof info)
        return 0;
    return (int)info.ssi_signo;
}

enum err terminal_ask_hidden(struct ctx *cx, const char *what, const char **ret_line)
{
    struct termios shown, hidden;
    sigset_t signals, before;
    int fd, signo = 0;
    enum err e = ERR_OK;

    if (tcgetattr(STDIN_FILENO, &shown))
        return fail_fmt(cx, ERR_INTERNAL, "cannot hide the %s: %s", what, strerror(errno));
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGQUIT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, &before);
    fd = signalfd(-1, &signals, SFD_CLOEXEC);
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    fprintf(stderr, "%s: ", what);
    if (fd >= 0)
        signo = wait_for_line(fd);
    if (!signo)
        e = terminal_read_line(cx, what, ret_line);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', stderr);
    if (fd >= 0)
        close(fd);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (signo) {
        raise(signo);
        return fail(cx, ERR_INTERNAL, "interrupted");
    }
    return e;
}
