// SPDX-License-Identifier: MIT
/* The audit log. One row more than the page holds is read, to know whether another page follows. */
#include "repo/audit.h"
#include "gen/sql.h"

static void add_count(struct ctx *cx, struct db_batch *batch, const struct audit_filter *f)
{
    sql_audit_count_add(cx, batch,
                        &(struct sql_audit_count){
                            .org_id = cx->org_id,
                            .since = f->since,
                            .until = f->until,
                            .entity = f->entity,
                            .entity_id = f->entity_id,
                            .action = f->action,
                            .actor = f->actor,
                            .at_most = f->count == AUDIT_COUNT_SOME ? opt_int(AUDIT_COUNT_MAX + 1)
                                                                    : (struct opt_int){0},
                        });
}

static void put_total(struct audit_page *page, const struct audit_filter *f,
                      const struct db_rows *counted)
{
    page->total = db_int(counted, 0, "total");
    if (f->count == AUDIT_COUNT_SOME && page->total > AUDIT_COUNT_MAX) {
        page->total = AUDIT_COUNT_MAX;
        page->is_estimate = true;
    }
}

enum err audit_find_page(struct ctx *cx, const struct audit_filter *f, struct audit_page *ret_page)
{
    struct audit_page page = {.total = -1};
    struct db_batch batch = {0};
    enum err e;

    sql_plans_custom_add(cx, &batch);
    sql_audit_list_add(cx, &batch,
                       &(struct sql_audit_list){
                           .org_id = cx->org_id,
                           .below = f->below ? opt_int(f->below) : (struct opt_int){0},
                           .since = f->since,
                           .until = f->until,
                           .entity = f->entity,
                           .entity_id = f->entity_id,
                           .action = f->action,
                           .actor = f->actor,
                           .at_most = opt_int(f->page_size + 1),
                       });
    if (f->count != AUDIT_COUNT_NONE)
        add_count(cx, &batch, f);
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    page.events = batch.rows[1];
    page.has_more = page.events.n > f->page_size;
    if (page.has_more)
        page.events.n = (int)f->page_size;
    if (f->count != AUDIT_COUNT_NONE)
        put_total(&page, f, &batch.rows[2]);
    *ret_page = page;
    return ERR_OK;
}
