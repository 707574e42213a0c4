// SPDX-License-Identifier: MIT
/* Doing an import, slice by slice. */
#include "base/clock.h"
#include "db/query.h"
#include "import_job.h"
#include "repo/imports.h"
#include "repo/operations.h"

#include <string.h>

#define SLICE_FIRST 200u
#define SLICE_QUICK_US (120 * US_PER_MS) /* slices that take less grow */
#define SLICE_LONG_US (250 * US_PER_MS)  /* and shrink, well before the second that one may take */
/* New rows, after which the planner looks at the table again; then after four times as many. */
#define REFRESH_FIRST 500
#define REFRESH_FACTOR 4

/* A slice on its way; nothing of it counts before it is committed, since it may run again. */
struct writing {
    struct import_job *job;
    struct import_outcome outcome;
    struct import_counts counts; /* with it */
};

/* Those of the items that change something, as an array of their own. */
struct selection {
    size_t places[IMPORT_SLICE]; /* among the items */
    size_t n;
    struct buf json;
};

static void select_items(struct ctx *cx, const struct import_batch *batch,
                         const char *const *outcomes, struct selection *ret_selection)
{
    struct selection *sel = ret_selection;

    sel->n = 0;
    buf_init(&sel->json, cx->arena, batch->items.len + 1);
    buf_putc(&sel->json, '[');
    for (size_t i = 0; i < batch->n_items; i++) {
        if (strcmp(outcomes[i], "created") != 0 && strcmp(outcomes[i], "updated") != 0)
            continue;
        if (sel->n)
            buf_putc(&sel->json, ',');
        buf_put(&sel->json, batch->items.data + batch->item_at[i], batch->item_len[i]);
        sel->places[sel->n++] = i;
    }
    buf_putc(&sel->json, ']');
}

/* What was foretold becomes what is. */
static enum err save_items(struct ctx *cx, struct import_job *job, const char **outcomes,
                           const char **ret_owners)
{
    struct selection *sel = arena_alloc(cx->arena, sizeof *sel);
    struct import_items items;
    struct db_rows rows;
    bool is_open;
    enum err e;

    select_items(cx, &job->batch, outcomes, sel);
    if (sel->n == 0)
        return ERR_OK;
    items = job_items(job, buf_cstr(&sel->json));
    e = import_open_operation(cx,
                              &(struct import_operation){.id = job->operation_id,
                                                         .entity = job->entity->name,
                                                         .note = job->filename},
                              &is_open);
    if (!e && !is_open)
        e = fail(cx, ERR_CONFLICT, "What this import has done was taken back.");
    if (!e)
        e = operation_go_quiet(cx);
    if (!e)
        e = job->entity->store->save(cx, &items, &rows, ret_owners);
    for (int i = 0; !e && i < rows.n; i++)
        outcomes[sel->places[i]] = db_text(&rows, i, "outcome");
    return e;
}

/* How many rows may be done before one of them needs the others to be done; 0: all of them. */
static size_t rows_to_keep(const struct import_batch *batch, const char *const *outcomes)
{
    for (size_t i = 0; i < batch->n_items; i++) {
        size_t n = 0;

        if (strcmp(outcomes[i], OUTCOME_AGAIN) != 0)
            continue;
        while (batch->slice.rows[batch->at + n].number < batch->item_rows[i])
            n++;
        return n;
    }
    return 0;
}

static enum err foretell(struct ctx *cx, struct import_job *job, const char **outcomes)
{
    enum err e = batch_foretell(cx, job, outcomes);

    if (e)
        return e;
    job->batch.keep = rows_to_keep(&job->batch, outcomes);
    return job->batch.keep ? fail(cx, ERR_CONFLICT, NULL) : ERR_OK;
}

static enum err judge_outcome(struct ctx *cx, const struct import_job *job,
                              const struct import_outcome *outcome)
{
    if (outcome->is_taken) {
        fail(cx, ERR_CONFLICT, NULL);
        cx->failure.is_transient = true;
        return ERR_CONFLICT;
    }
    if (job->stops_on_error && outcome->counts.faulty)
        return fail(cx, ERR_IMPORT_FAULTY,
                    "A row has become faulty meanwhile. The rows before it are done.");
    return ERR_OK;
}

static enum err write_batch(struct ctx *cx, struct job_run *run, void *arg)
{
    struct writing *w = arg;
    struct import_job *job = w->job;
    const char *outcomes[IMPORT_SLICE], *owners = NULL;
    enum err e = foretell(cx, job, outcomes);

