// SPDX-License-Identifier: MIT
/* The deals of the ctx's organisation; of them those alone that cx->own_id leaves. */
#ifndef SAUDA_REPO_DEALS_H
#define SAUDA_REPO_DEALS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"
#include "repo/filter.h"

#include <stdint.h>

/* NULL or not set: for a new deal the default, in a patch what is there stays. */
struct deal_values {
    const char *title, *currency, *source;
    const char *amount; /* a decimal number */
    const char *owner_id;
    const char *expected_close_date;
    const char *tags;   /* an array literal */
    const char *custom; /* in a patch: merged into what is there */
    struct opt_int client_id, contact_id;
    struct opt_str lost_reason;
    const char *cleared; /* of a patch: an array literal of the fields that become null */
};

/* In which column. Of a new deal, not set: the first one of the pipeline, and that the default pipeline; in a patch the
 * first one of a pipeline that it is not in yet. */
struct deal_target {
    struct opt_int pipeline_id, stage_id;
};

enum err deal_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* On top of its column. ERR_VALIDATION_FAILED names what is not there: pipeline, stage, client, contact, an active user as
 * owner; and `lost_reason`, which a stage of kind lost asks for and no other takes. The same goes for deal_patch(). */
enum err deal_insert(struct ctx *cx, const struct deal_values *values,
                     const struct deal_target *target, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

struct deal_patch {
    int64_t id;
    struct opt_int revision;
    struct deal_values values;
    struct deal_target target;
};
/* The row is answered also where the patch has given the deal to somebody else. */
enum err deal_patch(struct ctx *cx, const struct deal_patch *patch, struct db_change *ret_change)
    __attribute__((warn_unused_result));
enum err deal_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                     struct db_change *ret_change) __attribute__((warn_unused_result));

/* --- moves -------------------------------------------------------------------------------------------------------- */

struct deal_step {
    int64_t id, stage_id;
    struct opt_int before_id,
        after_id; /* the first that stands in the stage counts; neither: on top */
    struct opt_int revision;
    const char *lost_reason;
};

struct deal_moved {
    struct db_change change;
    struct db_rows beside; /* previous_id, next_id, stages */
};

/* ERR_NOT_FOUND also for neighbours that are not the owner's; ERR_NEIGHBOUR_MOVED; ERR_VALIDATION_FAILED names `stage_id`
 * or `lost_reason`. */
enum err deal_move(struct ctx *cx, const struct deal_step *step, struct deal_moved *ret_moved)
    __attribute__((warn_unused_result));

/* --- the board ---------------------------------------------------------------------------------------------------- */

struct board_query {
    struct filter filter; /* of deals_list_spec; what it says of the pipeline by equality stands below */
    struct opt_int pipeline_id; /* not set: the default one; of a column: any */
    int64_t limit;              /* cards a column */
    struct opt_int stage_id;    /* of a column */
    const char *after;          /* of a column: the place of the card before; NULL: none */
};

/* The stages of a pipeline in their order, each with its cards in theirs, a row a card; one more than asked for tells that
 * there are others. Beside the fields of a card there are `_stage_id`, `_stage_name`, `_color`, `_kind`, `_probability`,
 * `_deals_count`, `_total_amount`, `_weighted_amount`, `_other_amounts` of its column, and `_rank`, its place. A column
 * without cards is one row with the others null; so is a pipeline without stages. No row: there is no such pipeline.
 * ERR_FILTER_TOO_BROAD. */
enum err deals_find_board(struct ctx *cx, const struct board_query *query, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));
/* The same of one column, without its sums. */
enum err deals_find_column(struct ctx *cx, const struct board_query *query, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));

#endif
