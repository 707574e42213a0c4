// SPDX-License-Identifier: MIT
/* The table of rights. A cell names what a role may do, action by action; in lower-case words of the contract. */
#include "auth/permission.h"

#include <assert.h>
#include <string.h>

#define ALL "create read update delete"

struct right {
    const char *actions; /* with blanks between; NULL: none */
    enum scope scope;
};

struct resource {
    const char *name;
    struct right rights[ROLE_COUNT];
};

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_ADMIN] = "admin",       [ROLE_OFFICE] = "office",   [ROLE_SUPERVISOR] = "supervisor",
    [ROLE_PROMOTER] = "promoter", [ROLE_MANAGER] = "manager", [ROLE_EMPLOYEE] = "employee",
};

#define NONE                                                                                       \
    {                                                                                              \
        NULL, SCOPE_NONE                                                                           \
    }
#define MAY(actions)                                                                               \
    {                                                                                              \
        actions, SCOPE_ALL                                                                         \
    }
#define OWN(actions)                                                                               \
    {                                                                                              \
        actions, SCOPE_OWN                                                                         \
    }

/* In the order of enum role: admin, office, supervisor, promoter, manager, employee. */
static const struct resource resources[] = {
    {"modules", {MAY(ALL), MAY(ALL), MAY("read"), NONE, MAY("read"), MAY("read")}},
    {"products", {MAY(ALL), MAY(ALL), MAY("read update"), MAY("read"), MAY("read"), MAY("read")}},
    {"stores", {MAY(ALL), MAY(ALL), MAY("read"), NONE, MAY("read"), NONE}},
    {"orders", {MAY(ALL), MAY(ALL), MAY("read"), NONE, MAY("read"), NONE}},
    {"preorders", {MAY(ALL), MAY(ALL), MAY("read"), NONE, MAY("read"), NONE}},
    {"repricing", {MAY(ALL), MAY(ALL), MAY("read"), NONE, MAY("read"), NONE}},
    {"pipelines", {MAY(ALL), MAY("read"), MAY("read"), NONE, MAY("read"), MAY("read")}},
    {"stages", {MAY(ALL), MAY("read"), MAY("read"), NONE, MAY("read"), MAY("read")}},
    {"deals",
     {MAY(ALL " move"), MAY("read"), MAY(ALL " move"), NONE, OWN(ALL " move"), OWN("read move")}},
    {"clients", {MAY(ALL), MAY("read"), MAY(ALL), NONE, MAY("create read update"), MAY("read")}},
    {"contacts", {MAY(ALL), MAY("read"), MAY(ALL), NONE, MAY("create read update"), MAY("read")}},
    {"tasks", {MAY(ALL), MAY("read"), MAY(ALL), NONE, OWN(ALL), OWN(ALL)}},
    {"activities", {MAY(ALL), MAY("read"), MAY(ALL), NONE, OWN(ALL), OWN(ALL)}},
    {"agents",
     {MAY(ALL " chat"), MAY(ALL " chat"), MAY("read chat"), NONE, MAY("read chat"), MAY("chat")}},
    {"knowledge",
     {MAY(ALL " chat"), MAY(ALL " chat"), MAY("read chat"), NONE, MAY("read chat"), MAY("chat")}},
    {"integrations", {MAY(ALL), NONE, NONE, NONE, NONE, NONE}},
    {"billing", {MAY(ALL), NONE, NONE, NONE, NONE, NONE}},
    {"api_keys", {MAY(ALL), NONE, NONE, NONE, NONE, NONE}},
    {"users", {MAY(ALL), MAY("read"), NONE, NONE, NONE, NONE}},
    {"audit", {MAY(ALL), NONE, NONE, NONE, NONE, NONE}},
    {"organization",
     {MAY("read update"), MAY("read"), MAY("read"), MAY("read"), MAY("read"), MAY("read")}},
    {"reports", {MAY(ALL), MAY(ALL), MAY(ALL), OWN(ALL), OWN(ALL), OWN(ALL)}},
    {"dashboard", {MAY(ALL), MAY(ALL), MAY(ALL), OWN(ALL), OWN(ALL), OWN(ALL)}},
    {"sales", {MAY(ALL), MAY(ALL), MAY(ALL), OWN(ALL), NONE, NONE}},
    {"bonuses", {MAY(ALL), MAY(ALL), MAY(ALL), OWN(ALL), NONE, NONE}},
    {"messages", {MAY(ALL), MAY(ALL), MAY(ALL), OWN(ALL), NONE, NONE}},
};

