// SPDX-License-Identifier: MIT
/* Rows of files as products, found by their sku. */
#include "gen/sql.h"
#include "repo/imports.h"
#include "repo/products.h"

static enum err preview(struct ctx *cx, const struct import_items *items, struct db_rows *ret_rows)
{
    const struct sql_imports_preview_products in = {
        .org_id = cx->org_id,
        .items = items->json,
        .may_create = opt_bool(items->may_create),
        .may_update = opt_bool(items->may_update),
    };

    return sql_imports_preview_products(cx, &in, ret_rows);
}

static enum err save(struct ctx *cx, const struct import_items *items, struct db_rows *ret_rows,
                     const char **ret_owners)
{
    const struct product_items products = {
        .json = items->json,
        .by_sku = true,
        .may_create = items->may_create,
        .may_update = items->may_update,
        .operation_id = items->operation_id,
    };

    *ret_owners = NULL;
    return products_save_many(cx, &products, ret_rows);
}

static enum err analyze(struct ctx *cx)
{
    struct db_rows rows;

    return sql_imports_analyze_products(cx, &rows);
}

const struct import_store import_products = {
    .table = "products", .preview = preview, .save = save, .analyze = analyze};
