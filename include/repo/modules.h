// SPDX-License-Identifier: MIT
/* Modules in the database. A change answers how many rows it changed and, in the same trip, the module as it is then:
 * none changed means absent, of another revision, or held back by the gate; module_gate() tells which. */
#ifndef SAUDA_REPO_MODULES_H
#define SAUDA_REPO_MODULES_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"

#include <stdbool.h>

struct module_filter {
    const char *status, *platform, *is_healthy; /* NULL: any; is_healthy "true", "false", "null" */
    const char *text; /* a part of name, platform or description; NULL: any */
};

struct module_values {
    const char *name, *platform, *status, *description, *version, *api_url, *health_endpoint;
    const char *features; /* an array literal, see db_array() */
    const char *config;   /* JSON text: the whole on creating, a merge patch on changing */
    struct opt_int place;
};

/* Where a module shall stand. At most one of before_id, after_id, place counts, in this order; none: last. */
struct module_move {
    const char *id;
    const char *status; /* NULL: its own column */
    const char *before_id, *after_id;
    struct opt_int place;
    struct opt_int revision; /* the one it must have */
};

enum err modules_find(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err modules_find_all(struct ctx *cx, const struct module_filter *filter,
                          struct db_rows *ret_rows) __attribute__((warn_unused_result));
enum err modules_count(struct ctx *cx, struct db_rows *ret_row) __attribute__((warn_unused_result));
/* A new module with the given id. */
enum err module_insert(struct ctx *cx, const char *id, const struct module_values *values,
                       struct db_rows *ret_row) __attribute__((warn_unused_result));
/* `is_gated`: into the active column only what module_gate() finds fit. */
enum err module_patch(struct ctx *cx, const char *id, struct opt_int revision,
                      const struct module_values *values, bool is_gated,
                      struct db_change *ret_change) __attribute__((warn_unused_result));
/* ERR_VALIDATION_FAILED on before_id or after_id that does not stand in the column. */
enum err module_move(struct ctx *cx, const struct module_move *move, bool is_gated,
                     struct db_change *ret_change) __attribute__((warn_unused_result));
/* Columns: revision, status, is_checked, is_healthy, is_stale, status_code, latency_ms, checked_at, error. */
enum err module_gate(struct ctx *cx, const char *id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* Lets one transaction at a time put many modules in order; held until it ends. */
enum err modules_lock_board(struct ctx *cx) __attribute__((warn_unused_result));
enum err module_remove(struct ctx *cx, const char *id, struct opt_int revision, bool *ret_is_done)
    __attribute__((warn_unused_result));

#endif
