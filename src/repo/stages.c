// SPDX-License-Identifier: MIT
/* Stages in the database. What stands in the way of a change is looked at under the locks and before anything is written.
 * Deals that change with their stage leave an event each, as if somebody had changed them by hand; beyond LOUD_DEALS one
 * event tells of all. */
#include "repo/stages.h"
#include "gen/sql.h"
#include "repo/operations.h"

#include <string.h>

#define LOUD_DEALS 1000
/* More would take longer than a transaction may: the event feed waits for the oldest one. */
#define MOVED_DEALS_MAX 5000

static void find_add(struct ctx *cx, struct db_batch *batch, struct opt_int pipeline_id,
                     struct opt_int id)
{
    sql_stages_find_add(cx, batch,
                        &(struct sql_stages_find){
                            .org_id = cx->org_id,
                            .own_id = cx->own_id,
                            .pipeline_id = pipeline_id,
                            .id = id,
                        });
}

static void renumber_add(struct ctx *cx, struct db_batch *batch, int64_t pipeline_id,
                         struct opt_int id)
{
    sql_stages_renumber_add(cx, batch,
                            &(struct sql_stages_renumber){
                                .org_id = cx->org_id,
                                .pipeline_id = opt_int(pipeline_id),
                                .id = id,
                            });
}

static enum err find(struct ctx *cx, struct opt_int pipeline_id, struct opt_int id,
                     struct db_rows *ret_rows)
{
    struct db_batch batch = {0};
    enum err e;

    find_add(cx, &batch, pipeline_id, id);
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_rows = batch.rows[0];
    return e;
}

enum err stages_find_all(struct ctx *cx, int64_t pipeline_id, struct db_rows *ret_rows)
{
    return find(cx, opt_int(pipeline_id), (struct opt_int){0}, ret_rows);
}

enum err stage_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return find(cx, (struct opt_int){0}, opt_int(id), ret_row);
}

/* --- adding ------------------------------------------------------------------------------------------------------ */

/* One array literal of each field. */
struct stage_columns {
    const char *names, *kinds, *colors, *probabilities, *places;
};

static struct stage_columns columns_of(struct ctx *cx, const struct stage_values *values, size_t n)
{
    const char **cells = arena_zalloc(cx->arena, 5 * n + 1, sizeof *cells);

    for (size_t i = 0; i < n; i++) {
        cells[i] = values[i].name;
        cells[n + i] = values[i].kind;
        cells[2 * n + i] = values[i].color;
        cells[3 * n + i] = db_int_text(cx->arena, values[i].probability);
        cells[4 * n + i] = db_int_text(cx->arena, values[i].place);
    }
    return (struct stage_columns){
        .names = db_array(cx->arena, n, cells),
        .kinds = db_array(cx->arena, n, cells + n),
        .colors = db_array(cx->arena, n, cells + 2 * n),
        .probabilities = db_array(cx->arena, n, cells + 3 * n),
        .places = db_array(cx->arena, n, cells + 4 * n),
    };
}

enum err stages_add(struct ctx *cx, int64_t pipeline_id, const struct stage_values *values,
                    size_t n, struct db_rows *ret_ids)
{
    struct stage_columns columns = columns_of(cx, values, n);

    return sql_stages_create(cx,
                             &(struct sql_stages_create){
                                 .org_id = cx->org_id,
                                 .pipeline_id = opt_int(pipeline_id),
                                 .place = n == 1 ? values->place : (struct opt_int){0},
                                 .names = columns.names,
                                 .kinds = columns.kinds,
                                 .colors = columns.colors,
                                 .probabilities = columns.probabilities,
                                 .places = columns.places,
                             },
                             ret_ids);
}

struct insertion {
    int64_t pipeline_id;
    const struct stage_values *values;
    struct db_rows row;
};

static enum err insert_tx(struct ctx *cx, void *arg)
{
    struct insertion *in = arg;
    struct db_batch look = {0}, write = {0};
    struct db_rows made;
    enum err e;

