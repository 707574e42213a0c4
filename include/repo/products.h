// SPDX-License-Identifier: MIT
/* The catalogue of the ctx's organisation. */
#ifndef SAUDA_REPO_PRODUCTS_H
#define SAUDA_REPO_PRODUCTS_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/change.h"
#include "db/query.h"
#include "repo/filter.h"
#include "repo/operations.h"

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

enum err product_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err product_find_by_sku(struct ctx *cx, const char *sku, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
/* ERR_ALREADY_EXISTS names `sku`; so does product_patch(). */
enum err product_insert(struct ctx *cx, const struct product_values *values, struct db_rows *ret_row)
    __attribute__((warn_unused_result));
enum err product_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                       const struct product_values *values, struct db_change *ret_change)
    __attribute__((warn_unused_result));
enum err product_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                        struct db_change *ret_change) __attribute__((warn_unused_result));

/* --- many at once, see repo/operations.h -------------------------------------------------------------------------- */

#define PRODUCTS_MANY 1000

/* Up to PRODUCTS_MANY items in one statement: objects with the fields of a product, as a merge patch has them, and `id`
 * (and `revision`) of the one to be changed; without `id` a new one, or with `by_sku` the one of its sku. */
struct product_items {
    const char *json; /* an array of objects whose values are valid */
    bool by_sku;
    bool may_create, may_update;
    const char *operation_id; /* under which the rows are kept as they were; NULL: they are not */
};
/* A row an item, in their order: n (from 0), id, revision, outcome (created, updated, unchanged, repeated, not_found,
 * revision_mismatch, sku_taken, sku_needed, name_needed, may_not_create, may_not_update). An item that somebody else
 * creates at the same moment is `sku_taken`; trying it again finds it. ERR_ALREADY_EXISTS where two items want one sku. */
enum err products_save_many(struct ctx *cx, const struct product_items *items,
                            struct db_rows *ret_rows) __attribute__((warn_unused_result));

/* What is done to many by one request: an operation of its own, in one transaction. `kind` and the id are the operation's.
 * `ret_rows` as above; `ret_changed`: how many rows it changed, 0: there is no operation. */
struct products_change {
    const char *kind, *operation_id;
    struct product_items items; /* kind "batch" */
    const char *ids;            /* an array literal, kinds "enable" and "disable" */
};
enum err products_change_many(struct ctx *cx, const struct products_change *batch,
                              struct db_rows *ret_rows, int64_t *ret_changed)
    __attribute__((warn_unused_result));

/* The next ids behind `after` of those that fit the filter, in their order, as an array literal. */
struct product_selection {
    struct filter filter;
    int64_t after;   /* 0: from the first */
    int64_t at_most; /* rows */
    int64_t n;       /* answered: so many; `after` is the last of them then */
    const char *ids;
};
/* ERR_FILTER_TOO_BROAD where finding them takes longer than 3 s. */
enum err products_select(struct ctx *cx, struct product_selection *selection)
    __attribute__((warn_unused_result));
/* On sale or off it, in the open transaction, under an operation that has begun; quietly, with one event for all.
 * `ret_n`: how many were not so already. */
enum err products_set_active(struct ctx *cx, const char *ids, bool is_active,
                             const char *operation_id, int64_t *ret_n)
    __attribute__((warn_unused_result));

undo_needs_fn products_undo_needs;
undo_conflicts_fn products_undo_conflicts;
undo_slice_fn products_undo_slice;

/* What there is to choose from under a filter, as the API shows it: brands and categories with how many products they have,
 * and the range of prices; of 50,000 products that fit at most. ERR_FILTER_TOO_BROAD. */
enum err products_find_facets(struct ctx *cx, const struct filter *filter, struct db_rows *ret_row)
    __attribute__((warn_unused_result));

#endif
