// SPDX-License-Identifier: MIT
/* The rows of an import's file. All reading and converting is done on a compute thread, a thousand rows at a time; what is
 * in memory are those, and sixteen bytes for each key of a row of the file while it is scanned. */
#include "db/query.h"
#include "import_job.h"
#include "jobs/import.h"
#include "repo/imports.h"

#include <inttypes.h>

/* --- the file ------------------------------------------------------------------------------------------------------- */

struct fetching {
    struct import_job *job;
    int64_t n;
};

static enum err fetch_piece(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct fetching *fetching = arg;
    struct import_job *job = fetching->job;

    (void)run;
    return import_file_fetch(cx, job->compute, job->id, fetching->n, &job->file);
}

enum err source_fetch(struct ctx *cx, struct job_run *run, struct import_job *job)
{
    struct fetching fetching = {.job = job};
    enum err e = import_file_create(cx, job->folder, &job->file);

    for (; !e && job->file.size < job->size_bytes; fetching.n++) {
        e = queue_step(cx, run, fetch_piece, &fetching);
        queue_progress(run, 0, -1, "loading");
    }
    return e;
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

static enum err open_reader(struct ctx *cx, void *arg)
{
    struct import_job *job = arg;

    return table_open(cx, job->file.path, &job->options, &job->reader);
}

static enum err open_step(struct ctx *cx, struct job_run *run, void *arg)
{
    struct import_job *job = arg;

    (void)run;
    return on_compute(cx, job->compute, open_reader, job);
}

static void close_reader(struct import_job *job)
{
    table_close(job->reader);
    job->reader = NULL;
    arena_free(job->batch.arena);
    job->batch = (struct import_batch){0};
}

enum err source_open(struct ctx *cx, struct job_run *run, struct import_job *job, uint64_t after_row)
{
    close_reader(job);
    job->options.after_row = after_row > job->header_row ? after_row : job->header_row;
    return queue_step(cx, run, open_step, job);
}

void source_close(struct import_job *job)
{
    close_reader(job);
    repeats_free(&job->repeats);
    import_file_close(&job->file);
}

/* --- once through --------------------------------------------------------------------------------------------------- */

struct scan {
    struct import_job *job;
    bool is_end;
};

static void remember(struct import_job *job, const struct import_keys *keys, uint64_t row)
{
    for (unsigned i = 0; i < job->plan.n_keys; i++)
        if (keys->v[i].len)
            repeats_add(&job->repeats, i, keys->v[i], row);
}

static enum err scan_slice(struct ctx *cx, void *arg)
{
    struct scan *scan = arg;
    struct import_job *job = scan->job;
    struct import_faults none;
    struct table_slice slice;
    struct buf json;
    enum err e = table_read(cx, job->reader, cx->arena, IMPORT_SLICE, &slice);

    if (e)
        return e;
    import_faults_init(&none, cx->arena, 0);
    buf_init(&json, cx->arena, 4096);
    for (size_t i = 0; i < slice.n; i++) {
        struct import_keys keys;

        if (import_row_put(&job->plan, &slice.rows[i], &json, &none, &keys))
            remember(job, &keys, slice.rows[i].number);
        json.len = 0;
    }
    job->n_rows += (int64_t)slice.n;
    scan->is_end = slice.is_end;
    if (slice.is_end)
        repeats_judge(&job->repeats);
    return job->n_rows <= IMPORT_MAX_ROWS
               ? ERR_OK
               : fail_fmt(cx, ERR_FILE_UNREADABLE, "The file has more than %u rows.",
                          IMPORT_MAX_ROWS);
}

static enum err scan_step(struct ctx *cx, struct job_run *run, void *arg)
{
    struct scan *scan = arg;

    (void)run;
    return on_compute(cx, scan->job->compute, scan_slice, scan);
}

enum err source_scan(struct ctx *cx, struct job_run *run, struct import_job *job)
{
    struct scan scan = {.job = job};
    enum err e = source_open(cx, run, job, 0);

