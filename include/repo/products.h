// SPDX-License-Identifier: MIT
/* The catalogue of the ctx's organisation. */
#ifndef SAUDA_REPO_PRODUCTS_H
#define SAUDA_REPO_PRODUCTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"

#include <stdbool.h>
#include <stdint.h>

/* NULL or not set: for a new product the default, for a patch what is there stays. */
struct product_values {
    const char *sku, *name, *brand, *category, *model, *description, *currency, *barcode, *image_url;
    const char *price, *cost; /* as decimal numbers */
    const char *attributes;   /* of a patch: merged into what is there */
    struct opt_int stock;
    struct opt_bool is_active;
    const char *cleared; /* of a patch: an array literal of the fields that become null */
};

struct product_change {
    bool is_done;       /* false: it is of another revision */
    struct db_rows row; /* the product afterwards; none: absent */
};

enum err product_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err product_find_by_sku(struct ctx *cx, const char *sku, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_ALREADY_EXISTS names `sku`; so does product_patch(). */
enum err product_insert(struct ctx *cx, const struct product_values *values, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err product_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                       const struct product_values *values, struct product_change *ret_change)
    __attribute__((warn_unused_result));
/* Of the change only `is_done` and, where it is false, the present row. */
enum err product_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                        struct product_change *ret_change) __attribute__((warn_unused_result));

#endif
