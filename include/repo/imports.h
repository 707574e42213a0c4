// SPDX-License-Identifier: MIT
/* Imports: files with tables that wait to become rows, and what came of them. A file is kept in pieces. How it is read and
 * what its rows become is the business of the jobs (jobs/import.h). */
#ifndef SAUDA_REPO_IMPORTS_H
#define SAUDA_REPO_IMPORTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"
#include "repo/begun.h"
#include "repo/operations.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_PIECE_BYTES ((size_t)1 << 20)
#define IMPORTS_WAITING 20 /* files that an organisation may leave with us */

/* How the file is read, and what was found in it. JSON texts are as the table's columns say. */
struct import_reading {
    const char *encoding, *separator; /* NULL: the format has none */
    struct opt_int header_row;        /* not set: no row has names */
    const char *columns, *sample, *mapping;
};

struct import_new {
    const char *id;       /* uuid */
    const char *entity;   /* "product" */
    const char *filename; /* NULL: none */
    const char *format;   /* "csv", "xlsx" */
    int64_t size_bytes;
    struct import_reading reading;
    bool create_new;
    struct opt_bool create_clients; /* not set: its rows are no deals */
    bool has_match;                 /* its rows are about clients */
};

/* By ctx's actor. Nobody sees it before import_complete(). ERR_TOO_MANY_IMPORTS where IMPORTS_WAITING files wait. */
enum err import_insert(struct ctx *cx, const struct import_new *import)
    __attribute__((warn_unused_result));
/* The `n`th piece of the file, from 0: up to IMPORT_PIECE_BYTES, as PostgreSQL's hexadecimal bytea. */
enum err import_add_piece(struct ctx *cx, const char *id, int64_t n, const char *hex)
    __attribute__((warn_unused_result));
/* All pieces are there. `ret_row`: the import as the API shows it, and `import_id`. */
enum err import_complete(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* No row where there is none. */
enum err import_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* The newest first, without what shows the file; by resource. `entity`: of this alone, NULL: of any. */
enum err imports_find_page(struct ctx *cx, const struct begun_filter *filter, const char *entity,
                           struct db_rows *ret_rows, int64_t *ret_total)
    __attribute__((warn_unused_result));

/* Columns: pipeline_id, stage_id. Not set: any pipeline; no stage in particular. No row where there is no such stage in the
 * pipeline, or no such pipeline. */
enum err import_find_place(struct ctx *cx, struct opt_int pipeline_id, struct opt_int stage_id,
                           struct db_rows *ret_row) __attribute__((warn_unused_result));

/* In a transaction: keeps others from starting or changing it. Columns: state, mapping, create_new, revision, has_file,
 * job_id. */
enum err import_lock(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

/* NULL or not set: stays. */
struct import_settings {
    bool is_read_anew; /* encoding, separator, header_row, columns and sample are given */
    struct import_reading reading;
    struct opt_bool create_new, update_existing, empty_clears, create_clients;
    const char *on_error;
    const char *match; /* an array literal */
    bool has_place;    /* pipeline_id and stage_id are given, not set: the default */
    struct opt_int pipeline_id, stage_id;
};
/* `ret_is_done` false: it runs or is done, its file has gone, or it is of another revision. */
enum err import_update(struct ctx *cx, const char *id, struct opt_int revision,
                       const struct import_settings *settings, bool *ret_is_done)
    __attribute__((warn_unused_result));
enum err import_begin_check(struct ctx *cx, const char *id, const char *job_id)
    __attribute__((warn_unused_result));
enum err import_begin_run(struct ctx *cx, const char *id, const char *job_id,
                          const char *operation_id) __attribute__((warn_unused_result));
/* `ret_is_done` false: it is running. What it has done stays, and can be taken back. */
enum err import_remove(struct ctx *cx, const char *id, bool *ret_is_done)
    __attribute__((warn_unused_result));

/* --- for its jobs ------------------------------------------------------------------------------------------------- */

/* One row with all that sql/queries/imports/work.sql names; none where there is none. */
enum err import_work(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* As hexadecimal bytea, in the row's `data`; no row where there is none. */
enum err import_piece(struct ctx *cx, const char *id, int64_t n, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* Keeps what a dry run found, unless the settings were changed since. */
struct import_check {
    const char *id, *job_id;
    int64_t revision;
    const char *report; /* JSON object */
};
enum err import_store_check(struct ctx *cx, const struct import_check *check)
    __attribute__((warn_unused_result));
/* Makes the operation of its rows, or opens it again. `ret_is_open` false: it was taken back. */
struct import_operation {
    const char *id;
    const char *entity; /* of its rows: "product" */
    const char *note;   /* for people: the name of the file */
};
enum err import_open_operation(struct ctx *cx, const struct import_operation *operation,
                               bool *ret_is_open) __attribute__((warn_unused_result));
struct import_progress {
    const char *id, *operation_id;
    const char *counts; /* JSON object: of all that was done until now */
    const char *errors; /* JSON array of those that are new; NULL: none */
    int64_t changed;    /* rows since the last time */
    bool is_first;      /* of a run: errors of an earlier one are forgotten */
};
enum err import_keep_counts(struct ctx *cx, const struct import_progress *progress)
    __attribute__((warn_unused_result));
enum err import_forget_pieces(struct ctx *cx, const char *id) __attribute__((warn_unused_result));

/* --- what rows become, by entity ------------------------------------------------------------------------------------- */

/* Rows of a file, up to 1,000. */
struct import_items {
    const char *json; /* an array of objects whose values are valid */
    bool may_create, may_update;
    const char *operation_id; /* under which they are kept as they were */
    const char *import_id;    /* whose other settings count */
    int64_t first_row;        /* of the file, that the items may come from */
};
/* What would become of the items: a row an item, in their order, with its `outcome`: created, updated, unchanged,
 * may_not_create, may_not_update, or a word of the entity's own. */
typedef enum err import_preview_fn(struct ctx *cx, const struct import_items *items,
                                   struct db_rows *ret_rows);
/* Makes it so, in the open transaction; the same answer. Where rows have owners, `ret_owners` is an array literal of those whose
 * they were or are. */
typedef enum err import_save_fn(struct ctx *cx, const struct import_items *items,
                                struct db_rows *ret_rows, const char **ret_owners);
/* Has the planner look at the table anew. */
typedef enum err import_analyze_fn(struct ctx *cx);

struct import_store {
    const char *table;
    import_preview_fn *preview;
    import_save_fn *save;
    import_analyze_fn *analyze;
};

extern const struct import_store import_products, import_clients, import_deals;

/* Has the planner look at the table anew where it knows of less than half of `n` rows: plans that were made for an empty
 * table, and are kept, read all of a full one. */
enum err import_refresh_plans(struct ctx *cx, const struct import_store *store, int64_t n)
    __attribute__((warn_unused_result));

undo_needs_fn import_undo_needs; /* of clients and deals */
undo_conflicts_fn import_clients_undo_conflicts, import_deals_undo_conflicts;
undo_slice_fn import_clients_undo_slice, import_deals_undo_slice;

#endif
