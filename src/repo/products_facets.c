// SPDX-License-Identifier: MIT
/* Counting is work by the row, so it ends after so many of them: the newest. Rows lie in the table about as their ids follow,
 * so this order reads each page once; by whichever index fits the filter best, they came from all over the table, which
 * took up to four times as long with a million of them. */
#include "gen/sql.h"
#include "repo/products.h"
#include "repo/sql_text.h"

#define MAX_ROWS "50000"
#define MAX_VALUES "100"

/* The values of a column, the most frequent first. */
static void put_values(struct sql_text *sql, const char *column, const char *as)
{
    sql_printf(
        sql,
        "(select coalesce(json_agg(json_build_object('value', v.value, 'count', v.n) order by "
        "v.n desc, v.value), '[]') from (select f.%s as value, count(*) as n from found f "
        "group by 1 order by 2 desc, 1 limit " MAX_VALUES ") v) as %s, ",
        column, as);
}

enum err products_find_facets(struct ctx *cx, const struct filter *filter, struct db_rows *ret_row)
{
    struct db_batch batch = {0};
    struct sql_text sql;
    enum err e;

    sql_text_init(&sql, cx->arena);
    sql_put(&sql, "with found as materialized (select r.brand, r.category, r.price");
    filter_put_from(cx, filter, &sql);
    sql_put(&sql, " order by r.id desc limit " MAX_ROWS " + 1) select ");
    put_values(&sql, "brand", "brands");
    put_values(&sql, "category", "categories");
    sql_put(&sql, "min(f.price) as price_min, max(f.price) as price_max, count(*) as counted, "
                  "count(*) <= " MAX_ROWS " as is_complete from found f");
    sql_plans_custom_add(cx, &batch);
    sql_add(&batch, &sql, SQL_READ, "products/facets");
    e = filter_explain(cx, filter, db_batch_run(cx, &batch));
    if (!e)
        *ret_row = batch.rows[1];
    return e;
}
