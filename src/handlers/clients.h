// SPDX-License-Identifier: MIT
/* What the handlers of clients share. */
#ifndef SAUDA_SRC_HANDLERS_CLIENTS_H
#define SAUDA_SRC_HANDLERS_CLIENTS_H

#include "gen/api.h"
#include "repo/clients.h"

/* A merge patch as it is stored. ERR_VALIDATION_FAILED names a field of which trimming left nothing, with `at` before its
 * name. */
enum err clients_patch_values(struct ctx *cx, const char *at, const struct client_update *body,
                              struct client_values *ret_values) __attribute__((warn_unused_result));

#endif
