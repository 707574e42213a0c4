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
     .options = {{.name = "--plan", .help = "only print what would be applied"}},
     .summary = "Bring the database up to date",
     .needs_config = true,
     .run = cli_migrate},
    {.name = "seed",
     .options = {{.name = "--products",
                  .help = "instead, make N products for measuring (1 to 2000000)",
                  .value = "N"}},
     .summary = "Put the demo data in, each part once",
     .description =
         "What was put in before stays as it is now, also deleted. Refused with APP_ENV=prod.\n",
     .needs_config = true,
     .run = cli_seed},
    {.name = "create-admin",
     .options = {{.name = "--organization",
                  .help = "whose admin it is to be, where there are several",
                  .value = "NAME|ID"}},
     .summary = "Make an admin, or make somebody one, with a new password",
     .description = "Asks for the e-mail and the password; where there is no terminal, standard "
                    "input has them "
                    "in two lines.\nMakes the organization where there is none yet.\n",
     .needs_config = true,
     .run = cli_create_admin},
    {.name = "init-pipeline",
     .options = {{.name = "--organization",
                  .help = "whose pipeline it is to be, where there are several",
                  .value = "NAME|ID"}},
     .summary = "Make the standard pipeline of deals, where there is no pipeline yet",
     .needs_config = true,
     .run = cli_init_pipeline},
    {.name = "doctor",
     .summary = "Tell of each setting and each outside system: ok, or how to mend it",
     .run = cli_doctor},
    {.name = "openapi",
     .summary = "Print the contract of the API (OpenAPI 3.1, JSON)",
     .run = cli_openapi},
    {.name = "config",
     .options = {{.name = "--keys", .help = "only KEY=default, without the explanations"},
                 {.name = "--table", .help = "as a table in Markdown, which docs/operations.md has"}},
     .summary = "Print all settings with their defaults, as .env.example has them",
     .run = cli_config},
    {.name = "roles",
     .summary = "Print what each role may do, as the table in Markdown that docs/roles.md has",
     .run = cli_roles},
    {.name = "version", .summary = "Print the version", .run = cli_version},
};
const size_t n_commands = sizeof commands / sizeof *commands;

/* --- help ------------------------------------------------------------------------------------- */

static void print_help(FILE *out)
{
    fputs("Usage: sauda COMMAND [--help]\n\nCommands:\n", out);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(out, "  %-14s%s\n", commands[i].name, commands[i].summary);
    fputs("\nSettings, from the environment or from .env in the working directory:\n", out);
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *key = &config_keys[i];

        fprintf(out, "  %-18s%s%s%s%s\n", key->name, key->help, *key->fallback ? " [" : "",
                key->fallback, *key->fallback ? "]" : "");
    }
    fputs("\nExit codes: 0 done, 1 failed, 2 wrong usage.\n", out);
}

/* "--organization NAME|ID" */
static const char *option_text(const struct command_option *option, char *text, size_t size)
{
    snprintf(text, size, "%s%s%s", option->name, option->value ? " " : "",
             option->value ? option->value : "");
    return text;
}

static void print_command_help(const struct command *command)
{
    char text[64];

    printf("Usage: sauda %s", command->name);
    for (unsigned i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++)
        printf(" [%s]", option_text(&command->options[i], text, sizeof text));
    printf(" [--help]\n\n%s.\n", command->summary);
    if (command->description)
        fputs(command->description, stdout);
    for (unsigned i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++)
        printf("%s  %-10s  %s\n", i ? "" : "\n",
               option_text(&command->options[i], text, sizeof text), command->options[i].help);
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

static int command_run(const struct command *command, struct invocation *in)
{
    struct ctx cx = {.arena = arena_new()};
    struct config config;
    int code;

    in->cx = &cx;
    if (command->needs_config && config_load(&cx, ".env", &config)) {
        code = cli_fail(&cx);
    } else {
        if (command->needs_config) {
            in->config = &config;
            log_setup((enum log_level)config.log_level, config.log_format != 0);
        }
        code = command->run(in);
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

static int value_error(const struct command_option *option)
{
    fprintf(stderr, "sauda: %s needs a value: %s %s\n", option->name, option->name, option->value);
    return EXIT_USAGE;
}

/* The option that the word begins with: "--plan", "--organization", "--organization=…". */
static const struct command_option *option_find(const struct command *command, const char *word)
{
    for (unsigned i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name; i++) {
        const struct command_option *option = &command->options[i];
        size_t len = strlen(option->name);

        if (!strncmp(option->name, word, len) && (!word[len] || (option->value && word[len] == '=')))
            return option;
    }
    return NULL;
}

/* Reads the words behind the command; 0, or the exit code of who used them wrongly. */
static int options_read(const struct command *command, char **words, struct invocation *in)
{
    for (; *words; words++) {
        const struct command_option *option = option_find(command, *words);
        const char *value;

        if (!option)
            return usage_error(*words, "option");
        in->options |= 1u << (option - command->options);
        if (!option->value)
            continue;
        value = strchr(*words, '=');
        value = value ? value + 1 : *++words;
        if (!value || !*value)
            return value_error(option);
        in->values[option - command->options] = value;
    }
    return EXIT_OK;
}

int cli_run(int argc, char **argv)
{
    const struct command *command;
    struct invocation in = {0};
    int code;

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
    }
    code = options_read(command, argv + 2, &in);
    return code ? code : command_run(command, &in);
}