    if (!e)
        e = save_items(cx, job, outcomes, &owners);
    if (e)
        return e;
    outcome_of(cx, job, outcomes, job->n_errors, &w->outcome);
    w->counts = job->counts;
    counts_add(&w->counts, &w->outcome.counts);
    e = judge_outcome(cx, job, &w->outcome);
    if (!e && w->outcome.changed)
        e = operation_tell_owners(cx, job->operation_id, job->entity->resource, w->outcome.changed,
                                  owners);
    if (!e)
        e = import_keep_counts(cx, &(struct import_progress){
                                       .id = job->id,
                                       .operation_id = job->operation_id,
                                       .counts = report_json(cx->arena, &w->counts, NULL),
                                       .errors = w->outcome.errors,
                                       .changed = w->outcome.changed,
                                       .is_first = job->is_first,
                                   });
    if (!e)
        e = queue_checkpoint(
            cx, run, checkpoint_json(cx->arena, batch_last_row(&job->batch), false, &w->counts));
    return e;
}

/* A rule of the database that the contract does not know, or whose breach shows only with what stands there already. */
static bool is_fault_of_rows(enum err e)
{
    return e == ERR_VALIDATION_FAILED || e == ERR_ALREADY_EXISTS;
}

static const char *reason_of(const struct failure *failure)
{
    if (failure->constraint && strcmp(failure->constraint, "products_attributes_size") == 0)
        return "the attributes would become larger than a product may have";
    return failure->message ? failure->message : err_infos[failure->code].message;
}

/* Which of the rows it is shows by trying fewer of them. */
static enum err narrow(struct ctx *cx, struct import_job *job, enum err e, size_t *size)
{
    if (!is_fault_of_rows(e) && !job->batch.keep)
        return e;
    *size = job->batch.keep ? job->batch.keep : job->batch.n_rows / 2;
    if (job->batch.n_rows == 1) {
        outcome_refused(&job->batch, reason_of(&cx->failure));
        *size = 1;
    }
    cx->failure = (struct failure){0};
    return ERR_OK;
}

static size_t next_size(size_t size, int64_t took_us)
{
    if (took_us > SLICE_LONG_US)
        size = size / 2;
    else if (took_us < SLICE_QUICK_US)
        size += size / 2 + 1;
    return size < 1 ? 1 : size > IMPORT_SLICE ? IMPORT_SLICE : size;
}

static void advance(struct job_run *run, struct writing *w)
{
    struct import_job *job = w->job;

    job->counts = w->counts;
    job->n_errors += w->outcome.n_errors;
    job->at_row = batch_last_row(&job->batch);
    job->is_first = false;
    batch_done(&job->batch);
    queue_progress(run, job->counts.rows, job->n_rows, "writing");
}

static enum err refresh_plans(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct import_job *job = arg;

    (void)run;
    return import_refresh_plans(cx, job->entity->store,
                                job->counts.created ? job->counts.created : job->n_rows);
}

/* Plans made for a table that has grown since, or that this import outgrows, read all of it for each row. */
static enum err keep_up(struct ctx *cx, struct job_run *run, struct import_job *job)
{
    if (job->counts.created < job->next_refresh)
        return ERR_OK;
    job->next_refresh = job->counts.created * REFRESH_FACTOR;
    if (job->next_refresh < REFRESH_FIRST)
        job->next_refresh = REFRESH_FIRST;
    return queue_step(cx, run, refresh_plans, job);
}

enum err write_all(struct ctx *cx, struct job_run *run, struct import_job *job)
{
    struct writing w = {.job = job};
    size_t size = SLICE_FIRST;
    enum err e = source_open(cx, run, job, job->at_row);

    while (!e) {
        bool is_refused = job->batch.n_rows == 1 && job->batch.n_items == 0 && job->batch.n_faulty;
        int64_t began_us;

        e = keep_up(cx, run, job);
        if (!e && !is_refused)
            e = source_next(cx, run, job, size);
        if (e || job->batch.n_rows == 0)
            break;
        began_us = clock_now_us();
        e = queue_slice(cx, run, write_batch, &w);
        if (!e) {
            size = next_size(size, clock_now_us() - began_us);
            advance(run, &w);
        } else {
            e = narrow(cx, job, e, &size);
        }
    }
    return e;
}
