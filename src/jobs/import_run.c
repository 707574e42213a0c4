// SPDX-License-Identifier: MIT
/* The jobs of an import. The file is read through once, to know how many rows there are and which are repeated; then again,
 * slice by slice, to try or to do it. A slice writes its rows, what they were before, what was counted and where the next
 * one begins in one transaction: wherever a run ends, another one goes on behind the last row that is done. */
#include "db/query.h"
#include "import_job.h"
#include "job_json.h"
#include "jobs/import.h"
#include "jobs/worker.h"
#include "kinds.h"
#include "repo/imports.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

/* --- what there is to do ---------------------------------------------------------------------------------------------- */

/* Its texts live as long as the run. */
static void read_plan(struct import_job *job, const char *columns_text, const char *mapping_text)
{
    const json_t *columns = job_json(job->arena, columns_text),
                 *mapping = job_json(job->arena, mapping_text);
    size_t n = json_array_size(columns);
    struct import_column *plan = arena_zalloc(job->arena, n + 1, sizeof *plan);

    for (size_t i = 0; i < n; i++)
        plan[i] = (struct import_column){
            .name = json_string_value(json_object_get(json_array_get(columns, i), "name"))};
    for (size_t i = 0; i < json_array_size(mapping); i++) {
        const json_t *item = json_array_get(mapping, i);
        json_int_t column = json_integer_value(json_object_get(item, "column"));
        const char *field = json_string_value(json_object_get(item, "field"));

        if (field && column >= 0 && (size_t)column < n)
            plan[column].field = import_field_parse(job->entity, field, &plan[column].attribute);
    }
    job->plan.entity = job->entity;
    job->plan.columns = plan;
    job->plan.n_columns = n;
}

/* `match`: which of the fields that may be keys are, where that can be chosen. */
static void choose_keys(struct import_plan *plan, const char *match)
{
    for (size_t i = 0; i < plan->entity->n_fields && plan->n_keys < IMPORT_KEYS_MAX; i++) {
        const struct import_field *field = &plan->entity->fields[i];

        if ((field->flags & FIELD_KEY) ||
            ((field->flags & FIELD_MATCH) && match && strstr(match, field->name)))
            plan->keys[plan->n_keys++] = field;
    }
}

/* Where semicolons part the columns, commas come before decimals; Excel does both after the country. */
static enum decimal_sign decimals_of(const struct table_options *options)
{
    if (options->format == TABLE_XLSX || options->separator == ',')
        return DECIMAL_POINT;
    return options->separator == ';' ? DECIMAL_COMMA : DECIMAL_UNKNOWN;
}

static const char *kept(struct import_job *job, const struct db_rows *row, const char *col)
{
    const char *text = db_text(row, 0, col);

    return text ? arena_strdup(job->arena, text) : NULL;
}

static void read_settings(struct import_job *job, const struct db_rows *row)
{
    const char *separator = db_text(row, 0, "separator");

    job->filename = kept(job, row, "filename");
    job->options = (struct table_options){
        .format = strcmp(db_text(row, 0, "format"), "xlsx") == 0 ? TABLE_XLSX : TABLE_CSV,
        .encoding = kept(job, row, "encoding"),
        .separator = separator ? separator[0] : 0,
        .spill_folder = job->folder,
    };
    job->create_new = db_bool(row, 0, "create_new");
    job->update_existing = db_bool(row, 0, "update_existing");
    job->stops_on_error = strcmp(db_text(row, 0, "on_error"), "stop") == 0;
    job->header_row = (uint64_t)db_int(row, 0, "header_row");
    job->size_bytes = db_int(row, 0, "size_bytes");
    job->revision = db_int(row, 0, "revision");
    read_plan(job, db_text(row, 0, "columns"), db_text(row, 0, "mapping"));
    choose_keys(&job->plan, db_text(row, 0, "match"));
    job->plan.decimals = decimals_of(&job->options);
    job->plan.empty_clears = db_bool(row, 0, "empty_clears");
}

static void read_checkpoint(struct import_job *job, const char *checkpoint, unsigned n_errors)
{
    const json_t *reached = job_json(job->arena, checkpoint);

    job->is_first = !reached;
    if (!reached)
        return;
    job->n_errors = n_errors;
    job->at_row = (uint64_t)json_integer_value(json_object_get(reached, "row"));
    job->is_over = json_is_true(json_object_get(reached, "is_over"));
    job->counts = (struct import_counts){
        .rows = json_integer_value(json_object_get(reached, "rows")),
        .created = json_integer_value(json_object_get(reached, "created")),
        .updated = json_integer_value(json_object_get(reached, "updated")),
        .unchanged = json_integer_value(json_object_get(reached, "unchanged")),
        .skipped = json_integer_value(json_object_get(reached, "skipped")),
        .repeated = json_integer_value(json_object_get(reached, "repeated")),
        .faulty = json_integer_value(json_object_get(reached, "faulty")),
    };
}

static enum err prepare(struct ctx *cx, struct job_run *run, void *arg)
{
    struct import_job *job = arg;
    const json_t *params = job_json(job->arena, run->params);
    struct db_rows row;
    enum err e;

