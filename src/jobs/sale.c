// SPDX-License-Identifier: MIT
/* In slices by id: what fits the filter may change while it runs, since being on sale may be a part of the filter. */
#include "jobs/sale.h"
#include "gen/lists.h"
#include "job_json.h"
#include "kinds.h"
#include "repo/jobs.h"
#include "repo/operations.h"
#include "repo/products.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

struct sale {
    const char *operation_id;
    bool is_active;
    struct product_selection selection;
    int64_t n_looked, n_changed;
};

enum err sale_enqueue(struct ctx *cx, const char *operation_id, const struct filter *filter,
                      bool is_active, struct db_rows *ret_job)
{
    struct operation_new operation = {
        .id = operation_id, .entity = "product", .kind = is_active ? "enable" : "disable"};
    const struct job_new job = {
        .kind = "products.sale",
        .params = arena_printf(cx->arena, "{\"operation_id\":\"%s\",\"is_active\":%s,\"filter\":%s}",
                               operation_id, is_active ? "true" : "false",
                               filter_write(cx->arena, filter)),
        .unique_key = operation_id,
    };
    enum err e = jobs_enqueue(cx, &job, ret_job);

    if (e == ERR_VALIDATION_FAILED) /* the table bounds the parameters */
        return fail_field(cx, e, "filter", "too_large",
                          "has more in it than a job can keep: more than 1,000 products fit it");
    if (e)
        return e;
    operation.job_id = job_id(ret_job);
    return operation_begin(cx, &operation);
}

/* --- a run --------------------------------------------------------------------------------------------------------- */

static enum err read_job(struct ctx *cx, const struct job_run *run, struct sale *sale)
{
    const json_t *params = job_json(cx->arena, run->params),
                 *reached = job_json(cx->arena, run->checkpoint);
    char *filter = json_dumps(json_object_get(params, "filter"), JSON_COMPACT);
    enum err e = filter_read(cx, &products_list_spec, filter ? filter : "", &sale->selection.filter);

    free(filter);
    sale->operation_id = json_string_value(json_object_get(params, "operation_id"));
    sale->is_active = json_is_true(json_object_get(params, "is_active"));
    sale->selection.after = json_integer_value(json_object_get(reached, "after"));
    sale->selection.at_most = PRODUCTS_MANY;
    sale->n_looked = json_integer_value(json_object_get(reached, "looked"));
    sale->n_changed = json_integer_value(json_object_get(reached, "changed"));
    return e;
}

/* Where it is, and where it will be once the slice is committed: until then it may run again from the same place. */
struct step {
    const struct sale *now;
    struct sale next;
};

static enum err change_selected(struct ctx *cx, struct sale *sale)
{
    int64_t n = 0;
    enum err e =
        products_set_active(cx, sale->selection.ids, sale->is_active, sale->operation_id, &n);

    if (!e && n > 0)
        e = operation_count(cx, sale->operation_id, n);
    sale->n_looked += sale->selection.n;
    sale->n_changed += n;
    sale->selection.ids = NULL; /* of the step's arena */
    return e;
}

static enum err sale_step(struct ctx *cx, struct job_run *run, void *arg)
{
    struct step *step = arg;
    struct sale *next = &step->next;
    enum err e;

    *next = *step->now;
    e = operation_hold(cx, next->operation_id);
    if (!e)
        e = products_select(cx, &next->selection);
    if (!e && next->selection.n == 0)
        return operation_finish(cx, next->operation_id, &next->n_changed);
    if (!e)
        e = change_selected(cx, next);
    if (e)
        return e;
    return queue_checkpoint(cx, run,
                            arena_printf(cx->arena,
                                         "{\"after\":%" PRId64 ",\"looked\":%" PRId64
                                         ",\"changed\":%" PRId64 "}",
                                         next->selection.after, next->n_looked, next->n_changed));
}

static enum err sale_run(struct ctx *cx, struct job_run *run)
{
    struct sale sale = {0};
    struct step step = {.now = &sale};
    enum err e = read_job(cx, run, &sale);

    while (!e) {
        e = queue_slice(cx, run, sale_step, &step);
        if (e)
            break;
        sale = step.next;
        queue_progress(run, sale.n_looked, -1, "sale");
        if (sale.selection.n == 0)
            break;
    }
    if (!e)
        run->result = arena_printf(cx->arena, "{\"operation_id\":\"%s\",\"changed\":%" PRId64 "}",
                                   sale.operation_id, sale.n_changed);
    return e;
}

const struct job_kind products_sale = {.name = "products.sale", .run = sale_run, .max_running = 1};
