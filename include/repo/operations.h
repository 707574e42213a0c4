// SPDX-License-Identifier: MIT
/* Changes of many rows at once: what the rows were before is kept for 7 days, and can be had back. Whoever changes rows by
 * the hundred begins an operation, names it in each statement that changes them, and finishes it. */
#ifndef SAUDA_REPO_OPERATIONS_H
#define SAUDA_REPO_OPERATIONS_H

#include "base/ctx.h"
#include "db/query.h"
#include "repo/begun.h"

#include <stdbool.h>
#include <stdint.h>

struct operation_new {
    const char *id;     /* uuid */
    const char *entity; /* of its rows: "product" */
    const char *kind;   /* "import", "batch", "enable", "disable" */
    const char *note;   /* for people; NULL: none */
    const char *job_id; /* of the job that does it: once that has ended, however, the operation is over; NULL: done at once */
};

/* By ctx's actor. In the transaction of its rows, or before them. */
enum err operation_begin(struct ctx *cx, const struct operation_new *operation)
    __attribute__((warn_unused_result));
/* In the transaction of more rows of it: none can be taken back before they are there. ERR_CONFLICT where it is taken back
 * already. */
enum err operation_hold(struct ctx *cx, const char *id) __attribute__((warn_unused_result));
/* Counts its rows; one that changed none is gone. `ret_n`: how many. */
enum err operation_finish(struct ctx *cx, const char *id, int64_t *ret_n)
    __attribute__((warn_unused_result));

/* In a transaction: changes of rows leave no event each from here on. */
enum err operation_go_quiet(struct ctx *cx) __attribute__((warn_unused_result));
/* In its place: one event, `<entities>.changed`, with the number of rows. `entities`: "products". */
enum err operation_tell(struct ctx *cx, const char *id, const char *entities, int64_t n)
    __attribute__((warn_unused_result));
/* The same of rows that belong to people, who alone hear of it: `owners`, an array literal of their ids; NULL: of rows that
 * belong to nobody. */
enum err operation_tell_owners(struct ctx *cx, const char *id, const char *entities, int64_t n,
                               const char *owners) __attribute__((warn_unused_result));

/* Adds to its number of rows: for operations in slices, whose job may come to nothing before operation_finish(). */
enum err operation_count(struct ctx *cx, const char *id, int64_t n)
    __attribute__((warn_unused_result));

/* No row where there is none, or its time is over. */
enum err operations_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* The newest first, by entity. */
enum err operations_find_page(struct ctx *cx, const struct begun_filter *filter,
                              struct db_rows *ret_rows, int64_t *ret_total)
    __attribute__((warn_unused_result));

/* --- taking it back --------------------------------------------------------------------------------------------- */

#define UNDO_SLICE 1000 /* rows taken back in one transaction */

/* Marks a finished operation as being taken back, or one whose undo was not finished; `ret_is_ours` false: it still runs, or
 * is taken back already. */
enum err operation_begin_undo(struct ctx *cx, const char *id, bool *ret_is_ours)
    __attribute__((warn_unused_result));
enum err operation_end_undo(struct ctx *cx, const char *id) __attribute__((warn_unused_result));

/* At most `at_most` of its rows that are not as it left them. Columns: id, left_revision (null: it deleted the row),
 * revision (null: it is deleted now), and words for people. */
typedef enum err undo_conflicts_fn(struct ctx *cx, const char *operation_id, int64_t at_most,
                                   struct db_rows *ret_rows);

/* What an undo does beside changing rows. */
struct undo_needs {
    bool deletes; /* rows that the operation made */
    bool creates; /* rows deleted since, where those are restored */
};
typedef enum err undo_needs_fn(struct ctx *cx, const char *operation_id,
                               struct undo_needs *ret_needs);

/* The next UNDO_SLICE rows behind `after`. What is taken back is forgotten, so that an undo may go on where it ended. */
struct undo_slice {
    const char *operation_id;
    int64_t after;         /* 0: from the first */
    bool restores_changed; /* also those that somebody changed since */
    bool is_quiet;         /* one event for all instead of one a row */
    int64_t n, n_restored; /* answered: rows looked at, rows taken back; n 0: that was all */
};
/* In a transaction. Moves `after` on. */
typedef enum err undo_slice_fn(struct ctx *cx, struct undo_slice *slice);
/* Around a statement that takes rows back, and answers n, n_restored and `last`, the last row it looked at. Of a quiet slice
 * one event tells; `entities` and `owners` are those of operation_tell_owners(). */
enum err undo_slice_begin(struct ctx *cx, const struct undo_slice *slice)
    __attribute__((warn_unused_result));
enum err undo_slice_end(struct ctx *cx, struct undo_slice *slice, const struct db_rows *row,
                        const char *entities, const char *owners) __attribute__((warn_unused_result));

/* How the rows of an operation are taken back. */
struct undo_kind {
    const char *entity;
    const char *kind;     /* of the operation; NULL: any that has no line of its own further up */
    const char *resource; /* whose rights it asks for */
    undo_needs_fn *needs;
    undo_conflicts_fn *conflicts;
    undo_slice_fn *slice;
};

extern const struct undo_kind undo_kinds[];
extern const unsigned n_undo_kinds;
/* NULL: such an operation cannot be taken back. */
const struct undo_kind *undo_kind_of(const char *entity, const char *kind);

#endif
