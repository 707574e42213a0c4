// SPDX-License-Identifier: MIT
/* A run of an import, as its files see it: import_run.c says what is done in which order, import_source.c brings the rows of
 * the file, import_try.c foretells what becomes of them, import_write.c makes it so, import_outcome.c counts it. */
#ifndef SAUDA_SRC_JOBS_IMPORT_JOB_H
#define SAUDA_SRC_JOBS_IMPORT_JOB_H

#include "import_file.h"
#include "import_repeats.h"
#include "import_rows.h"
#include "jobs/queue.h"
#include "repo/imports.h"

#define IMPORT_SLICE 1000u /* rows, at most */

struct import_counts {
    int64_t rows, created, updated, unchanged, skipped, repeated, faulty;
};

/* Rows of the file that are done with in one go. */
struct import_batch {
    struct arena *arena;      /* of the texts of the slice */
    struct table_slice slice; /* as read */
    size_t at;                /* rows of it that are done with */
    size_t n_rows;            /* those behind `at` that are at work; 0: the file is at its end */
    struct buf items;         /* a JSON array of those without faults that are not repeated */
    uint64_t item_rows[IMPORT_SLICE];
    size_t item_at[IMPORT_SLICE], item_len[IMPORT_SLICE]; /* where each stands in it */
    size_t n_items;
    struct import_faults faults;
    int64_t n_faulty, n_repeated;
    size_t keep; /* rows before one that needs them to be done; 0: none does */
};

struct import_job {
    const struct import_entity *entity;
    const char *id, *job_id, *operation_id, *filename;
    struct arena *arena; /* until the end of the run */
    struct compute *compute;
    const char *folder; /* for files without a name */

    /* the settings */
    struct table_options options;
    struct import_plan plan;
    bool create_new, update_existing, stops_on_error;
    const char *own_id;  /* whose rows alone may be read and changed; NULL: those of all */
    uint64_t header_row; /* 0: none */
    int64_t size_bytes, revision;

    struct import_file file;
    struct table_reader *reader;
    struct repeats repeats;
    int64_t n_rows; /* that the file has */
    struct import_batch batch;

    /* how far it is */
    uint64_t at_row;
    bool is_over, is_first;
    int64_t next_refresh; /* of the planner's figures: rows created until then */
    struct import_counts counts;
    unsigned n_errors; /* that are told of */
};

/* --- import_source.c ------------------------------------------------------------------------------------------------ */

/* Brings the pieces together on this machine's disk. */
enum err source_fetch(struct ctx *cx, struct job_run *run, struct import_job *job)
    __attribute__((warn_unused_result));
/* Reads the whole file once: counts its rows, and finds which of them others repeat. */
enum err source_scan(struct ctx *cx, struct job_run *run, struct import_job *job)
    __attribute__((warn_unused_result));
/* Begins behind a row. */
enum err source_open(struct ctx *cx, struct job_run *run, struct import_job *job, uint64_t after_row)
    __attribute__((warn_unused_result));
/* Puts the next rows into job->batch, at most `at_most`; the same ones again, or fewer, unless batch_done() says that they
 * are done with. */
enum err source_next(struct ctx *cx, struct job_run *run, struct import_job *job, size_t at_most)
    __attribute__((warn_unused_result));
void batch_done(struct import_batch *batch);
/* The numbers of the first and the last row at work. */
uint64_t batch_first_row(const struct import_batch *batch);
uint64_t batch_last_row(const struct import_batch *batch);
void source_close(struct import_job *job);

/* --- import_outcome.c ----------------------------------------------------------------------------------------------- */

/* What became of a batch. */
struct import_outcome {
    struct import_counts counts;
    const char *errors; /* JSON array of those that are told of; NULL: none */
    unsigned n_errors;
    int64_t changed; /* rows created or updated */
    bool is_taken;   /* somebody else made one of them at the same moment: another try finds it */
};

/* `outcomes`: a word for each of its items. `told`: how many errors were told of before. The texts are in the
 * arena of cx. */
void outcome_of(struct ctx *cx, const struct import_job *job, const char *const *outcomes,
                unsigned told, struct import_outcome *ret_outcome);
/* The only row at work cannot be stored. */
void outcome_refused(struct import_batch *batch, const char *why);
void counts_add(struct import_counts *to, const struct import_counts *counts);
/* {"rows",…}, with "errors" where they are given: the members of the array. */
const char *report_json(struct arena *arena, const struct import_counts *counts,
                        const struct buf *errors);
/* Where the next attempt goes on. */
const char *checkpoint_json(struct arena *arena, uint64_t row, bool is_over,
                            const struct import_counts *counts);

/* --- import_try.c --------------------------------------------------------------------------------------------------- */

struct import_items job_items(const struct import_job *job, const char *json);
/* A word for each item of the batch: what would become of it. OUTCOME_AGAIN: that shows only when the rows before it are done,
 * one of which is about the same thing. */
#define OUTCOME_AGAIN "again"
enum err batch_foretell(struct ctx *cx, struct import_job *job, const char **outcomes)
    __attribute__((warn_unused_result));

/* A dry run, and what it has found. */
struct trial {
    struct import_job *job;
    struct import_counts counts;
    struct buf errors; /* members of a JSON array */
    unsigned n_errors;
};
enum err try_all(struct ctx *cx, struct job_run *run, struct trial *trial)
    __attribute__((warn_unused_result));

/* --- import_write.c ------------------------------------------------------------------------------------------------- */

/* From where the job is to the end of the file. */
enum err write_all(struct ctx *cx, struct job_run *run, struct import_job *job)
    __attribute__((warn_unused_result));

#endif
