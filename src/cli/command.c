// SPDX-License-Identifier: MIT
/* Reading the command line. The table below is all there is to it: what is not in it is a wrong
 * usage (exit code 2), and the help is printed from it, so neither can know more than the other. A
 * command that failed, a bad setting included, ends with 1. */
#include "cli/command.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    {.name = "serve",
     .summary = "Bring the database up to date, then serve the API and the panel",
     .description = "Runs until SIGTERM or SIGINT: finishes what is in flight (10 s at most), then "
                    "stops its own\n"
                    "PostgreSQL. A second signal ends it at once.\n",
     .needs_config = true,
     .run = cli_serve},
    {.name = "migrate",
     .options = {{"--plan", "only print what would be applied"}},
     .summary = "Bring the database up to date",
     .needs_config = true,
     .run = cli_migrate},
    {.name = "seed",
     .summary = "Put the demo data in, each part once",
     .description =
         "What was put in before stays as it is now, also deleted. Refused with APP_ENV=prod.\n",
     .needs_config = true,
     .run = cli_seed},
    {.name = "doctor",
     .summary = "Tell of each setting and each outside system: ok, or how to mend it",
     .run = cli_doctor},
    {.name = "openapi",
     .summary = "Print the contract of the API (OpenAPI 3.1, JSON)",
     .run = cli_openapi},
    {.name = "config",
     .options = {{"--keys", "only KEY=default, without the explanations"},
                 {"--table", "as a table in Markdown, which docs/operations.md has"}},
     .summary = "Print all settings with their defaults, as .env.example has them",
     .run = cli_config},
    {.name = "version", .summary = "Print the version", .run = cli_version},
};
const size_t n_commands = sizeof commands / sizeof *commands;

/* --- help ------------------------------------------------------------------------------------- */

static void print_help(FILE *out)
{
    fputs("Usage: sauda COMMAND [--help]\n\nCommands:\n", out);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(out, "  %-10s%s\n", commands[i].name, commands[i].summary);
    fputs("\nSettings, from the environment or from .env in the working directory:\n", out);
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *key = &config_keys[i];

        fprintf(out, "  %-18s%s%s%s%s\n", key->name, key->help, *key->fallback ? " [" : "",
                key->fallback, *key->fallback ? "]" : "");
    }
    fputs("\nExit codes: 0 done, 1 failed, 2 wrong usage.\n", out);
}

static void print_command_help(const struct command *command)
{
    printf("Usage: sauda %s", command->name);
    for (unsigned i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++)
        printf(" [%s]", command->options[i].name);
    printf(" [--help]\n\n%s.\n", command->summary);
    if (command->description)
        fputs(command->description, stdout);
    for (unsigned i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++)
        printf("%s  %-10s%s\n", i ? "" : "\n", command->options[i].name, command->options[i].help);
}

static bool is_help(const char *word)
{
    return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* --- running ---------------------------------------------------------------------------------- */

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

int cli_fail(const struct ctx *cx)
{
    for (const struct field_error *field = cx->failure.fields; field; field = field->next)
        fprintf(stderr, "sauda: %s %s\n", field->field, field->message);
    if (!cx->failure.fields)
        fprintf(stderr, "sauda: %s\n", cx->failure.message ? cx->failure.message : "failed");
    return EXIT_FAILED;
}

static int command_run(const struct command *command, unsigned options)
{
    struct ctx cx = {.arena = arena_new()};
    struct config config;
    struct invocation in = {.cx = &cx, .options = options};
    int code;

    if (command->needs_config && config_load(&cx, ".env", &config)) {
        code = cli_fail(&cx);
    } else {
        if (command->needs_config) {
            in.config = &config;
            log_setup((enum log_level)config.log_level, config.log_format != 0);
        }
        code = command->run(&in);
    }
    arena_free(cx.arena);
    arena_store_free();
    if (fflush(stdout) && code == EXIT_OK)
        code = EXIT_FAILED;
    return code;
}

static int usage_error(const char *word, const char *of)
{
    fprintf(stderr, "sauda: there is no %s %s (sauda --help lists what there is)\n", of, word);
    return EXIT_USAGE;
}

/* Adds the bit of the option. */
static bool option_find(const struct command *command, const char *word, unsigned *options)
{
    for (unsigned i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++) {
        if (!strcmp(command->options[i].name, word)) {
            *options |= 1u << i;
            return true;
        }
    }
    return false;
}

int cli_run(int argc, char **argv)
{
    const struct command *command;
    unsigned options = 0;

    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (is_help(argv[1]) || !strcmp(argv[1], "help")) {
        print_help(stdout);
        return EXIT_OK;
    }
    command = command_find(!strcmp(argv[1], "--version") ? "version" : argv[1]);
    if (!command)
        return usage_error(argv[1], argv[1][0] == '-' ? "option" : "command");
    for (int i = 2; i < argc; i++) {
        if (is_help(argv[i])) {
            print_command_help(command);
            return EXIT_OK;
        }
        if (!option_find(command, argv[i], &options))
            return usage_error(argv[i], "option");
    }
    return command_run(command, options);
}
