// SPDX-License-Identifier: MIT
/* Pipelines in the database. What stands in the way of a change is looked at under the lock and before anything is
 * written. */
#include "repo/pipelines.h"
#include "gen/sql.h"

static void find_add(struct ctx *cx, struct db_batch *batch, struct opt_int id)
{
    sql_pipelines_find_add(
        cx, batch,
        &(struct sql_pipelines_find){.org_id = cx->org_id, .id = id, .own_id = cx->own_id});
}

static void lock_add(struct ctx *cx, struct db_batch *batch)
{
    sql_organizations_lock_add(cx, batch, &(struct sql_organizations_lock){.org_id = cx->org_id});
}

static void renumber_add(struct ctx *cx, struct db_batch *batch, struct opt_int id)
{
    sql_pipelines_renumber_add(cx, batch,
                               &(struct sql_pipelines_renumber){.org_id = cx->org_id, .id = id});
}

static void clear_default_add(struct ctx *cx, struct db_batch *batch, struct opt_int id)
{
    sql_pipelines_clear_default_add(
        cx, batch, &(struct sql_pipelines_clear_default){.org_id = cx->org_id, .id = id});
}

enum err pipelines_find_all(struct ctx *cx, struct db_rows *ret_rows)
{
    return sql_pipelines_find(
        cx, &(struct sql_pipelines_find){.org_id = cx->org_id, .own_id = cx->own_id}, ret_rows);
}

enum err pipeline_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_pipelines_find(
        cx,
        &(struct sql_pipelines_find){.org_id = cx->org_id, .id = opt_int(id), .own_id = cx->own_id},
        ret_row);
}

/* --- adding ------------------------------------------------------------------------------------------------------ */

struct insertion {
    const struct pipeline_values *values;
    struct db_rows row;
};

static enum err check_room(struct ctx *cx)
{
    struct db_batch batch = {0};
    enum err e;

    lock_add(cx, &batch);
    sql_pipelines_count_add(cx, &batch, &(struct sql_pipelines_count){.org_id = cx->org_id});
    e = db_batch_run(cx, &batch);
    if (!e && db_int(&batch.rows[1], 0, "n") >= PIPELINES_MAX)
        e = fail(cx, ERR_TOO_MANY_PIPELINES, NULL);
    return e;
}

/* The new row alone; `ret_id`. */
static enum err insert_bare(struct ctx *cx, const struct pipeline_values *v, int64_t *ret_id)
{
    struct db_batch batch = {0};
    enum err e;

    if (v->is_default.v)
        clear_default_add(cx, &batch, (struct opt_int){0});
    sql_pipelines_create_add(cx, &batch,
                             &(struct sql_pipelines_create){
                                 .org_id = cx->org_id,
                                 .name = v->name,
                                 .is_default = v->is_default,
                                 .place = v->place,
                             });
    e = db_batch_run(cx, &batch);
    if (!e)
        *ret_id = db_int(&batch.rows[batch.n - 1], 0, "id");
    return e;
}

static enum err insert_tx(struct ctx *cx, void *arg)
{
    struct insertion *insertion = arg;
    const struct pipeline_values *v = insertion->values;
    struct db_batch batch = {0};
    struct db_rows stages;
    int64_t id = 0;
    enum err e = check_room(cx);

    if (!e)
        e = insert_bare(cx, v, &id);
    if (!e)
        e = stages_add(cx, id, v->stages, v->n_stages, &stages);
    if (e)
        return e;
    renumber_add(cx, &batch, opt_int(id));
    find_add(cx, &batch, opt_int(id));
    e = db_batch_run(cx, &batch);
    insertion->row = batch.rows[1];
    return e;
}

enum err pipeline_insert(struct ctx *cx, const struct pipeline_values *values, struct db_rows *ret_row)
{
    struct insertion insertion = {.values = values};
    enum err e = db_transact(cx, insert_tx, &insertion);

    if (!e)
        *ret_row = insertion.row;
    return e;
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

struct changing {
    int64_t id;
    struct opt_int revision;
    const struct pipeline_values *values; /* NULL: it is deleted */
    struct db_change change;
};

/* `ret_may`: the pipeline is there, of the wanted revision, and nobody else changes any. */
static enum err lock_and_look(struct ctx *cx, struct changing *c, bool *ret_may)
{
    struct db_batch batch = {0};
    enum err e;

    lock_add(cx, &batch);
    find_add(cx, &batch, opt_int(c->id));
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    c->change = (struct db_change){.row = batch.rows[1]};
    *ret_may = c->change.row.n > 0 && db_is_revision(&c->change.row, c->revision);
    return ERR_OK;
}

static bool is_default(const struct changing *c)
{
    return db_bool(&c->change.row, 0, "is_default");
}

static enum err write_patch(struct ctx *cx, struct changing *c)
{
    const struct pipeline_values *v = c->values;
    struct db_batch batch = {0};
    enum err e;

    if (v->is_default.v)
        clear_default_add(cx, &batch, opt_int(c->id));
    sql_pipelines_update_add(cx, &batch,
                             &(struct sql_pipelines_update){
                                 .org_id = cx->org_id,
                                 .id = opt_int(c->id),
                                 .name = v->name,
                                 .is_default = v->is_default,
                                 .place = v->place,
                             });
    renumber_add(cx, &batch, opt_int(c->id));
    find_add(cx, &batch, opt_int(c->id));
    e = db_batch_run(cx, &batch);
    c->change = (struct db_change){.is_done = true, .row = batch.rows[batch.n - 1]};
    return e;
}

static enum err patch_tx(struct ctx *cx, void *arg)
{
    struct changing *c = arg;
    bool may = false;
    enum err e = lock_and_look(cx, c, &may);

    if (e || !may)
        return e;
    if (is_default(c) && c->values->is_default.state == OPT_SET && !c->values->is_default.v)
        return fail(cx, ERR_DEFAULT_PIPELINE, NULL);
    return write_patch(cx, c);
}

static enum err remove_tx(struct ctx *cx, void *arg)
{
    struct changing *c = arg;
    struct db_batch batch = {0};
    bool may = false;
    enum err e = lock_and_look(cx, c, &may);

    if (e || !may)
        return e;
    if (is_default(c))
        return fail(cx, ERR_DEFAULT_PIPELINE, NULL);
    sql_pipelines_delete_add(
        cx, &batch, &(struct sql_pipelines_delete){.org_id = cx->org_id, .id = opt_int(c->id)});
    renumber_add(cx, &batch, (struct opt_int){0});
    e = db_batch_run(cx, &batch);
    c->change.is_done = !e;
    return e == ERR_STILL_REFERENCED ? fail(cx, ERR_PIPELINE_IN_USE, NULL) : e;
}

enum err pipeline_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                        const struct pipeline_values *values, struct db_change *ret_change)
{
    struct changing changing = {.id = id, .revision = revision, .values = values};
    enum err e = db_transact(cx, patch_tx, &changing);

    if (!e)
        *ret_change = changing.change;
    return e;
}

enum err pipeline_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                         struct db_change *ret_change)
{
    struct changing changing = {.id = id, .revision = revision};
    enum err e = db_transact(cx, remove_tx, &changing);

    if (!e)
        *ret_change = changing.change;
    return e;
}
