// SPDX-License-Identifier: MIT
/* Where a module tells of its health. */
#ifndef SAUDA_JOBS_ADDRESS_H
#define SAUDA_JOBS_ADDRESS_H

#include "base/arena.h"

/* The address of the module with the path behind it: "http://h/api/" and "/health" make "http://h/api/health". A query
 * of either stays, a fragment does not; the path can never lead to another host. In the arena. */
const char *address_join(struct arena *arena, const char *api_url, const char *path);

#endif