#define N_RESOURCES (sizeof resources / sizeof *resources)

const char *role_name(enum role role)
{
    return role_names[role];
}

bool role_parse(const char *name, enum role *ret_role)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(role_names[i], name) == 0) {
            *ret_role = (enum role)i;
            return true;
        }
    }
    return false;
}

static bool has_action(const char *actions, const char *action)
{
    size_t wanted = strlen(action);

    for (const char *at = actions; at && *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");

        if (len == wanted && memcmp(at, action, len) == 0)
            return true;
        at += len;
    }
    return false;
}

enum scope permission_scope(enum role role, const char *permission)
{
    size_t len = strcspn(permission, ":");

    if (!permission[len])
        return SCOPE_NONE;
    for (size_t i = 0; i < N_RESOURCES; i++) {
        const struct resource *resource = &resources[i];

        if (strncmp(resource->name, permission, len) == 0 && !resource->name[len])
            return has_action(resource->rights[role].actions, permission + len + 1)
                       ? resource->rights[role].scope
                       : SCOPE_NONE;
    }
    return SCOPE_NONE;
}

size_t permission_resources(enum role role, const char *action, enum scope scope,
                            const char *ret_names[static PERMISSION_RESOURCES_MAX])
{
    size_t n = 0;

    static_assert(N_RESOURCES <= PERMISSION_RESOURCES_MAX, "permission.h");
    for (size_t i = 0; i < N_RESOURCES; i++) {
        const struct right *right = &resources[i].rights[role];

        if (right->scope == scope && has_action(right->actions, action))
            ret_names[n++] = resources[i].name;
    }
    return n;
}

static const char *scope_name(enum scope scope)
{
    return scope == SCOPE_OWN ? "own" : "all";
}

static void resource_json(struct buf *buf, const char *name, const struct right *right)
{
    const char *between = "";

    buf_printf(buf, "\"%s\":{", name);
    for (const char *at = right->actions; *at; at += strspn(at, " ")) {
        size_t len = strcspn(at, " ");

        buf_printf(buf, "%s\"%.*s\":\"%s\"", between, (int)len, at, scope_name(right->scope));
        between = ",";
        at += len;
    }
    buf_putc(buf, '}');
}

void permission_json(struct buf *buf, enum role role)
{
    const char *between = "";

    buf_putc(buf, '{');
    for (size_t i = 0; i < N_RESOURCES; i++) {
        const struct right *right = &resources[i].rights[role];

        if (!right->actions)
            continue;
        buf_puts(buf, between);
        resource_json(buf, resources[i].name, right);
        between = ",";
    }
    buf_putc(buf, '}');
}

/* --- for people ------------------------------------------------------------------------------------------------- */

static void print_cell(FILE *out, const struct right *right)
{
    const char *actions = right->actions;

    if (!actions) {
        fputs(" – |", out);
        return;
    }
    fputs(right->scope == SCOPE_OWN ? " own: " : " ", out);
    if (strncmp(actions, ALL, sizeof ALL - 1) == 0) {
        fputs("all", out);
        actions += sizeof ALL - 1;
    }
    for (; *actions; actions++) {
        if (*actions == ' ')
            fputc(',', out);
        fputc(*actions, out);
    }
    fputs(" |", out);
}

void permission_table(FILE *out)
{
    fputs("| resource |", out);
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        fprintf(out, " %s |", role_names[role]);
    fputs("\n|---|", out);
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        fputs("---|", out);
    fputc('\n', out);
    for (size_t i = 0; i < N_RESOURCES; i++) {
        fprintf(out, "| %s |", resources[i].name);
        for (unsigned role = 0; role < ROLE_COUNT; role++)
            print_cell(out, &resources[i].rights[role]);
        fputc('\n', out);
    }
}
