// SPDX-License-Identifier: MIT
/* Asking somebody at a terminal, or reading the answers from standard input. */
#ifndef SAUDA_CLI_TERMINAL_H
#define SAUDA_CLI_TERMINAL_H

#include "base/ctx.h"

/* The next line of standard input, without its end. `what` names it in errors. Nothing beyond the line is read. */
enum err terminal_read_line(struct ctx *cx, const char *what, const char **ret_line)
    __attribute__((warn_unused_result));
/* The same, after asking for it. */
enum err terminal_ask(struct ctx *cx, const char *what, const char **ret_line)
    __attribute__((warn_unused_result));
/* The same, and what is typed is not shown. Standard input must be a terminal. */
enum err terminal_ask_hidden(struct ctx *cx, const char *what, const char **ret_line)
    __attribute__((warn_unused_result));

#endif
