// SPDX-License-Identifier: MIT
/* Files with rows that people take along: for whom they are made, and who has had them. */
#ifndef SAUDA_REPO_EXPORTS_H
#define SAUDA_REPO_EXPORTS_H

#include "base/ctx.h"
#include "repo/filter.h"

#include <stdbool.h>
#include <stdint.h>

struct export_settings {
    const char *language; /* of ctx's actor, or of the organisation: "ru" */
    const char *today;    /* where the organisation is: "2026-01-31" */
};

enum err export_find_settings(struct ctx *cx, struct export_settings *ret_settings)
    __attribute__((warn_unused_result));

struct export_record {
    const char *entity; /* "products" */
    const char *format; /* "csv" */
    const struct filter *filter;
    int64_t n_rows;
    bool is_complete; /* false: it was broken off behind so many rows */
};

/* Puts it into the log of the organisation: `products.exported`. */
enum err export_tell(struct ctx *cx, const struct export_record *record)
    __attribute__((warn_unused_result));

#endif
