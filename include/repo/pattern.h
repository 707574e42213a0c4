// SPDX-License-Identifier: MIT
/* Patterns for LIKE made of what people typed. */
#ifndef SAUDA_REPO_PATTERN_H
#define SAUDA_REPO_PATTERN_H

#include "base/arena.h"

/* `%text%`, with what LIKE takes for wildcards escaped; NULL for NULL. */
const char *pattern_contains(struct arena *arena, const char *text);

#endif
