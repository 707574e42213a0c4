// SPDX-License-Identifier: MIT
/* Pages of a list. What an index answers travels with all other reads, in statements that are planned once; anything else
 * has a connection of its own and three seconds, and is planned for its values. The rows are read first: where they end on
 * the page, nothing is left to count. */
#include "repo/list.h"
#include "gen/sql.h"
#include "list_text.h"

#include <assert.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#define NEAR_ROWS 1000 /* an index passes over so many in no time */

/* --- what was asked ----------------------------------------------------------------------------------------------- */

static const struct list_field *field_named(const struct list_spec *list, const char *name)
{
    for (size_t i = 0; i < list->n_fields; i++)
        if (strcmp(list->fields[i].name, name) == 0)
            return &list->fields[i];
    return NULL;
}

static struct list_key key_named(const struct list_spec *list, const char *text)
{
    bool is_descending = text[0] == '-';
    const struct list_field *field = field_named(list, text + is_descending);

    assert(field); /* the contract's table has let it pass */
    return (struct list_key){field, is_descending};
}

static enum err add_key(struct ctx *cx, struct list_query *query, struct list_key key)
{
    for (unsigned i = 0; i < query->n_keys; i++)
        if (query->keys[i].field == key.field)
            return fail_field(cx, ERR_VALIDATION_FAILED, "sort", "duplicate",
                              "names a field more than once");
    query->keys[query->n_keys++] = key;
    return ERR_OK;
}

/* The id decides between rows that are equal otherwise, in the direction of the key before it. */
static enum err read_sort(struct ctx *cx, const struct opt_strs *sort, struct list_query *query)
{
    const struct list_spec *list = query->filter.list;
    bool is_found = filter_q(&query->filter) != NULL;
    enum err e = ERR_OK;

    assert(sort->n < LIST_MAX_KEYS);
    for (size_t i = 0; !e && i < sort->n; i++)
        e = add_key(cx, query, key_named(list, sort->v[i]));
    if (e)
        return e;
    if (sort->n == 0)
        query->keys[query->n_keys++] = is_found ? (struct list_key){0} : key_named(list, list->sort);
    for (unsigned i = 0; i < query->n_keys; i++)
        if (list_key_is_id(&query->keys[i]))
            query->n_keys = i + 1;
    if (!list_key_is_id(&query->keys[query->n_keys - 1])) {
        query->keys[query->n_keys] = (struct list_key){
            .field = field_named(list, "id"),
            .is_descending = query->keys[query->n_keys - 1].is_descending,
        };
        query->n_keys++;
    }
    return ERR_OK;
}

static uint64_t read_fields(const struct list_spec *list, const struct opt_strs *fields)
{
    uint64_t mask = 0;

    assert(list->n_fields < 64);
    for (size_t i = 0; i < fields->n; i++)
        mask |= UINT64_C(1) << (field_named(list, fields->v[i]) - list->fields);
    return fields->n ? mask : (UINT64_C(1) << list->n_fields) - 1;
}

static enum list_count read_count(const struct opt_str *count)
{
    if (count->state != OPT_SET)
        return LIST_COUNT_SOME;
    if (strcmp(count->v, "exact") == 0)
        return LIST_COUNT_EXACT;
    return strcmp(count->v, "none") == 0 ? LIST_COUNT_NONE : LIST_COUNT_ESTIMATED;
}

enum err list_query_read(struct ctx *cx, const struct list_spec *list, const struct opt_strs *values,
                         const struct list_in *in, struct list_query *ret_query)
{
    struct list_query query = {
        .filter = {.list = list, .values = values},
        .fields = read_fields(list, &in->fields),
        .page = in->page.state == OPT_SET ? in->page.v : 1,
        .page_size = in->page_size.v,
        .count = read_count(&in->count),
    };
    enum err e = read_sort(cx, &in->sort, &query);

    if (!e && in->cursor.v && in->page.state == OPT_SET)
        e = fail_field(cx, ERR_VALIDATION_FAILED, "page", "conflict",
                       "a page has a number or a cursor, not both");
    if (!e)
        *ret_query = query;
    return e;
}

/* --- statements --------------------------------------------------------------------------------------------------- */

static int64_t rows_before(const struct list_query *query)
{
    return query->after ? 0 : (query->page - 1) * query->page_size;
}

static bool is_walked_in_order(const struct ctx *cx, const struct list_query *query)
{
    const struct list_field *first = query->keys[0].field;

    if (!list_is_ordered(query))
        return false;
    return filter_orders(cx, &query->filter) >> (first - query->filter.list->fields) & 1;
}

/* Whether the rows cost about the same whatever the size of the table. */
static bool is_quick(const struct ctx *cx, const struct list_query *query)
{
    if (filter_q(&query->filter) || rows_before(query) + query->page_size >= NEAR_ROWS)
        return false;
    return filter_is_narrow(&query->filter) || is_walked_in_order(cx, query);
}

