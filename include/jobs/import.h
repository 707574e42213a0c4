// SPDX-License-Identifier: MIT
/* Imports as people deal with them: a file is sent, looked at and kept; columns are mapped to fields; then jobs try it, or
 * do it. */
#ifndef SAUDA_JOBS_IMPORT_H
#define SAUDA_JOBS_IMPORT_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct compute;

#define IMPORT_MAX_ROWS 1000000u

/* What the process lends. */
struct import_tools {
    struct compute *compute;
    const char *folder; /* for files without a name */
};

/* What whoever asks may make beside changing what is there. */
struct import_rights {
    bool may_create;         /* rows of the entity */
    bool may_create_clients; /* with deals */
};

struct import_upload {
    const char *entity; /* what its rows become: "product" */
    int fd;
    int64_t size;
    const char *path;               /* of the same file */
    bool is_xlsx;                   /* else CSV */
    const char *charset, *filename; /* NULL: not said */
    struct import_rights rights;    /* what the settings begin with */
};

/* Looks into the file, keeps it and answers the import: how it is read, its columns, the first rows, and which field each
 * column probably means. ERR_FILE_UNREADABLE, ERR_TOO_MANY_IMPORTS. */
enum err import_take(struct ctx *cx, const struct import_tools *tools,
                     const struct import_upload *upload, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

struct import_target {
    int64_t column; /* from 0 */
    const char *field;
};

/* Absent or NULL: stays. Another encoding, separator or header row is a new look into the file, and the mapping is guessed
 * anew where none is given. */
struct import_change {
    struct opt_int revision; /* not set: whichever it is of */
    struct opt_str encoding, separator;
    struct opt_int header_row; /* null: no row has names */
    bool has_mapping;
    const struct import_target *mapping;
    size_t n_mapping;
    struct opt_bool create_new, update_existing, empty_clears, create_clients;
    const char *on_error;
    bool has_match;
    const char *const *match; /* the keys by which clients are found */
    size_t n_match;
    struct opt_int pipeline_id, stage_id; /* null: the default pipeline, the first stage */
    struct import_rights rights; /* it may be changed only where it makes no more than this */
};

/* `ret_is_done` false: it is of another revision. ERR_NOT_FOUND, ERR_IMPORT_RUNNING, ERR_IMPORT_OVER, ERR_IMPORT_FILE_GONE,
 * ERR_FORBIDDEN; ERR_VALIDATION_FAILED names what does not fit the file. */
enum err import_change(struct ctx *cx, const struct import_tools *tools, const char *id,
                       const struct import_change *change, bool *ret_is_done)
    __attribute__((warn_unused_result));

enum import_wish { IMPORT_TRY, IMPORT_RUN };

/* Enqueues the job that tries it or does it; where that is on its way already, it is that one. Where cx->own_id is set, its
 * deals alone are there for the job. ERR_FORBIDDEN where it would make more than `rights` permit. The errors of
 * import_change() besides; ERR_VALIDATION_FAILED where no column goes into a field that is needed. */
enum err import_enqueue(struct ctx *cx, const char *id, enum import_wish wish,
                        struct import_rights rights, struct db_rows *ret_job)
    __attribute__((warn_unused_result));

#endif
