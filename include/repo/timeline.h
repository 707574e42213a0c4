// SPDX-License-Identifier: MIT
/* What became of a deal: its activities, tasks and changes in one list, the newest first. */
#ifndef SAUDA_REPO_TIMELINE_H
#define SAUDA_REPO_TIMELINE_H

#include "base/ctx.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

/* Where an item stands: by its time, and at the same time by kind and id. */
struct timeline_place {
    const char *at;   /* as the database writes it, to the microsecond */
    const char *kind; /* activity, task, change */
    int64_t id;
};

struct timeline_query {
    int64_t deal_id;
    const char *kind;             /* these alone; NULL: all */
    struct timeline_place before; /* behind this item; `at` NULL: from the newest */
    int64_t limit;
};

struct timeline {
    struct db_rows rows;
    int n;                      /* of the rows */
    struct timeline_place last; /* `at` NULL: there is no item behind them */
};

/* ERR_NOT_FOUND where there is no such deal, or with own_id none of his. */
enum err timeline_find(struct ctx *cx, const struct timeline_query *query,
                       struct timeline *ret_timeline) __attribute__((warn_unused_result));

/* A place as a text, which may be signed and handed out, and back; false where it is none. */
const char *timeline_place_write(struct arena *arena, const struct timeline_place *place);
bool timeline_place_read(struct arena *arena, const char *text, struct timeline_place *ret_place);

#endif