/* What words find comes from a function that plans for itself; around it there is one way to go, whatever the words. */
static bool is_bare_search(const struct list_query *query)
{
    return filter_q(&query->filter) && filter_count(&query->filter) == 1 && !query->after &&
           rows_before(query) == 0;
}

/* What was found by words is few, and finding it twice costs more than counting it along. */
static bool counts_found(const struct list_query *query)
{
    return filter_q(&query->filter) && !query->after && query->count != LIST_COUNT_NONE;
}

/* One row more than the page holds tells whether there is another page. The numbers stand in the text: the planner has to
 * know that few rows are wanted. */
static void put_rows(const struct ctx *cx, const struct list_query *query, struct sql_text *sql)
{
    filter_put_from(cx, &query->filter, sql);
    list_put_after(sql, query);
    list_put_order(sql, query);
    sql_printf(sql, " limit %" PRId64, query->page_size + 1);
    if (rows_before(query))
        sql_printf(sql, " offset %" PRId64, rows_before(query));
}

/* Whoever turns to a far page passes over all rows before it: over their ids alone, which an index holds. At a million
 * rows that takes a seventh of the time, and where they are not in memory a twenty-fifth. */
static void put_far_rows(const struct ctx *cx, const struct list_query *query, struct sql_text *sql)
{
    sql_printf(sql, " from %s r where r._org_id = ", query->filter.list->rows);
    sql_bind(sql, cx->org_id, "uuid");
    sql_put(sql, " and r.id = any(array(select r.id");
    put_rows(cx, query, sql);
    sql_put(sql, "))");
    list_put_order(sql, query);
}

static void add_rows(const struct ctx *cx, struct db_batch *batch, const struct list_query *query,
                     bool is_kept)
{
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    sql_put(&sql, "select");
    list_put_columns(&sql, query);
    if (counts_found(query))
        sql_put(&sql, ", count(*) over () as _total");
    if (!filter_q(&query->filter) && rows_before(query) >= NEAR_ROWS)
        put_far_rows(cx, query, &sql);
    else
        put_rows(cx, query, &sql);
    sql_add(batch, &sql, is_kept ? SQL_READ_KEPT : SQL_READ, query->filter.list->name);
}

static void add_count(const struct ctx *cx, struct db_batch *batch, const struct list_query *query)
{
    bool is_bounded = query->count != LIST_COUNT_EXACT;
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    sql_put(&sql, "select count(*) as total");
    if (is_bounded)
        sql_put(&sql, " from (select");
    filter_put_from(cx, &query->filter, &sql);
    if (is_bounded)
        sql_printf(&sql, " limit %d) counted", LIST_MAX_COUNT + 1);
    sql_add(batch, &sql, SQL_READ, query->filter.list->name);
}

static void add_estimate(const struct ctx *cx, struct db_batch *batch, const struct list_query *query)
{
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    sql_put(&sql, "explain (format json) select");
    filter_put_from(cx, &query->filter, &sql);
    sql_add(batch, &sql, SQL_READ, query->filter.list->name);
}

static int64_t estimate_of(const struct db_rows *explained)
{
    json_t *json = json_loads(db_text(explained, 0, "QUERY PLAN"), 0, NULL);
    json_int_t rows = 0;

    json_unpack(json, "[{s:{s:I}}]", "Plan", "Plan Rows", &rows);
    json_decref(json);
    return rows;
}

static enum err run(struct ctx *cx, const struct list_query *query, struct db_batch *batch,
                    bool is_quick)
{
    bool was_slow = cx->is_slow;
    enum err e;

    cx->is_slow = !is_quick;
    e = db_batch_run(cx, batch);
    cx->is_slow = was_slow;
    return filter_explain(cx, &query->filter, e);
}

/* --- a page ------------------------------------------------------------------------------------------------------- */

static const char *const *keys_of(struct ctx *cx, const struct list_query *query,
                                  const struct db_rows *rows, int row)
{
    const char **keys = arena_zalloc(cx->arena, LIST_MAX_KEYS, sizeof *keys);

    for (unsigned i = 0; i < query->n_keys; i++)
        keys[i] = db_text(rows, row, list_key_column(cx->arena, query, i));
    return keys;
}

/* Beside the conditions, what else may make it slow. */
static enum err explain_broad(struct ctx *cx, const struct list_query *query, enum err e)
{
    if (e != ERR_FILTER_TOO_BROAD)
        return e;
    if (query->keys[0].field && !list_is_ordered(query))
        fail_field(cx, e, "sort", "too_broad", "no index has this order");
    if (rows_before(query) > NEAR_ROWS)
        fail_field(cx, e, "page", "too_broad", "is far: go on by cursor");
    return e;
}

static enum err find_rows(struct ctx *cx, const struct list_query *query, struct list_page *page)
{
    bool is_estimated = query->count == LIST_COUNT_ESTIMATED && !filter_q(&query->filter);
    bool quick = is_quick(cx, query), has_one_plan = quick || is_bare_search(query);
    struct db_batch batch = {0};
    const struct db_rows *rows;
    enum err e;

