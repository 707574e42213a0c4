// SPDX-License-Identifier: MIT
/* Who may do what: one table, by resource and role. The contract names what an operation needs (`x-permission`), the
 * table says whether a role has it, and for which rows; docs/roles.md and `GET /auth/me` are printed from it. */
#ifndef SAUDA_AUTH_PERMISSION_H
#define SAUDA_AUTH_PERMISSION_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum role {
    ROLE_ADMIN,
    ROLE_OFFICE,
    ROLE_SUPERVISOR,
    ROLE_PROMOTER,
    ROLE_MANAGER,
    ROLE_EMPLOYEE,
    ROLE_COUNT
};

enum scope {
    SCOPE_NONE,
    SCOPE_OWN, /* rows whose owner is the user */
    SCOPE_ALL,
};

const char *role_name(enum role role);
bool role_parse(const char *name, enum role *ret_role);

/* `permission` is "<resource>:<action>". What the table does not know is permitted to nobody. */
enum scope permission_scope(enum role role, const char *permission);
/* The resources on whose rows a role may do `action` to that extent, for a statement that asks for many at once; how many. */
#define PERMISSION_RESOURCES_MAX 40
size_t permission_resources(enum role role, const char *action, enum scope scope,
                            const char *ret_names[static PERMISSION_RESOURCES_MAX]);
/* The rights of a role as a JSON object: {"modules":{"read":"all"},…}. */
void permission_json(struct buf *buf, enum role role);
/* The table in Markdown, as docs/roles.md has it. */
void permission_table(FILE *out);

#endif
