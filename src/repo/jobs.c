// SPDX-License-Identifier: MIT
/* The queue of jobs as a table. Each write in the name of a running job names its lease in the statement itself; no row
 * answered means that somebody else has the job. */
#include "repo/jobs.h"
#include "gen/sql.h"

#include <string.h>

#define TRIES 5u

/* --- enqueueing -------------------------------------------------------------------------------------------------- */

const char *job_id(const struct db_rows *row)
{
    return db_text(row, 0, "id");
}

bool job_is_new(const struct db_rows *row)
{
    return db_bool(row, 0, "_is_new");
}

static void add_enqueue(struct ctx *cx, struct db_batch *batch, const struct job_new *job,
                        const char *id)
{
    sql_jobs_enqueue_add(
        cx, batch,
        &(struct sql_jobs_enqueue){
            .org_id = cx->org_id,
            .id = id,
            .kind = job->kind,
            .params = job->params,
            .unique_key = job->unique_key,
            .priority = opt_int(job->priority),
            .delay_s = opt_int(job->delay_s),
            .max_attempts = opt_int(job->max_attempts ? job->max_attempts : JOB_ATTEMPTS),
            .actor = cx->actor_id,
        });
    sql_jobs_find_same_add(cx, batch,
                           &(struct sql_jobs_find_same){
                               .org_id = cx->org_id,
                               .id = id,
                               .kind = job->kind,
                               .unique_key = job->unique_key,
                           });
}

enum err jobs_enqueue(struct ctx *cx, const struct job_new *job, struct db_rows *ret_row)
{
    char id[UUID_SIZE];

    uuid_v7(id);
    for (unsigned i = 0; i < TRIES; i++) {
        struct db_batch batch = {0};
        enum err e;

        add_enqueue(cx, &batch, job, id);
        e = db_batch_run(cx, &batch);
        if (e)
            return e;
        *ret_row = batch.rows[1];
        if (ret_row->n) {
            cx->has_job = true;
            return ERR_OK;
        }
        /* the one that was there has ended between the two statements */
    }
    return fail(cx, ERR_OVERLOADED, NULL);
}

/* --- what people see and do ---------------------------------------------------------------------------------------- */

enum err jobs_find_page(struct ctx *cx, const struct job_filter *filter, struct db_rows *ret_rows,
                        int64_t *ret_total)
{
    const struct begun_filter *begun = &filter->begun;
    const char *all = db_array(cx->arena, begun->n_all, begun->all),
               *own = db_array(cx->arena, begun->n_own, begun->own);
    struct db_batch batch = {0};
    enum err e;

    sql_jobs_list_add(cx, &batch,
                      &(struct sql_jobs_list){
                          .org_id = cx->org_id,
                          .actor_id = cx->actor_id,
                          .resources = all,
                          .own_resources = own,
                          .kind = filter->kind,
                          .state = filter->state,
                          .page = opt_int(begun->page),
                          .page_size = opt_int(begun->page_size),
                      });
    sql_jobs_count_add(cx, &batch,
                       &(struct sql_jobs_count){
                           .org_id = cx->org_id,
                           .actor_id = cx->actor_id,
                           .resources = all,
                           .own_resources = own,
                           .kind = filter->kind,
                           .state = filter->state,
                       });
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *ret_rows = batch.rows[0];
    *ret_total = db_int(&batch.rows[1], 0, "total");
    return ERR_OK;
}

enum err jobs_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return sql_jobs_get(cx, &(struct sql_jobs_get){.org_id = cx->org_id, .id = id}, ret_row);
}

/* Runs the change, which is the batch's one statement so far, and reads the job behind it; `refusal` where it changed
 * nothing. */
static enum err change(struct ctx *cx, struct db_batch *batch, const char *id, enum err refusal,
                       struct db_rows *ret_row)
{
    enum err e;

    sql_jobs_get_add(cx, batch, &(struct sql_jobs_get){.org_id = cx->org_id, .id = id});
    e = db_batch_run(cx, batch);
    if (e)
        return e;
    if (batch->rows[0].n == 0)
        return fail(cx, batch->rows[1].n ? refusal : ERR_NOT_FOUND, NULL);
    cx->has_job = true;
    *ret_row = batch->rows[1];
    return ERR_OK;
}

enum err job_cancel(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    struct db_batch batch = {0};

    sql_jobs_cancel_add(cx, &batch, &(struct sql_jobs_cancel){.org_id = cx->org_id, .id = id});
    return change(cx, &batch, id, ERR_JOB_FINISHED, ret_row);
}

enum err job_retry(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    struct db_batch batch = {0};
    enum err e;

    sql_jobs_retry_add(cx, &batch, &(struct sql_jobs_retry){.org_id = cx->org_id, .id = id});
    e = change(cx, &batch, id, ERR_JOB_NOT_OVER, ret_row);
    return e == ERR_ALREADY_EXISTS ? fail(cx, e, "Another job does the same already.") : e;
}

/* --- its life ---------------------------------------------------------------------------------------------------- */

enum err jobs_claim(struct ctx *cx, const char *const *kinds, size_t n_kinds, int lease_s,
                    struct job_claim *ret_claim, bool *ret_has)
{
    char lease_id[UUID_SIZE];
    const struct sql_jobs_claim in = {
        .kinds = db_array(cx->arena, n_kinds, kinds),
        .lease_id = lease_id,
        .lease_s = opt_int(lease_s),
    };
    struct db_rows row;
    enum err e;