    if (!has_one_plan)
        sql_plans_custom_add(cx, &batch);
    add_rows(cx, &batch, query,
             has_one_plan && rows_before(query) == 0 && filter_count(&query->filter) <= 1);
    if (is_estimated)
        add_estimate(cx, &batch, query);
    e = run(cx, query, &batch, quick);
    if (e)
        return explain_broad(cx, query, e);
    rows = &batch.rows[!has_one_plan];
    page->rows = *rows;
    if (rows->n > query->page_size) {
        page->rows.n = (int)query->page_size;
        page->next = keys_of(cx, query, rows, page->rows.n - 1);
    }
    if (counts_found(query) && rows->n > 0)
        page->total = db_int(rows, 0, "_total");
    if (is_estimated) {
        page->total = estimate_of(rows + 1);
        page->is_estimate = true;
    }
    return ERR_OK;
}

/* A count that takes too long is no reason to withhold the rows, unless it was asked for. */
static enum err find_estimate(struct ctx *cx, const struct list_query *query, struct list_page *page)
{
    struct db_batch batch = {0};
    enum err e;

    cx->failure = (struct failure){0};
    add_estimate(cx, &batch, query);
    e = run(cx, query, &batch, true);
    if (e)
        return e;
    page->total = estimate_of(&batch.rows[0]);
    page->is_estimate = true;
    return ERR_OK;
}

static enum err find_count(struct ctx *cx, const struct list_query *query, struct list_page *page)
{
    bool may_estimate = query->count == LIST_COUNT_SOME;
    struct db_batch batch = {0};
    enum err e;

    sql_plans_custom_add(cx, &batch);
    add_count(cx, &batch, query);
    if (may_estimate)
        add_estimate(cx, &batch, query);
    e = run(cx, query, &batch, false);
    if (e == ERR_FILTER_TOO_BROAD && may_estimate)
        return find_estimate(cx, query, page);
    if (e)
        return e == ERR_FILTER_TOO_BROAD
                   ? fail_field(cx, e, "count", "too_broad", "an estimated count takes no time")
                   : e;
    page->total = db_int(&batch.rows[1], 0, "total");
    page->is_estimate = may_estimate && page->total > LIST_MAX_COUNT;
    if (page->is_estimate && estimate_of(&batch.rows[2]) > page->total)
        page->total = estimate_of(&batch.rows[2]);
    return ERR_OK;
}

/* Where the rows end on this page, they are counted by themselves. */
static bool ends_here(const struct list_query *query, const struct list_page *page)
{
    return !query->after && !page->next && (page->rows.n > 0 || query->page == 1);
}

static enum err find_total(struct ctx *cx, const struct list_query *query, struct list_page *page)
{
    int64_t seen = rows_before(query) + page->rows.n + (page->next != NULL);

    if (query->count == LIST_COUNT_NONE)
        return ERR_OK;
    if (ends_here(query, page)) {
        page->total = seen;
        page->is_estimate = false;
        return ERR_OK;
    }
    if (page->total < 0) {
        enum err e = find_count(cx, query, page);

        if (e)
            return e;
    }
    if (page->is_estimate && page->total < seen)
        page->total = seen;
    return ERR_OK;
}

enum err list_find_page(struct ctx *cx, const struct list_query *query, struct list_page *ret_page)
{
    struct list_page page = {.total = -1};
    enum err e = find_rows(cx, query, &page);

    if (!e)
        e = find_total(cx, query, &page);
    if (!e)
        *ret_page = page;
    return e;
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

void list_walk_init(struct list_walk *walk, struct arena *arena, const struct list_query *query)
{
    *walk = (struct list_walk){.query = *query, .arena = arena};
    walk->query.after = NULL;
    walk->query.page = 1;
    walk->query.count = LIST_COUNT_NONE;
    if (!list_is_ordered(query) && query->keys[0].field) {
        walk->query.keys[0] = (struct list_key){.field = field_named(query->filter.list, "id")};
        walk->query.n_keys = 1;
    }
}

enum err list_walk_next(struct ctx *cx, struct list_walk *walk, int64_t n, struct db_rows *ret_rows)
{
    struct list_page page = {0};
    const char **after;
    enum err e;

    if (walk->is_done) {
        *ret_rows = (struct db_rows){0};
        return ERR_OK;
    }
    walk->query.page_size = n;
    e = find_rows(cx, &walk->query, &page);
    if (e)
        return e;
    *ret_rows = page.rows;
    walk->is_done = !page.next;
    if (walk->is_done)
        return ERR_OK;
    after = arena_zalloc(walk->arena, LIST_MAX_KEYS, sizeof *after);
    for (unsigned i = 0; i < walk->query.n_keys; i++)
        after[i] = page.next[i] ? arena_strdup(walk->arena, page.next[i]) : NULL;
    walk->query.after = after;
    return ERR_OK;
}
