// SPDX-License-Identifier: MIT
/* Imports, jobs and operations as lists show them. They follow the rights of a resource; to whom a role gives those for rows
 * of his own alone, they show what he has begun himself. */
#ifndef SAUDA_REPO_BEGUN_H
#define SAUDA_REPO_BEGUN_H

#include <stddef.h>
#include <stdint.h>

/* Words of which everything is shown, and of which what ctx's actor has begun: resources or entities, as the list says. */
struct begun_filter {
    const char *const *all, *const *own;
    size_t n_all, n_own;
    int64_t page, page_size;
};

#endif
