// SPDX-License-Identifier: MIT
/* The text of a page's statement. Rows without a value come last in both directions, so an index has an order only where
 * its columns are never null; then "behind that row" is one comparison of rows, which the index begins at. */
#include "list_text.h"

#include <string.h>

static bool is_selected(const struct list_query *query, const struct list_field *field)
{
    return query->fields >> (field - query->filter.list->fields) & 1;
}

const char *list_key_column(struct arena *arena, const struct list_query *query, unsigned key)
{
    const struct list_field *field = query->keys[key].field;

    if (!field)
        return "_place";
    return is_selected(query, field) ? field->name : arena_printf(arena, "_%s", field->name);
}

void list_put_columns(struct sql_text *sql, const struct list_query *query)
{
    const struct list_spec *list = query->filter.list;
    const char *comma = "";

    for (size_t i = 0; i < list->n_fields; i++) {
        if (!is_selected(query, &list->fields[i]))
            continue;
        sql_printf(sql, "%s r.%s", comma, list->fields[i].name);
        comma = ",";
    }
    for (unsigned i = 0; i < query->n_keys; i++) {
        const struct list_field *field = query->keys[i].field;

        if (!field)
            sql_put(sql, ", s.place as _place");
        else if (!is_selected(query, field))
            sql_printf(sql, ", r.%s as \"_%s\"", field->name, field->name);
    }
}

bool list_key_is_id(const struct list_key *key)
{
    return key->field && strcmp(key->field->name, "id") == 0;
}

bool list_is_ordered(const struct list_query *query)
{
    const struct list_key *keys = query->keys;

    if (!keys[0].field || !keys[0].field->is_ordered)
        return false;
    return query->n_keys == 1 ||
           (query->n_keys == 2 && keys[1].is_descending == keys[0].is_descending &&
            list_key_is_id(&keys[1]));
}

/* --- order -------------------------------------------------------------------------------------------------------- */

static const char *expression_of(struct arena *arena, const struct list_key *key)
{
    return key->field ? arena_printf(arena, "r.%s", key->field->name) : "s.place";
}

static const char *cast_of_key(const struct list_key *key)
{
    return key->field ? sql_type_of(key->field->type) : "bigint";
}

static bool is_nullable(const struct list_key *key)
{
    return key->field && key->field->is_nullable;
}

void list_put_order(struct sql_text *sql, const struct list_query *query)
{
    for (unsigned i = 0; i < query->n_keys; i++) {
        const struct list_key *key = &query->keys[i];

        sql_printf(sql, "%s%s%s%s", i ? ", " : " order by ", expression_of(sql->text.arena, key),
                   key->is_descending ? " desc" : "",
                   key->is_descending && is_nullable(key) ? " nulls last" : "");
    }
}

/* --- behind a row ------------------------------------------------------------------------------------------------- */

static bool is_one_comparison(const struct list_query *query)
{
    for (unsigned i = 0; i < query->n_keys; i++)
        if (is_nullable(&query->keys[i]) ||
            query->keys[i].is_descending != query->keys[0].is_descending)
            return false;
    return true;
}

static void put_row_comparison(struct sql_text *sql, const struct list_query *query)
{
    for (unsigned i = 0; i < query->n_keys; i++)
        sql_printf(sql, "%s%s", i ? ", " : "(", expression_of(sql->text.arena, &query->keys[i]));
    sql_put(sql, query->keys[0].is_descending ? ") < " : ") > ");
    for (unsigned i = 0; i < query->n_keys; i++) {
        sql_put(sql, i ? ", " : "(");
        sql_bind(sql, query->after[i], cast_of_key(&query->keys[i]));
    }
    sql_put(sql, ")");
}

static void put_key_comparison(struct sql_text *sql, const struct list_query *query, unsigned i,
                               const char *operator)
{
    sql_printf(sql, "%s %s ", expression_of(sql->text.arena, &query->keys[i]), operator);
    sql_bind(sql, query->after[i], cast_of_key(&query->keys[i]));
}

static void put_key_equal(struct sql_text *sql, const struct list_query *query, unsigned i)
{
    if (query->after[i])
        put_key_comparison(sql, query, i, "=");
    else
        sql_printf(sql, "%s is null", expression_of(sql->text.arena, &query->keys[i]));
}

/* Rows that this key alone puts behind; behind null there is nothing. */
static void put_key_behind(struct sql_text *sql, const struct list_query *query, unsigned i)
{
    const struct list_key *key = &query->keys[i];

    if (!query->after[i]) {
        sql_put(sql, "false");
        return;
    }
    put_key_comparison(sql, query, i, key->is_descending ? "<" : ">");
    if (is_nullable(key))
        sql_printf(sql, " or %s is null", expression_of(sql->text.arena, key));
}

/* k1 behind, or k1 equal and (k2 behind, or …). In front of it what bounds the first key: an index can begin there. */
static void put_key_by_key(struct sql_text *sql, const struct list_query *query)
{
    if (!is_nullable(&query->keys[0])) {
        put_key_comparison(sql, query, 0, query->keys[0].is_descending ? "<=" : ">=");
        sql_put(sql, " and ");
    }
    for (unsigned i = 0; i < query->n_keys; i++) {
        sql_put(sql, "(");
        put_key_behind(sql, query, i);
        if (i + 1 < query->n_keys) {
            sql_put(sql, " or ");
            put_key_equal(sql, query, i);
            sql_put(sql, " and ");
        }
    }
    for (unsigned i = 0; i < query->n_keys; i++)
        sql_put(sql, ")");
}

void list_put_after(struct sql_text *sql, const struct list_query *query)
{
    if (!query->after)
        return;
    sql_put(sql, " and ");
    if (is_one_comparison(query))
        put_row_comparison(sql, query);
    else
        put_key_by_key(sql, query);
}
