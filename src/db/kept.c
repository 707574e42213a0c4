// SPDX-License-Identifier: MIT
/* The statements put together at run time that a connection keeps prepared: those that ran last, a hundred of them. They
 * are found by their whole text, so two of the same hash are still two. */
#include "conn.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_MAX 100u /* each costs the server some tens of kilobytes */
#define NAME_SIZE 24

/* FNV-1a */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

struct kept_statement *kept_find(struct kept_statements *kept, const char *sql, uint64_t now)
{
    uint64_t hash = hash_of(sql);

    for (unsigned i = 0; i < kept->n; i++) {
        struct kept_statement *statement = kept->all[i];

        if (statement->hash != hash || strcmp(statement->st.sql, sql) != 0)
            continue;
        statement->used_at = now;
        return statement;
    }
    return NULL;
}

static void make_room(struct kept_statements *kept)
{
    if (kept->n < kept->cap)
        return;
    kept->cap = kept->cap ? kept->cap * 2 : 16;
    kept->all = reallocarray(kept->all, kept->cap, sizeof *kept->all);
    if (!kept->all)
        abort();
}

struct kept_statement *kept_add(struct kept_statements *kept, const struct db_statement *st,
                                uint64_t now)
{
    struct kept_statement *statement = calloc(1, sizeof *statement);
    char *name = malloc(NAME_SIZE), *sql = strdup(st->sql);

    if (!statement || !name || !sql)
        abort();
    make_room(kept);
    snprintf(name, NAME_SIZE, "kept/%u", kept->n_named++);
    statement->st = *st;
    statement->st.name = name;
    statement->st.sql = sql;
    statement->hash = hash_of(sql);
    statement->used_at = now;
    kept->all[kept->n++] = statement;
    return statement;
}

struct kept_statement *kept_take_oldest(struct kept_statements *kept, uint64_t now)
{
    struct kept_statement *oldest = NULL;

    if (kept->n < KEPT_MAX)
        return NULL;
    for (unsigned i = 0; i < kept->n; i++) {
        struct kept_statement *statement = kept->all[i];

        if (statement->is_settled && statement->used_at < now &&
            (!oldest || statement->used_at < oldest->used_at))
            oldest = statement;
    }
    if (oldest)
        kept_remove(kept, oldest);
    return oldest;
}

void kept_remove(struct kept_statements *kept, struct kept_statement *statement)
{
    for (unsigned i = 0; i < kept->n; i++) {
        if (kept->all[i] == statement) {
            kept->all[i] = kept->all[--kept->n];
            return;
        }
    }
}

void kept_free(struct kept_statement *statement)
{
    free((char *)statement->st.name);
    free((char *)statement->st.sql);
    free(statement);
}

void kept_clear(struct kept_statements *kept)
{
    for (unsigned i = 0; i < kept->n; i++)
        kept_free(kept->all[i]);
    free(kept->all);
    *kept = (struct kept_statements){0};
}
