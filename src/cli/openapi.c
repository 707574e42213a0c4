// SPDX-License-Identifier: MIT
/* sauda openapi: the contract, from the same bytes that /openapi.json serves. */
#include "cli/command.h"

#include "http/assets.h"

#include <stdio.h>
#include <string.h>

int cli_openapi(const struct invocation *in)
{
    (void)in;
    for (size_t i = 0; i < n_assets; i++)
        if (!strcmp(assets[i].path, "/openapi.json"))
            return fwrite(assets[i].raw, 1, assets[i].raw_len, stdout) == assets[i].raw_len
                       ? EXIT_OK
                       : EXIT_FAILED;
    fputs("sauda: the contract is missing in this build\n", stderr);
    return EXIT_FAILED;
}