    job->id = json_string_value(json_object_get(params, "import_id"));
    job->operation_id = json_string_value(json_object_get(params, "operation_id"));
    job->own_id = json_string_value(json_object_get(params, "own_id"));
    e = import_work(cx, job->id, &row);
    if (e)
        return e;
    if (row.n == 0)
        return fail(cx, ERR_IMPORT_FILE_GONE, NULL);
    /* Somebody has started it anew, and this one was tried again after that. */
    if (job->operation_id && strcmp(db_text(&row, 0, "job_id"), run->id) != 0)
        return fail(cx, ERR_CONFLICT, "This import was started anew since.");
    job->entity = import_entity_named(db_text(&row, 0, "entity"));
    if (!job->entity)
        return fail(cx, ERR_NOT_FOUND, NULL);
    read_settings(job, &row);
    read_checkpoint(job, run->checkpoint, (unsigned)db_int(&row, 0, "n_errors"));
    return ERR_OK;
}

/* --- the kinds -------------------------------------------------------------------------------------------------------- */

static enum err begin(struct ctx *cx, struct job_run *run, struct import_job *job)
{
    enum err e;

    *job = (struct import_job){.arena = cx->arena,
                               .job_id = run->id,
                               .compute = run->options->compute,
                               .folder = run->options->temporary_folder,
                               .file = {.fd = -1}};
    e = queue_step(cx, run, prepare, job);
    cx->own_id = job->own_id;
    if (!e && !job->is_over)
        e = source_fetch(cx, run, job);
    if (!e && !job->is_over)
        e = source_scan(cx, run, job);
    return e;
}

static enum err store_trial(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct trial *trial = arg;

    return import_store_check(cx,
                              &(struct import_check){
                                  .id = trial->job->id,
                                  .job_id = run->id,
                                  .revision = trial->job->revision,
                                  .report = report_json(cx->arena, &trial->counts, &trial->errors),
                              });
}

static enum err check_run(struct ctx *cx, struct job_run *run)
{
    struct import_job job;
    struct trial trial = {.job = &job};
    enum err e = begin(cx, run, &job);

    if (!e)
        e = try_all(cx, run, &trial);
    if (!e)
        e = queue_slice(cx, run, store_trial, &trial);
    source_close(&job);
    if (!e)
        run->result = report_json(cx->arena, &trial.counts, NULL);
    return e;
}

static enum err store_faults(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct trial *trial = arg;
    struct buf errors;

    (void)run;
    buf_init(&errors, cx->arena, trial->errors.len + 2);
    buf_putc(&errors, '[');
    buf_put(&errors, trial->errors.data, trial->errors.len);
    buf_putc(&errors, ']');
    return import_keep_counts(cx, &(struct import_progress){
                                      .id = trial->job->id,
                                      .operation_id = trial->job->operation_id,
                                      .counts = report_json(cx->arena, &trial->counts, NULL),
                                      .errors = buf_cstr(&errors),
                                      .is_first = true,
                                  });
}

/* Nothing is to be changed where a row is faulty: so all are tried first. What is reported are the faults alone, since
 * nothing else was done. */
static enum err stop_on_faults(struct ctx *cx, struct job_run *run, struct import_job *job)
{
    struct trial trial = {.job = job};
    enum err e = try_all(cx, run, &trial);
    int64_t faulty = trial.counts.faulty;

    if (e || faulty == 0)
        return e;
    trial.counts = (struct import_counts){.rows = faulty, .faulty = faulty};
    e = queue_slice(cx, run, store_faults, &trial);
    return e ? e
             : fail_fmt(cx, ERR_IMPORT_FAULTY,
                        "Rows with faults: %" PRId64 ". Nothing was changed.", faulty);
}

/* The pieces are of no use any more. */
static enum err end_run(struct ctx *cx, struct job_run *run, void *arg)
{
    const struct import_job *job = arg;
    enum err e = import_forget_pieces(cx, job->id);

    if (!e)
        e = import_keep_counts(cx, &(struct import_progress){
                                       .id = job->id,
                                       .operation_id = job->operation_id,
                                       .counts = report_json(cx->arena, &job->counts, NULL),
                                       .is_first = job->is_first,
                                   });
    if (!e)
        e = queue_checkpoint(cx, run, checkpoint_json(cx->arena, job->at_row, true, &job->counts));
    return e;
}

static enum err import_run(struct ctx *cx, struct job_run *run)
{
    struct import_job job;
    enum err e = begin(cx, run, &job);

    if (!e && !job.is_over && job.is_first && job.stops_on_error)
        e = stop_on_faults(cx, run, &job);
    if (!e && !job.is_over)
        e = write_all(cx, run, &job);
    if (!e && !job.is_over)
        e = queue_slice(cx, run, end_run, &job);
    source_close(&job);
    if (!e)
        run->result = report_json(cx->arena, &job.counts, NULL);
    return e;
}

#define CHECK_KIND(resource)                                                                       \
    {                                                                                              \
        .name = resource ".import_check", .run = check_run, .max_running = 2                       \
    }
#define RUN_KIND(resource)                                                                         \
    {                                                                                              \
        .name = resource ".import", .run = import_run, .max_running = 2                            \
    }

const struct job_kind products_import_check = CHECK_KIND("products"),
                      products_import = RUN_KIND("products"),
                      clients_import_check = CHECK_KIND("clients"),
                      clients_import = RUN_KIND("clients"),
                      deals_import_check = CHECK_KIND("deals"), deals_import = RUN_KIND("deals");
