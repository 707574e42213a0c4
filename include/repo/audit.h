// SPDX-License-Identifier: MIT
/* The events of the ctx's organisation as its audit log: the newest first. */
#ifndef SAUDA_REPO_AUDIT_H
#define SAUDA_REPO_AUDIT_H

#include "base/ctx.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

enum audit_count {
    AUDIT_COUNT_NONE,
    AUDIT_COUNT_SOME, /* exact up to AUDIT_COUNT_MAX */
    AUDIT_COUNT_ALL,
};
#define AUDIT_COUNT_MAX 10000

struct audit_filter {
    const char *since, *until; /* RFC 3339: not before, before; NULL: any */
    const char *entity, *entity_id, *action, *actor;
    int64_t below; /* only events of smaller ids; 0: all */
    int64_t page_size;
    enum audit_count count;
};

struct audit_page {
    struct db_rows events; /* also: _at_s */
    bool has_more;         /* behind them */
    int64_t total;         /* on all pages; -1: not counted */
    bool is_estimate;      /* there are more than `total` */
};

enum err audit_find_page(struct ctx *cx, const struct audit_filter *filter,
                         struct audit_page *ret_page) __attribute__((warn_unused_result));

#endif