    sql_stages_lock_pipeline_add(
        cx, &look,
        &(struct sql_stages_lock_pipeline){.org_id = cx->org_id, .id = opt_int(in->pipeline_id)});
    sql_stages_lock_add(
        cx, &look,
        &(struct sql_stages_lock){.org_id = cx->org_id, .pipeline_id = opt_int(in->pipeline_id)});
    e = db_batch_run(cx, &look);
    if (!e && look.rows[0].n == 0)
        e = fail(cx, ERR_NOT_FOUND, NULL);
    if (!e && look.rows[1].n >= STAGES_MAX)
        e = fail(cx, ERR_TOO_MANY_STAGES, NULL);
    if (!e)
        e = stages_add(cx, in->pipeline_id, in->values, 1, &made);
    if (e)
        return e;
    renumber_add(cx, &write, in->pipeline_id, opt_int(db_int(&made, 0, "id")));
    find_add(cx, &write, (struct opt_int){0}, opt_int(db_int(&made, 0, "id")));
    e = db_batch_run(cx, &write);
    in->row = write.rows[1];
    return e;
}

enum err stage_insert(struct ctx *cx, int64_t pipeline_id, const struct stage_values *values,
                      struct db_rows *ret_row)
{
    struct insertion in = {.pipeline_id = pipeline_id, .values = values};
    enum err e = db_transact(cx, insert_tx, &in);

    if (!e)
        *ret_row = in.row;
    return e;
}

/* --- what stands in the way ---------------------------------------------------------------------------------------- */

struct changing {
    int64_t id;
    struct opt_int revision, move_to;
    const struct stage_values *values; /* NULL: it is deleted */
    struct db_rows facts;
    struct db_change change;
};

static int64_t fact(const struct changing *c, const char *name)
{
    return db_int(&c->facts, 0, name);
}

/* `ret_may`: the stage is there, of the wanted revision, and nobody else changes it or moves its deals. */
static enum err lock_and_look(struct ctx *cx, struct changing *c, bool *ret_may)
{
    struct db_batch batch = {0};
    enum err e;

    sql_stages_lock_pipeline_add(
        cx, &batch,
        &(struct sql_stages_lock_pipeline){.org_id = cx->org_id, .stage_id = opt_int(c->id)});
    sql_stages_lock_add(cx, &batch,
                        &(struct sql_stages_lock){.org_id = cx->org_id, .id = opt_int(c->id)});
    sql_stages_facts_add(cx, &batch,
                         &(struct sql_stages_facts){
                             .org_id = cx->org_id,
                             .id = opt_int(c->id),
                             .move_to = c->move_to,
                         });
    find_add(cx, &batch, (struct opt_int){0}, opt_int(c->id));
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    c->facts = batch.rows[2];
    c->change = (struct db_change){.row = batch.rows[3]};
    *ret_may = c->facts.n > 0 && db_is_revision(&c->facts, c->revision);
    return ERR_OK;
}

/* Before the deals of the stage are changed. `ret_is_quiet`: one event is to tell of all. */
static enum err prepare_deals(struct ctx *cx, const struct changing *c, bool *ret_is_quiet)
{
    int64_t n = fact(c, "n_deals");

    if (n > MOVED_DEALS_MAX)
        return fail(cx, ERR_STAGE_TOO_FULL, NULL);
    *ret_is_quiet = n > LOUD_DEALS;
    return *ret_is_quiet ? operation_go_quiet(cx) : ERR_OK;
}

