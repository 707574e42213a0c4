// SPDX-License-Identifier: MIT
/* Moves. The database does each in one call, under the lock of both columns; who finds that somebody else has just moved the
 * same deal begins anew, since locks are to be taken in their order. In a transaction that is the business of who began it. */
#include "gen/sql.h"
#include "repo/deals.h"

#include <assert.h>
#include <string.h>

#define TRIES 10u

static enum err fail_outcome(struct ctx *cx, const char *outcome)
{
    if (strcmp(outcome, "again") == 0)
        return fail_transient(cx);
    if (strcmp(outcome, "neighbour_moved") == 0)
        return fail(cx, ERR_NEIGHBOUR_MOVED, NULL);
    if (strcmp(outcome, "stage_not_found") == 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, "stage_id", "not_found",
                          "is no stage of the organisation");
    if (strcmp(outcome, "reason_needed") == 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, "lost_reason", "required",
                          "is needed in a stage of kind lost");
    if (strcmp(outcome, "reason_not_wanted") == 0)
        return fail_field(cx, ERR_VALIDATION_FAILED, "lost_reason", "conflict",
                          "is for stages of kind lost alone");
    assert(strcmp(outcome, "not_found") == 0);
    return fail(cx, ERR_NOT_FOUND, NULL);
}

static enum err move_once(struct ctx *cx, const struct deal_step *step, struct deal_moved *moved)
{
    struct db_batch batch = {0};
    const char *outcome;
    enum err e;

    sql_deals_move_add(cx, &batch,
                       &(struct sql_deals_move){
                           .org_id = cx->org_id,
                           .own_id = cx->own_id,
                           .id = opt_int(step->id),
                           .stage_id = opt_int(step->stage_id),
                           .before_id = step->before_id,
                           .after_id = step->after_id,
                           .lost_reason = step->lost_reason,
                           .revision = step->revision,
                       });
    sql_deals_get_add(cx, &batch,
                      &(struct sql_deals_get){
                          .org_id = cx->org_id, .own_id = cx->own_id, .id = opt_int(step->id)});
    e = db_batch_run(cx, &batch);
    if (e)
        return e;
    *moved = (struct deal_moved){.change = {.row = batch.rows[1]}, .beside = batch.rows[0]};
    outcome = db_text(&moved->beside, 0, "outcome");
    moved->change.is_done = strcmp(outcome, "moved") == 0;
    if (moved->change.is_done || strcmp(outcome, "revision_mismatch") == 0)
        return ERR_OK;
    return fail_outcome(cx, outcome);
}

enum err deal_move(struct ctx *cx, const struct deal_step *step, struct deal_moved *ret_moved)
{
    enum err e = ERR_OK;

    for (unsigned i = 0; i < TRIES; i++) {
        cx->failure = (struct failure){0};
        e = move_once(cx, step, ret_moved);
        if (e != ERR_CONFLICT || !cx->failure.is_transient || cx->tx)
            break;
    }
    return e;
}
