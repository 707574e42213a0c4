// SPDX-License-Identifier: MIT
#include "handlers/begun.h"
#include "auth/identity.h"

#include <string.h>

static enum scope scope_of(const struct ctx *cx, const char *resource, const char *action)
{
    return permission_scope(cx->identity->role, arena_printf(cx->arena, "%s:%s", resource, action));
}

bool begun_may(const struct ctx *cx, const struct begun *begun, const char *action)
{
    switch (scope_of(cx, begun->resource, action)) {
    case SCOPE_ALL:
        return true;
    case SCOPE_OWN:
        return begun->created_by && strcmp(begun->created_by, cx->actor_id) == 0;
    case SCOPE_NONE:
        break;
    }
    return false;
}

enum err begun_permit(struct ctx *cx, const struct begun *begun, const char *action)
{
    if (!begun_may(cx, begun, "read"))
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (!begun_may(cx, begun, action))
        return fail(cx, ERR_FORBIDDEN, NULL);
    if (scope_of(cx, begun->resource, action) == SCOPE_OWN)
        cx->own_id = cx->actor_id;
    return ERR_OK;
}

struct begun_filter begun_readable(struct ctx *cx, int64_t page, int64_t page_size)
{
    const char **all = arena_zalloc(cx->arena, PERMISSION_RESOURCES_MAX, sizeof *all);
    const char **own = arena_zalloc(cx->arena, PERMISSION_RESOURCES_MAX, sizeof *own);
    enum role role = cx->identity->role;

    return (struct begun_filter){
        .all = all,
        .n_all = permission_resources(role, "read", SCOPE_ALL, all),
        .own = own,
        .n_own = permission_resources(role, "read", SCOPE_OWN, own),
        .page = page,
        .page_size = page_size,
    };
}
