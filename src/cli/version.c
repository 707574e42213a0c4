// SPDX-License-Identifier: MIT
/* sauda version: of the build; what /health shows may be another one (APP_VERSION). */
#include "cli/command.h"

#include <stdio.h>

int cli_version(const struct invocation *in)
{
    (void)in;
    puts("sauda " SAUDA_VERSION);
    return EXIT_OK;
}
