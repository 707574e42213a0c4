// SPDX-License-Identifier: MIT
/* An undo in slices. The rows that are done with are forgotten by the slice itself; the checkpoint tells behind which row to
 * go on, since those that stay as they are stay in the table too. */
#include "jobs/undo.h"
#include "job_json.h"
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

enum err undo_enqueue(struct ctx *cx, const char *operation_id, const struct undo_kind *kind,
                      bool restores_changed, struct db_rows *ret_job)
{
    const struct job_new job = {
        .kind = arena_printf(cx->arena, "%s.undo", kind->resource),
        .params = arena_printf(
            cx->arena, "{\"operation_id\":\"%s\",\"entity\":\"%s\",\"restores_changed\":%s%s}",
            operation_id, kind->entity, restores_changed ? "true" : "false", job_own_param(cx)),
        .unique_key = operation_id,
    };

    return jobs_enqueue(cx, &job, ret_job);
}

/* --- a run --------------------------------------------------------------------------------------------------------- */

static enum err read_job(struct ctx *cx, struct job_run *run, struct undo *undo)
{
    const json_t *params = job_json(cx->arena, run->params),
                 *reached = job_json(cx->arena, run->checkpoint);
    struct db_rows operation;
    enum err e;

    undo->operation_id = json_string_value(json_object_get(params, "operation_id"));
    cx->own_id = json_string_value(json_object_get(params, "own_id"));
    if (!undo->operation_id)
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
    if (e)
        return e;
    undo->kind = undo_kind_of(db_text(&operation, 0, "entity"), db_text(&operation, 0, "kind"));
    undo->n_rows = db_int(&operation, 0, "n_rows");
    return undo->kind ? ERR_OK : fail(cx, ERR_NOT_FOUND, NULL);
}

/* Where it is, and where it will be once the slice is committed: until then it may run again from the same place. */
struct step {
    const struct undo *now;
    struct undo next;
};

static enum err undo_step(struct ctx *cx, struct job_run *run, void *arg)
{
    struct step *step = arg;
    struct undo *next = &step->next;
    enum err e;

    *next = *step->now;
    e = next->kind->slice(cx, &next->slice);
    if (e)
        return e;
    next->n_done += next->slice.n;
    next->n_restored += next->slice.n_restored;
    if (next->slice.n == 0)
        return operation_end_undo(cx, next->operation_id);
    return queue_checkpoint(cx, run,
                            arena_printf(cx->arena,
                                         "{\"after\":%" PRId64 ",\"done\":%" PRId64
                                         ",\"restored\":%" PRId64 "}",
                                         next->slice.after, next->n_done, next->n_restored));
}

static enum err undo_run(struct ctx *cx, struct job_run *run)
{
    struct undo undo = {0};
    struct step step = {.now = &undo};
    enum err e = read_job(cx, run, &undo);

    while (!e) {
        e = queue_slice(cx, run, undo_step, &step);
        if (e)
            break;
        undo = step.next;
        queue_progress(run, undo.n_done, undo.n_rows, "undo");
        if (undo.slice.n == 0)
            break;
    }
    if (!e)
        run->result = arena_printf(
            cx->arena, "{\"operation_id\":\"%s\",\"restored\":%" PRId64 ",\"kept\":%" PRId64 "}",
            undo.operation_id, undo.n_restored, undo.n_done - undo.n_restored);
    return e;
}

const struct job_kind products_undo = {.name = "products.undo", .run = undo_run, .max_running = 1},
                      clients_undo = {.name = "clients.undo", .run = undo_run, .max_running = 1},
                      deals_undo = {.name = "deals.undo", .run = undo_run, .max_running = 1};