    repeats_init(&job->repeats);
    while (!e && !scan.is_end) {
        e = queue_step(cx, run, scan_step, &scan);
        queue_progress(run, job->n_rows, -1, "reading");
    }
    return e;
}

/* --- batches -------------------------------------------------------------------------------------------------------- */

static void add_repeated(struct import_batch *batch, const struct import_plan *plan, uint64_t row,
                         const struct repeats_loser *loser, const struct import_keys *keys)
{
    const struct import_field *field = plan->keys[loser->key];

    batch->n_repeated++;
    import_faults_add(
        &batch->faults,
        &(struct import_fault){
            .row = row,
            .column = import_plan_column(plan, field),
            .field = field,
            .code = "repeated",
            .message = arena_printf(batch->arena, "stands in row %" PRIu32 " again, which counts",
                                    loser->winner),
            .value = keys->v[loser->key],
        });
}

static void convert_row(struct import_job *job, const struct table_row *row)
{
    struct import_batch *batch = &job->batch;
    size_t from = batch->items.len, at;
    const struct repeats_loser *loser;
    struct import_keys keys;

    if (batch->n_items)
        buf_putc(&batch->items, ',');
    at = batch->items.len;
    if (!import_row_put(&job->plan, row, &batch->items, &batch->faults, &keys)) {
        batch->items.len = from;
        batch->n_faulty++;
        return;
    }
    loser = repeats_find(&job->repeats, row->number);
    if (loser) {
        batch->items.len = from;
        add_repeated(batch, &job->plan, row->number, loser, &keys);
        return;
    }
    batch->item_at[batch->n_items] = at;
    batch->item_len[batch->n_items] = batch->items.len - at;
    batch->item_rows[batch->n_items++] = row->number;
}

static void convert(struct import_job *job)
{
    struct import_batch *batch = &job->batch;

    buf_init(&batch->items, batch->arena, 4096);
    import_faults_init(&batch->faults, batch->arena, IMPORT_FAULTS_SHOWN);
    batch->n_items = 0;
    batch->n_faulty = batch->n_repeated = 0;
    batch->keep = 0;
    buf_putc(&batch->items, '[');
    for (size_t i = 0; i < batch->n_rows; i++)
        convert_row(job, &batch->slice.rows[batch->at + i]);
    buf_putc(&batch->items, ']');
}

struct reading {
    struct import_job *job;
    size_t at_most;
};

static enum err read_batch(struct ctx *cx, void *arg)
{
    const struct reading *reading = arg;
    struct import_job *job = reading->job;
    struct import_batch *batch = &job->batch;
    size_t left;

    while (batch->at == batch->slice.n && !batch->slice.is_end) {
        enum err e;

        arena_free(batch->arena);
        *batch = (struct import_batch){.arena = arena_new()};
        e = table_read(cx, job->reader, batch->arena, IMPORT_SLICE, &batch->slice);
        if (e)
            return e;
    }
    left = batch->slice.n - batch->at;
    batch->n_rows = left < reading->at_most ? left : reading->at_most;
    if (batch->n_rows)
        convert(job);
    return ERR_OK;
}

static enum err read_step(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct reading *reading = arg;

    (void)run;
    return on_compute(cx, reading->job->compute, read_batch, arg);
}

enum err source_next(struct ctx *cx, struct job_run *run, struct import_job *job, size_t at_most)
{
    struct reading reading = {.job = job, .at_most = at_most};

    return queue_step(cx, run, read_step, &reading);
}

void batch_done(struct import_batch *batch)
{
    batch->at += batch->n_rows;
    batch->n_rows = 0;
}

uint64_t batch_first_row(const struct import_batch *batch)
{
    return batch->slice.rows[batch->at].number;
}

uint64_t batch_last_row(const struct import_batch *batch)
{
    return batch->slice.rows[batch->at + batch->n_rows - 1].number;
}
