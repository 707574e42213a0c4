// SPDX-License-Identifier: MIT
/* The commands of the program: one table, from which the command line is read and helped with, and
 * one function each. */
#ifndef SAUDA_CLI_COMMAND_H
#define SAUDA_CLI_COMMAND_H

#include "base/config.h"
#include "base/ctx.h"

#include <stdbool.h>
#include <stddef.h>

enum exit_code { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

#define COMMAND_MAX_OPTIONS 2

/* What a command was called with. */
struct invocation {
    struct ctx *cx;                          /* memory and failures of the whole run */
    const struct config *config;             /* NULL where the command does without */
    unsigned options;                        /* bit i: option i of the command was given */
    const char *values[COMMAND_MAX_OPTIONS]; /* what was given with option i, or NULL */
};

struct command_option {
    const char *name; /* "--plan" */
    const char *help;
    const char *value; /* what follows it, as the help says it: "NAME|ID"; NULL: nothing */
};

struct command {
    const char *name;
    struct command_option options[COMMAND_MAX_OPTIONS]; /* besides --help; name NULL: no more */
    const char *summary;                                /* one line */
    const char *description; /* more lines, for its own --help, or NULL */
    bool needs_config;       /* a bad setting ends it before it begins */
    int (*run)(const struct invocation *in);
};

extern const struct command commands[];
extern const size_t n_commands;

int cli_serve(const struct invocation *in);
int cli_migrate(const struct invocation *in);
int cli_seed(const struct invocation *in);
int cli_create_admin(const struct invocation *in);
int cli_init_pipeline(const struct invocation *in);
int cli_doctor(const struct invocation *in);
int cli_openapi(const struct invocation *in);
int cli_config(const struct invocation *in);
int cli_roles(const struct invocation *in);
int cli_version(const struct invocation *in);

/* Runs the command line; the exit code. */
int cli_run(int argc, char **argv);

/* "sauda: …" on standard error, one line for each field that was refused. Returns EXIT_FAILED. */
int cli_fail(const struct ctx *cx);

#endif
