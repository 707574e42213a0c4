// SPDX-License-Identifier: MIT
/* What became of rows. The words of the entity's statements are counted here, for a dry run and the real one alike. */
#include "import_job.h"

#include <inttypes.h>
#include <string.h>

void counts_add(struct import_counts *to, const struct import_counts *counts)
{
    to->rows += counts->rows;
    to->created += counts->created;
    to->updated += counts->updated;
    to->unchanged += counts->unchanged;
    to->skipped += counts->skipped;
    to->repeated += counts->repeated;
    to->faulty += counts->faulty;
}

static void counts_put(struct buf *json, const struct import_counts *counts)
{
    buf_printf(json,
               "\"rows\":%" PRId64 ",\"created\":%" PRId64 ",\"updated\":%" PRId64
               ",\"unchanged\":%" PRId64 ",\"skipped\":%" PRId64 ",\"repeated\":%" PRId64
               ",\"faulty\":%" PRId64,
               counts->rows, counts->created, counts->updated, counts->unchanged, counts->skipped,
               counts->repeated, counts->faulty);
}

static const struct import_reason *reason_of(const struct import_entity *entity, const char *outcome)
{
    for (const struct import_reason *reason = entity->reasons; reason->outcome; reason++)
        if (strcmp(reason->outcome, outcome) == 0)
            return reason;
    return NULL;
}

static void tell_reason(const struct import_job *job, uint64_t row,
                        const struct import_reason *reason, struct import_faults *faults)
{
    const struct import_field *field =
        reason->field ? import_field_named(job->entity, reason->field) : NULL;

    import_faults_add(faults, &(struct import_fault){
                                  .row = row,
                                  .column = field ? import_plan_column(&job->plan, field) : NULL,
                                  .field = field,
                                  .code = reason->code,
                                  .message = reason->message,
                              });
}

/* A word of the entity's own. */
static void count_reason(const struct import_job *job, uint64_t row, const char *outcome,
                         struct import_outcome *out, struct import_faults *faults)
{
    const struct import_reason *reason = reason_of(job->entity, outcome);

    if (!reason) {
        out->is_taken = true;
    } else if (reason->is_of_new && !job->create_new) {
        out->counts.skipped++;
    } else {
        out->counts.faulty++;
        tell_reason(job, row, reason, faults);
    }
}

/* One item. */
static void count_item(const struct import_job *job, uint64_t row, const char *outcome,
                       struct import_outcome *out, struct import_faults *faults)
{
    struct import_counts *counts = &out->counts;

    if (strcmp(outcome, "created") == 0)
        counts->created++;
    else if (strcmp(outcome, "updated") == 0)
        counts->updated++;
    else if (strcmp(outcome, "unchanged") == 0)
        counts->unchanged++;
    else if (strcmp(outcome, "may_not_create") == 0 || strcmp(outcome, "may_not_update") == 0)
        counts->skipped++;
    else
        count_reason(job, row, outcome, out, faults);
}

/* The errors of the batch and those found now, in the order of their rows, as many as there is room for. */
static void tell_errors(struct ctx *cx, const struct import_batch *batch,
                        const struct import_faults *found, unsigned told, struct import_outcome *out)
{
    struct import_faults all;
    struct buf json;

    import_faults_init(&all, cx->arena, batch->faults.n + found->n);
    for (unsigned i = 0; i < batch->faults.n; i++)
        import_faults_add(&all, &batch->faults.v[i]);
    for (unsigned i = 0; i < found->n; i++)
        import_faults_add(&all, &found->v[i]);
    import_faults_sort(&all);
    if (all.n > IMPORT_FAULTS_SHOWN - told)
        all.n = IMPORT_FAULTS_SHOWN - told;
    if (all.n == 0)
        return;
    buf_init(&json, cx->arena, all.n * 256);
    buf_putc(&json, '[');
    import_faults_put(&all, &json);
    buf_putc(&json, ']');
    out->errors = buf_cstr(&json);
    out->n_errors = all.n;
}

void outcome_of(struct ctx *cx, const struct import_job *job, const char *const *outcomes,
                unsigned told, struct import_outcome *ret_outcome)
{
    const struct import_batch *batch = &job->batch;
    struct import_outcome out = {.counts = {.rows = (int64_t)batch->n_rows,
                                            .faulty = batch->n_faulty,
                                            .repeated = batch->n_repeated}};
    struct import_faults found;

    import_faults_init(&found, cx->arena, IMPORT_FAULTS_SHOWN);
    for (size_t i = 0; i < batch->n_items; i++)
        count_item(job, batch->item_rows[i], outcomes[i], &out, &found);
    out.changed = out.counts.created + out.counts.updated;
    tell_errors(cx, batch, &found, told, &out);
    *ret_outcome = out;
}

void outcome_refused(struct import_batch *batch, const char *why)
{
    import_faults_add(&batch->faults,
                      &(struct import_fault){.row = batch_last_row(batch),
                                             .code = "refused",
                                             .message = arena_strdup(batch->arena, why)});
    batch->n_faulty++;
    batch->n_items = 0;
}

/* --- as JSON --------------------------------------------------------------------------------------------------------- */

const char *report_json(struct arena *arena, const struct import_counts *counts,
                        const struct buf *errors)
{
    struct buf json;

    buf_init(&json, arena, 256 + (errors ? errors->len : 0));
    buf_putc(&json, '{');
    counts_put(&json, counts);
    if (errors) {
        buf_puts(&json, ",\"errors\":[");
        buf_put(&json, errors->data, errors->len);
        buf_putc(&json, ']');
    }
    buf_putc(&json, '}');
    return buf_cstr(&json);
}

const char *checkpoint_json(struct arena *arena, uint64_t row, bool is_over,
                            const struct import_counts *counts)
{
    struct buf json;

    buf_init(&json, arena, 256);
    buf_printf(&json, "{\"row\":%" PRIu64 ",\"is_over\":%s,", row, is_over ? "true" : "false");
    counts_put(&json, counts);
    buf_putc(&json, '}');
    return buf_cstr(&json);
}