static void tell_deals_add(struct ctx *cx, struct db_batch *batch, const struct changing *c)
{
    sql_stages_tell_deals_add(cx, batch,
                              &(struct sql_stages_tell_deals){
                                  .org_id = cx->org_id,
                                  .id = db_int_text(cx->arena, opt_int(c->id)),
                                  .n = opt_int(fact(c, "n_deals")),
                              });
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

static bool is_other_kind(const struct changing *c)
{
    return c->values->kind && strcmp(c->values->kind, db_text(&c->facts, 0, "kind")) != 0;
}

static enum err patch_tx(struct ctx *cx, void *arg)
{
    struct changing *c = arg;
    const struct stage_values *v = c->values;
    struct db_batch batch = {0};
    bool may = false, is_quiet = false;
    enum err e = lock_and_look(cx, c, &may);

    if (e || !may)
        return e;
    if (is_other_kind(c))
        e = prepare_deals(cx, c, &is_quiet);
    if (e)
        return e;
    if (is_quiet)
        tell_deals_add(cx, &batch, c);
    sql_stages_update_add(cx, &batch,
                          &(struct sql_stages_update){
                              .org_id = cx->org_id,
                              .id = opt_int(c->id),
                              .name = v->name,
                              .color = v->color,
                              .kind = v->kind,
                              .probability = v->probability,
                              .place = v->place,
                          });
    renumber_add(cx, &batch, fact(c, "pipeline_id"), opt_int(c->id));
    if (is_other_kind(c))
        sql_stages_settle_deals_add(
            cx, &batch,
            &(struct sql_stages_settle_deals){.org_id = cx->org_id, .id = opt_int(c->id)});
    find_add(cx, &batch, (struct opt_int){0}, opt_int(c->id));
    e = db_batch_run(cx, &batch);
    c->change = (struct db_change){.is_done = true, .row = batch.rows[batch.n - 1]};
    return e;
}

enum err stage_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                     const struct stage_values *values, struct db_change *ret_change)
{
    struct changing changing = {.id = id, .revision = revision, .values = values};
    enum err e = db_transact(cx, patch_tx, &changing);

    if (!e)
        *ret_change = changing.change;
    return e;
}

/* --- deleting ---------------------------------------------------------------------------------------------------- */

static enum err check_removal(struct ctx *cx, const struct changing *c)
{
    if (fact(c, "n_stages") < 2)
        return fail(cx, ERR_LAST_STAGE, NULL);
    if (c->move_to.state == OPT_SET && !db_bool(&c->facts, 0, "may_move_to"))
        return fail_field(cx, ERR_VALIDATION_FAILED, "move_to", "not_found",
                          "must be another stage of the same pipeline");
    if (c->move_to.state != OPT_SET && fact(c, "n_deals") > 0)
        return fail(cx, ERR_STAGE_IN_USE, NULL);
    return ERR_OK;
}

static enum err remove_tx(struct ctx *cx, void *arg)
{
    struct changing *c = arg;
    struct db_batch batch = {0};
    bool may = false, is_quiet = false;
    enum err e = lock_and_look(cx, c, &may);

    if (e || !may)
        return e;
    e = check_removal(cx, c);
    if (!e)
        e = prepare_deals(cx, c, &is_quiet);
    if (e)
        return e;
    if (is_quiet)
        tell_deals_add(cx, &batch, c);
    if (fact(c, "n_deals") > 0)
        sql_stages_move_deals_add(cx, &batch,
                                  &(struct sql_stages_move_deals){
                                      .org_id = cx->org_id,
                                      .id = opt_int(c->id),
                                      .move_to = c->move_to,
                                  });
    sql_stages_delete_add(cx, &batch,
                          &(struct sql_stages_delete){.org_id = cx->org_id, .id = opt_int(c->id)});
    renumber_add(cx, &batch, fact(c, "pipeline_id"), (struct opt_int){0});
    e = db_batch_run(cx, &batch);
    c->change.is_done = !e;
    return e == ERR_STILL_REFERENCED ? fail(cx, ERR_STAGE_IN_USE, NULL) : e;
}

enum err stage_remove(struct ctx *cx, int64_t id, struct opt_int revision, struct opt_int move_to,
                      struct db_change *ret_change)
{
    struct changing changing = {.id = id, .revision = revision, .move_to = move_to};
    enum err e = db_transact(cx, remove_tx, &changing);

    if (!e)
        *ret_change = changing.change;
    return e;
}
