// SPDX-License-Identifier: MIT
/* Trying an import: what would become of each row is foretold, and nothing is changed. A real run foretells each of its
 * slices, too: rows that are as the file has them already, most of a price list that is sent each day, cost no more than
 * that. */
#include "db/query.h"
#include "import_job.h"
#include "repo/imports.h"

#include <string.h>

struct import_items job_items(const struct import_job *job, const char *json)
{
    return (struct import_items){
        .json = json,
        .may_create = job->create_new,
        .may_update = job->update_existing,
        .operation_id = job->operation_id,
        .import_id = job->id,
        .first_row = (int64_t)batch_first_row(&job->batch),
    };
}

enum err batch_foretell(struct ctx *cx, struct import_job *job, const char **outcomes)
{
    struct import_batch *batch = &job->batch;
    struct import_items items;
    struct db_rows rows;
    enum err e;

    if (batch->n_items == 0)
        return ERR_OK;
    items = job_items(job, buf_cstr(&batch->items));
    e = job->entity->store->preview(cx, &items, &rows);
    for (int i = 0; !e && i < rows.n; i++)
        outcomes[i] = db_text(&rows, i, "outcome");
    return e;
}

static enum err try_batch(struct ctx *cx, struct job_run *run, void *arg)
{
    struct trial *trial = arg;
    const char *outcomes[IMPORT_SLICE];
    struct import_outcome outcome;
    enum err e = batch_foretell(cx, trial->job, outcomes);

    (void)run;
    if (e)
        return e;
    for (size_t i = 0; i < trial->job->batch.n_items; i++)
        if (strcmp(outcomes[i], OUTCOME_AGAIN) == 0)
            outcomes[i] = "updated";
    outcome_of(cx, trial->job, outcomes, trial->n_errors, &outcome);
    counts_add(&trial->counts, &outcome.counts);
    if (outcome.errors) { /* without its brackets */
        if (trial->n_errors)
            buf_putc(&trial->errors, ',');
        buf_put(&trial->errors, outcome.errors + 1, strlen(outcome.errors) - 2);
        trial->n_errors += outcome.n_errors;
    }
    return ERR_OK;
}

enum err try_all(struct ctx *cx, struct job_run *run, struct trial *trial)
{
    struct import_job *job = trial->job;
    enum err e = source_open(cx, run, job, 0);

    buf_init(&trial->errors, job->arena, 256);
    while (!e) {
        e = source_next(cx, run, job, IMPORT_SLICE);
        if (!e && job->batch.n_rows == 0)
            break;
        if (!e)
            e = queue_step(cx, run, try_batch, trial);
        if (e)
            break;
        batch_done(&job->batch);
        queue_progress(run, trial->counts.rows, job->n_rows, "checking");
    }
    return e;
}
