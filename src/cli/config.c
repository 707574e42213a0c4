// SPDX-License-Identifier: MIT
/* sauda config: the table of settings as a file to begin with. .env.example is this output, and a
 * check compares the two. */
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

int cli_config(const struct invocation *in)
{
    if (!in->has_option)
        puts("# Settings of sauda, with their defaults. They are read from the environment, then "
             "from the file\n"
             "# .env in the working directory. An empty value means the default.");
    for (size_t i = 0; i < n_config_keys; i++) {
        if (!in->has_option) {
            putchar('\n');
            print_comment(config_keys[i].help);
        }
        printf("%s=%s\n", config_keys[i].name, config_keys[i].fallback);
    }
    return EXIT_OK;
}