    uuid_v7(lease_id);
    e = sql_jobs_claim(cx, &in, &row);
    if (e)
        return e;
    *ret_has = row.n > 0;
    if (row.n)
        *ret_claim = (struct job_claim){
            .org_id = db_text(&row, 0, "org_id"),
            .id = db_text(&row, 0, "id"),
            .lease_id = db_text(&row, 0, "lease_id"),
            .kind = db_text(&row, 0, "kind"),
            .params = db_text(&row, 0, "params"),
            .checkpoint = db_text(&row, 0, "checkpoint"),
            .created_by = db_text(&row, 0, "created_by"),
            .attempt = (int)db_int(&row, 0, "attempt"),
            .max_attempts = (int)db_int(&row, 0, "max_attempts"),
        };
    return ERR_OK;
}

enum err jobs_reclaim(struct ctx *cx, int64_t *ret_n)
{
    const struct err_info *abandoned = &err_infos[ERR_JOB_ABANDONED];
    const struct sql_jobs_reclaim in = {.error_code = abandoned->code,
                                        .error_message = abandoned->message};
    struct db_rows rows;
    enum err e = sql_jobs_reclaim(cx, &in, &rows);

    if (!e)
        *ret_n = db_int(&rows, 0, "reclaimed");
    return e;
}

/* What a statement under the lease answered. */
static enum err held(struct ctx *cx, enum err e, const struct db_rows *row)
{
    return !e && row->n == 0 ? fail(cx, ERR_JOB_STOPPED, NULL) : e;
}

enum err job_guard(struct ctx *cx, const struct job_lease *lease, int lease_s, bool *ret_is_cancelled)
{
    const struct sql_jobs_guard in = {
        .lease_s = opt_int(lease_s),
        .org_id = lease->org_id,
        .id = lease->id,
        .lease_id = lease->lease_id,
    };
    struct db_rows row = {0};
    enum err e = sql_jobs_guard(cx, &in, &row);

    e = held(cx, e, &row);
    if (!e)
        *ret_is_cancelled = db_bool(&row, 0, "is_cancel_requested");
    return e;
}

enum err job_keep_checkpoint(struct ctx *cx, const struct job_lease *lease, const char *checkpoint)
{
    const struct sql_jobs_checkpoint in = {
        .checkpoint = checkpoint,
        .org_id = lease->org_id,
        .id = lease->id,
        .lease_id = lease->lease_id,
    };
    struct db_rows row = {0};
    enum err e = sql_jobs_checkpoint(cx, &in, &row);

    return held(cx, e, &row);
}

static enum err run_beat(struct ctx *cx, const struct job_beat *beats, size_t n, int lease_s,
                         struct db_rows *ret_rows)
{
    const char **org_ids = arena_zalloc(cx->arena, n, sizeof *org_ids);
    const char **ids = arena_zalloc(cx->arena, n, sizeof *ids);
    const char **lease_ids = arena_zalloc(cx->arena, n, sizeof *lease_ids);
    const char **progress = arena_zalloc(cx->arena, n, sizeof *progress);

    for (size_t i = 0; i < n; i++) {
        org_ids[i] = beats[i].lease.org_id;
        ids[i] = beats[i].lease.id;
        lease_ids[i] = beats[i].lease.lease_id;
        progress[i] = beats[i].progress;
    }
    return sql_jobs_beat(cx,
                         &(struct sql_jobs_beat){
                             .org_ids = db_array(cx->arena, n, org_ids),
                             .ids = db_array(cx->arena, n, ids),
                             .lease_ids = db_array(cx->arena, n, lease_ids),
                             .progress = db_array(cx->arena, n, progress),
                             .lease_s = opt_int(lease_s),
                         },
                         ret_rows);
}

static int find_lease(const struct db_rows *rows, const char *lease_id)
{
    for (int row = 0; row < rows->n; row++)
        if (strcmp(db_text(rows, row, "lease_id"), lease_id) == 0)
            return row;
    return -1;
}

enum err jobs_beat(struct ctx *cx, struct job_beat *beats, size_t n, int lease_s)
{
    struct db_rows rows;
    enum err e = run_beat(cx, beats, n, lease_s, &rows);

    for (size_t i = 0; !e && i < n; i++) {
        int row = find_lease(&rows, beats[i].lease.lease_id);

        beats[i].is_held = row >= 0 && db_bool(&rows, row, "is_held");
        beats[i].is_renewed = row >= 0 && db_bool(&rows, row, "is_renewed");
        beats[i].is_cancelled = row >= 0 && db_bool(&rows, row, "is_cancelled");
    }
    return e;
}

static const char *state_after(enum job_outcome outcome)
{
    switch (outcome) {
    case JOB_DONE:
        return "done";
    case JOB_FAILED:
        return "failed";
    case JOB_CANCELLED:
        return "cancelled";
    case JOB_RETRY:
    case JOB_GIVEN_BACK:
        break;
    }
    return "queued";
}

enum err job_settle(struct ctx *cx, const struct job_lease *lease, const struct job_end *end)
{
    const struct sql_jobs_settle in = {
        .state = state_after(end->outcome),
        .is_given_back = opt_bool(end->outcome == JOB_GIVEN_BACK),
        .pause_ms = opt_int(end->outcome == JOB_RETRY ? end->pause_ms : 0),
        .progress = end->progress,
        .result = end->result,
        .error_code = end->error_code,
        .error_message = end->error_message,
        .org_id = lease->org_id,
        .id = lease->id,
        .lease_id = lease->lease_id,
    };
    struct db_rows row = {0};
    enum err e = sql_jobs_settle(cx, &in, &row);

    return held(cx, e, &row);
}
