// SPDX-License-Identifier: MIT
/* Modules. Two movers that draw the same rank run into its unique constraint; the loser just tries again, in its
 * transaction where there is one. */
#include "repo/modules.h"
#include "gen/sql.h"
#include "repo/pattern.h"

#include <string.h>

#define TRIES 5u
#define RANK_DIGITS_MAX 60 /* then the column is numbered anew */

enum err modules_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_modules_get(cx, &(struct sql_modules_get){.org_id = cx->org_id, .id = id}, ret_row);
}

enum err modules_find_all(struct ctx *cx, const struct module_filter *filter, struct db_rows *ret_rows)
{
    return sql_modules_list(cx,
                            &(struct sql_modules_list){
                                .org_id = cx->org_id,
                                .status = filter->status,
                                .platform = filter->platform,
                                .is_healthy = filter->is_healthy,
                                .pattern = pattern_contains(cx->arena, filter->text),
                            },
                            ret_rows);
}

enum err modules_count(struct ctx *cx, struct db_rows *ret_row)
{
    return sql_modules_stats(cx, &(struct sql_modules_stats){.org_id = cx->org_id}, ret_row);
}

enum err module_gate(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_modules_gate(cx, &(struct sql_modules_gate){.org_id = cx->org_id, .id = id}, ret_row);
}

enum err modules_lock_board(struct ctx *cx)
{
    struct db_rows none;

    return sql_modules_lock_board(cx, &(struct sql_modules_lock_board){.org_id = cx->org_id}, &none);
}

enum err module_remove(struct ctx *cx, const char *id, struct opt_int revision, bool *ret_is_done)
{
    struct db_rows rows;
    enum err e = sql_modules_delete(
        cx, &(struct sql_modules_delete){.org_id = cx->org_id, .id = id, .revision = revision},
        &rows);

    if (!e)
        *ret_is_done = rows.n > 0;
    return e;
}

/* Runs the change and reads the module behind it, in one trip. In a transaction the first clash undoes it, so there it
 * is for db_transact() to try again. */
static enum err run_change(struct ctx *cx, struct db_batch *batch, const char *id)
{
    enum err e = ERR_OK;

    sql_modules_get_add(cx, batch, &(struct sql_modules_get){.org_id = cx->org_id, .id = id});
    for (unsigned i = 0; i < TRIES; i++) {
        e = db_batch_run(cx, batch);
        if (e != ERR_ALREADY_EXISTS || !cx->failure.constraint ||
            !strstr(cx->failure.constraint, "platform_modules_rank"))
            break;
        e = fail(cx, ERR_CONFLICT, NULL);
        cx->failure.is_transient = true;
        if (cx->tx)
            break;
    }
    return e;
}

static enum err respread_if_long(struct ctx *cx, const char *id, const struct db_rows *changed)
{
    struct db_rows none;

    if (changed->n == 0 || db_int(changed, 0, "rank_digits") <= RANK_DIGITS_MAX)
        return ERR_OK;
    return sql_modules_respread(cx, &(struct sql_modules_respread){.org_id = cx->org_id, .id = id},
                                &none);
}

static enum err finish_change(struct ctx *cx, struct db_batch *batch, const char *id,
                              struct db_change *ret_change)
{
    enum err e = run_change(cx, batch, id);

    if (!e)
        e = respread_if_long(cx, id, &batch->rows[0]);
    if (!e)
        *ret_change = (struct db_change){.is_done = batch->rows[0].n > 0, .row = batch->rows[1]};
    return e;
}

enum err module_insert(struct ctx *cx, const char *id, const struct module_values *v,
                       struct db_rows *ret_row)
{
    struct db_batch batch = {0};
    enum err e;

    sql_modules_create_add(cx, &batch,
                           &(struct sql_modules_create){
                               .org_id = cx->org_id,
                               .id = id,
                               .name = v->name,
                               .platform = v->platform,
                               .status = v->status,
                               .description = v->description,
                               .version = v->version,
                               .api_url = v->api_url,
                               .health_endpoint = v->health_endpoint,
                               .features = v->features,
                               .config = v->config,
                               .place = v->place,
                           });
    e = run_change(cx, &batch, id);
    if (!e)
        *ret_row = batch.rows[1];
    return e;
}

/* What many small patches have added up to is too much. */
static enum err explain_size(struct ctx *cx, enum err e)
{
    if (!cx->failure.constraint || strcmp(cx->failure.constraint, "platform_modules_config_size") != 0)
        return e;
    return fail_field(cx, ERR_VALIDATION_FAILED, "config", "too_large",
                      "is too large together with what stands there");
}

enum err module_patch(struct ctx *cx, const char *id, struct opt_int revision,
                      const struct module_values *v, bool is_gated, struct db_change *ret_change)
{
    struct db_batch batch = {0};

    sql_modules_update_add(cx, &batch,
                           &(struct sql_modules_update){
                               .org_id = cx->org_id,
                               .id = id,
                               .revision = revision,
                               .name = v->name,
                               .platform = v->platform,
                               .status = v->status,
                               .description = v->description,
                               .version = v->version,
                               .api_url = v->api_url,
                               .health_endpoint = v->health_endpoint,
                               .features = v->features,
                               .config = v->config,
                               .place = v->place,
                               .gate = opt_bool(is_gated),
                           });
    return explain_size(cx, finish_change(cx, &batch, id, ret_change));
}

enum err module_move(struct ctx *cx, const struct module_move *move, bool is_gated,
                     struct db_change *ret_change)
{
    struct db_batch batch = {0};
    enum err e;

    sql_modules_move_add(cx, &batch,
                         &(struct sql_modules_move){
                             .org_id = cx->org_id,
                             .id = move->id,
                             .status = move->status,
                             .before_id = move->before_id,
                             .after_id = move->before_id ? NULL : move->after_id,
                             .place = move->place,
                             .revision = move->revision,
                             .gate = opt_bool(is_gated),
                         });
    e = finish_change(cx, &batch, move->id, ret_change);
    if (e == ERR_NOT_FOUND)
        return fail_field(cx, ERR_VALIDATION_FAILED, move->before_id ? "before_id" : "after_id",
                          "not_in_column", "must be another module of that column");
    return e;
}
