// SPDX-License-Identifier: MIT
/* Where the program begins. All it does is in src/cli/: one file a command. */
#include "cli/command.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv);
}
