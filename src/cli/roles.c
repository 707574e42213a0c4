// SPDX-License-Identifier: MIT
/* sauda roles: the table of rights. docs/roles.md holds this output; a check compares them. */
#include "auth/permission.h"
#include "cli/command.h"

int cli_roles(const struct invocation *in)
{
    (void)in;
    permission_table(stdout);
    return EXIT_OK;
}
