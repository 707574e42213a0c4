// SPDX-License-Identifier: MIT
/* sauda config: the table of settings as a file to begin with. .env.example is this output and
 * docs/operations.md holds the table; a check compares them. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 100

/* The help as comment lines. */
static void print_comment(const char *help)
{
    size_t column = 1;

    putchar('#');
    while (*help) {
        size_t len = strcspn(help, " ");

        if (column + 1 + len > COLUMNS) {
            fputs("\n#", stdout);
            column = 1;
        }
        printf(" %.*s", (int)len, help);
        column += 1 + len;
        help += len + (help[len] == ' ');
    }
    putchar('\n');
}

static void print_sample(void)
{
    puts("# Settings of sauda, with their defaults. They are read from the environment, then from "
         "the file\n"
         "# .env in the working directory. An empty value means the default.");
    for (size_t i = 0; i < n_config_keys; i++) {
        putchar('\n');
        print_comment(config_keys[i].help);
        printf("%s=%s\n", config_keys[i].name, config_keys[i].fallback);
    }
}

static void print_keys(void)
{
    for (size_t i = 0; i < n_config_keys; i++)
        printf("%s=%s\n", config_keys[i].name, config_keys[i].fallback);
}

static void print_table(void)
{
    puts("| key | default | meaning |\n|---|---|---|");
    for (size_t i = 0; i < n_config_keys; i++) {
        const struct config_key *key = &config_keys[i];

        printf("| `%s` |", key->name);
        if (*key->fallback)
            printf(" `%s`", key->fallback);
        printf(" | %s |\n", key->help);
    }
}

int cli_config(const struct invocation *in)
{
    if (in->options & 2)
        print_table();
    else if (in->options & 1)
        print_keys();
    else
        print_sample();
    return EXIT_OK;
}
