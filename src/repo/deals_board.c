// SPDX-License-Identifier: MIT
/* The board in one statement. Without conditions, or of one owner alone, the sums are those that are kept and an index has
 * the first cards of each column: it costs the same however many deals there are. Any other filter has to look at all that
 * fits, counts it on the way, and is planned for its values. */
#include "gen/sql.h"
#include "repo/deals.h"
#include "repo/sql_text.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#define CARD                                                                                       \
    "r.id, r.title, r.amount, r.currency, r.client_id, r.client_name, r.owner_id, r.owner_name, "  \
    "r.expected_close_date, r.tags, r.stage_entered_at, r.revision, r._rank"

static const struct opt_strs *owner_asked(const struct filter *filter)
{
    for (size_t i = 0; i < filter->list->n_conditions; i++)
        if (filter->values[i].state == OPT_SET &&
            strcmp(filter->list->conditions[i].name, "owner_id") == 0)
            return &filter->values[i];
    return NULL;
}

/* Whether the filter leaves all deals, or those of `*ret_owner`. */
static bool is_plain(const struct ctx *cx, const struct filter *filter, const char **ret_owner)
{
    const struct opt_strs *asked = owner_asked(filter);

    *ret_owner = asked ? asked->v[0] : cx->own_id;
    if (filter_count(filter) != (asked ? 1 : 0))
        return false;
    return !asked || !cx->own_id || strcasecmp(asked->v[0], cx->own_id) == 0;
}

static void put_stages(const struct ctx *cx, const struct board_query *query, struct sql_text *sql)
{
    sql_put(sql, "with stage as materialized (select s.id, s.name, s.color, s.kind, s.probability, "
                 "s.place from pipelines p left join deal_stages s on s.org_id = p.org_id and "
                 "s.pipeline_id = p.id where p.org_id = ");
    sql_bind(sql, cx->org_id, "uuid");
    if (query->pipeline_id.state == OPT_SET) {
        sql_put(sql, " and p.id = ");
        sql_bind(sql, db_int_text(cx->arena, query->pipeline_id), "bigint");
    } else if (query->stage_id.state != OPT_SET) {
        sql_put(sql, " and p.is_default");
    }
    if (query->stage_id.state == OPT_SET) {
        sql_put(sql, " and s.id = ");
        sql_bind(sql, db_int_text(cx->arena, query->stage_id), "bigint");
    }
    sql_put(sql, ")");
}

/* ` left join lateral (<the first cards of the stage>) r on true order by …` */
static void put_cards(const struct ctx *cx, const struct board_query *query, struct sql_text *sql)
{
    sql_put(sql, " left join lateral (select " CARD);
    filter_put_from(cx, &query->filter, sql);
    sql_put(sql, " and r.stage_id = stage.id");
    if (query->after) {
        sql_put(sql, " and r._rank > ");
        sql_bind(sql, query->after, "numeric");
    }
    sql_printf(sql, " order by r._rank limit %" PRId64 ") r on true", query->limit + 1);
}

/* ` left join stage_sums(…, <totals>) t on …`, up to the totals. */
static void put_sums(const struct ctx *cx, struct sql_text *sql)
{
    sql_put(sql, "select stage.id as _stage_id, stage.name as _stage_name, stage.color as _color, "
                 "stage.kind as _kind, stage.probability as _probability, "
                 "t.deals_count as _deals_count, t.total_amount as _total_amount, "
                 "t.weighted_amount as _weighted_amount, t.other_amounts as _other_amounts, r.* "
                 "from stage left join stage_sums(");
    sql_bind(sql, cx->org_id, "uuid");
    sql_put(sql, ", array(select id from stage), ");
}

#define END_OF_SUMS ") t on t.stage_id = stage.id"
#define IN_ORDER " order by stage.place, stage.id, r._rank"

static void put_plain(const struct ctx *cx, const struct board_query *query, const char *owner,
                      struct sql_text *sql)
{
    sql_put(sql, " ");
    put_sums(cx, sql);
    sql_put(sql, "array(select k from stage_totals k where k.org_id = ");
    sql_bind(sql, cx->org_id, "uuid");
    sql_put(sql, " and k.stage_id = any (array(select id from stage))");
    if (owner) {
        sql_put(sql, " and k.owner_id = ");
        sql_bind(sql, owner, "uuid");
    }
    sql_put(sql, ")" END_OF_SUMS);
    put_cards(cx, query, sql);
    sql_put(sql, IN_ORDER);
}

/* The cards are looked up one by one: the planner does not know how few they are. */
static void put_filtered(const struct ctx *cx, const struct board_query *query, struct sql_text *sql)
{
    sql_put(sql, ", fit as materialized (select r.id, r.stage_id, r.currency, r.amount, "
                 "row_number() over (partition by r.stage_id order by r._rank) as n");
    filter_put_from(cx, &query->filter, sql);
    sql_put(sql, " and r.stage_id = any (array(select id from stage))) ");
    put_sums(cx, sql);
    sql_put(sql, "array(select row(null, f.stage_id, null, f.currency, count(*), sum(f.amount))"
                 "::stage_totals from fit f group by f.stage_id, f.currency)" END_OF_SUMS);
    sql_printf(sql, " left join fit f on f.stage_id = stage.id and f.n <= %" PRId64,
               query->limit + 1);
    sql_put(sql, " left join lateral (select " CARD " from deal_rows r where r._org_id = ");
    sql_bind(sql, cx->org_id, "uuid");
    sql_put(sql, " and r.id = f.id offset 0) r on true" IN_ORDER);
}

static enum err run(struct ctx *cx, const struct board_query *query, struct sql_text *sql,
                    bool is_plain, struct db_rows *ret_rows)
{
    bool was_slow = cx->is_slow;
    struct db_batch batch = {0};
    enum err e;

    if (!is_plain)
        sql_plans_custom_add(cx, &batch);
    sql_add(&batch, sql, is_plain ? SQL_READ_KEPT : SQL_READ, "deals/board");
    cx->is_slow = !is_plain;
    e = filter_explain(cx, &query->filter, db_batch_run(cx, &batch));
    cx->is_slow = was_slow;
    if (!e)
        *ret_rows = batch.rows[batch.n - 1];
    return e;
}

enum err deals_find_board(struct ctx *cx, const struct board_query *query, struct db_rows *ret_rows)
{
    const char *owner;
    bool plain = is_plain(cx, &query->filter, &owner);
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    put_stages(cx, query, &sql);
    if (plain)
        put_plain(cx, query, owner, &sql);
    else
        put_filtered(cx, query, &sql);
    return run(cx, query, &sql, plain, ret_rows);
}

enum err deals_find_column(struct ctx *cx, const struct board_query *query, struct db_rows *ret_rows)
{
    const char *owner;
    bool plain = is_plain(cx, &query->filter, &owner);
    struct sql_text sql;

    sql_text_init(&sql, cx->arena);
    put_stages(cx, query, &sql);
    sql_put(&sql, " select r.* from stage");
    put_cards(cx, query, &sql);
    sql_put(&sql, IN_ORDER);
    return run(cx, query, &sql, plain, ret_rows);
}
