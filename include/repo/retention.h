// SPDX-License-Identifier: MIT
/* What is old goes, in slices so small that nobody waits for them: each call removes at most RETENTION_SLICE rows. */
#ifndef SAUDA_REPO_RETENTION_H
#define SAUDA_REPO_RETENTION_H

#include "base/ctx.h"
#include "base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

#define RETENTION_SLICE 5000

/* A walk through all modules that have a history, those deleted long ago too. Zeroed: at the start. */
struct retention_walk {
    char org_id[UUID_SIZE], module_id[UUID_SIZE]; /* the last one that is done with; "": none */
};

/* Removes from the next modules' raw checks what is older than 7 days, and from deleted modules all their history.
 * `ret_is_over`: that was the last module. */
enum err retention_checks(struct ctx *cx, struct retention_walk *walk, bool *ret_is_over)
    __attribute__((warn_unused_result));

/* The others: `ret_n` rows went; fewer than RETENTION_SLICE: all that was old. */
typedef enum err retention_fn(struct ctx *cx, int64_t *ret_n);
retention_fn retention_hours, retention_days; /* rollups: 90 days, 2 years */
retention_fn retention_outages;               /* 2 years */
retention_fn retention_idempotency_keys;      /* 24 hours */
retention_fn retention_revocations;           /* 20 minutes */
retention_fn retention_refresh_tokens;        /* when they expire */
retention_fn retention_sessions;              /* 30 days after they expired */
retention_fn retention_links;                 /* the same; those sent by mail */
retention_fn retention_reminder_mails;        /* 2 days: nobody could mail them */
retention_fn retention_login_failures;        /* an hour */
retention_fn retention_before_images;         /* of operations that cannot be taken back any more */
retention_fn retention_operations;            /* after their rows */
retention_fn retention_import_pieces;         /* of files that wait longer than 24 hours */
retention_fn retention_import_files;          /* what is noted of them, after their pieces */
retention_fn retention_imports;               /* 30 days after they were sent */
retention_fn retention_jobs;                  /* 30 days after they ended */

/* Makes the partitions of events for the coming three months. */
enum err retention_make_partitions(struct ctx *cx) __attribute__((warn_unused_result));
/* Drops the oldest partition of events when all of it is older than `keep_days`; NULL: there was none. Gives up with
 * ERR_OVERLOADED rather than hold up those who write. */
enum err retention_drop_partition(struct ctx *cx, unsigned keep_days, const char **ret_name)
    __attribute__((warn_unused_result));

#endif
