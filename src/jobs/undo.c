// SPDX-License-Identifier: MIT
/* An undo in slices. The rows that are done with are forgotten by the slice itself; the checkpoint tells behind which row to
 * go on, since those that stay as they are stay in the table too. */
#include "jobs/undo.h"
#include "kinds.h"
#include "repo/jobs.h"
#include "repo/operations.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

struct undo {
    const struct undo_kind *kind;
    const char *operation_id;
    int64_t n_rows;
    int64_t n_done, n_restored; /* rows looked at, rows taken back */
    struct undo_slice slice;
};

enum err undo_enqueue(struct ctx *cx, const char *operation_id, const char *entity,
                      bool restores_changed, struct db_rows *ret_job)
{
    const struct undo_kind *kind = undo_kind_of(entity);
    const struct job_new job = {
        .kind = arena_printf(cx->arena, "%s.undo", kind->resource),
        .params = arena_printf(
            cx->arena, "{\"operation_id\":\"%s\",\"entity\":\"%s\",\"restores_changed\":%s}",
            operation_id, entity, restores_changed ? "true" : "false"),
        .unique_key = operation_id,
    };

    return jobs_enqueue(cx, &job, ret_job);
}

/* --- a run --------------------------------------------------------------------------------------------------------- */

static void drop_json(void *json)
{
    json_decref(json);
}

static json_t *read_json(struct ctx *cx, const char *text)
{
    json_t *json = text ? json_loads(text, 0, NULL) : NULL;

    if (json)
        arena_defer(cx->arena, drop_json, json);
    return json;
}

static enum err read_job(struct ctx *cx, struct job_run *run, struct undo *undo)
{
    const json_t *params = read_json(cx, run->params), *reached = read_json(cx, run->checkpoint);
    const char *entity = json_string_value(json_object_get(params, "entity"));
    struct db_rows operation;
    enum err e;

    undo->operation_id = json_string_value(json_object_get(params, "operation_id"));
    undo->kind = entity ? undo_kind_of(entity) : NULL;
    if (!undo->kind || !undo->operation_id)
        return fail(cx, ERR_NOT_FOUND, NULL);
    undo->n_done = json_integer_value(json_object_get(reached, "done"));
    undo->n_restored = json_integer_value(json_object_get(reached, "restored"));
    undo->slice = (struct undo_slice){
        .operation_id = undo->operation_id,
        .after = json_integer_value(json_object_get(reached, "after")),
        .restores_changed = json_is_true(json_object_get(params, "restores_changed")),
        .is_quiet = true,
    };
    e = operations_find(cx, undo->operation_id, &operation);
    if (!e && operation.n == 0)
        e = fail(cx, ERR_NOT_FOUND, "The operation cannot be taken back any more.");
    if (!e)
        undo->n_rows = db_int(&operation, 0, "n_rows");
    return e;
}

/* Runs again from the same place where the database asks for it, so it changes nothing but its own copy. */
static enum err undo_step(struct ctx *cx, struct job_run *run, void *arg)
{
    struct undo *undo = arg, next = *undo;
    enum err e = next.kind->slice(cx, &next.slice);

    if (e)
        return e;
    next.n_done += next.slice.n;
    next.n_restored += next.slice.n_restored;
    e = next.slice.n == 0
            ? operation_end_undo(cx, next.operation_id)
            : queue_checkpoint(cx, run,
                               arena_printf(cx->arena,
                                            "{\"after\":%" PRId64 ",\"done\":%" PRId64
                                            ",\"restored\":%" PRId64 "}",
                                            next.slice.after, next.n_done, next.n_restored));
    if (!e)
        *undo = next;
    return e;
}

static enum err undo_run(struct ctx *cx, struct job_run *run)
{
    struct undo undo = {0};
    enum err e = read_job(cx, run, &undo);

    do {
        if (!e)
            e = queue_slice(cx, run, undo_step, &undo);
        if (!e)
            queue_progress(run, undo.n_done, undo.n_rows, "undo");
    } while (!e && undo.slice.n > 0);
    if (!e)
        run->result = arena_printf(
            cx->arena, "{\"operation_id\":\"%s\",\"restored\":%" PRId64 ",\"kept\":%" PRId64 "}",
            undo.operation_id, undo.n_restored, undo.n_done - undo.n_restored);
    return e;
}

const struct job_kind products_undo = {.name = "products.undo", .run = undo_run, .max_running = 1};
