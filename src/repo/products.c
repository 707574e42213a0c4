// SPDX-License-Identifier: MIT
/* Products one at a time. A change is tried first; only where it changed nothing the row is looked at. */
#include "repo/products.h"
#include "change.h"
#include "gen/sql.h"

enum err product_find(struct ctx *cx, int64_t id, struct db_rows *ret_row)
{
    return sql_products_get(cx, &(struct sql_products_get){.org_id = cx->org_id, .id = opt_int(id)},
                            ret_row);
}

enum err product_find_by_sku(struct ctx *cx, const char *sku, struct db_rows *ret_row)
{
    return sql_products_by_sku(cx, &(struct sql_products_by_sku){.org_id = cx->org_id, .sku = sku},
                               ret_row);
}

static enum err explain_taken(struct ctx *cx, enum err e)
{
    return e == ERR_ALREADY_EXISTS
               ? fail_field(cx, e, "sku", "taken", "belongs to another product already")
               : e;
}

enum err product_insert(struct ctx *cx, const struct product_values *v, struct db_rows *ret_row)
{
    enum err e = sql_products_create(cx,
                                     &(struct sql_products_create){
                                         .org_id = cx->org_id,
                                         .sku = v->sku,
                                         .name = v->name,
                                         .brand = v->brand,
                                         .category = v->category,
                                         .model = v->model,
                                         .description = v->description,
                                         .price = v->price,
                                         .cost = v->cost,
                                         .currency = v->currency,
                                         .stock = v->stock,
                                         .is_active = v->is_active,
                                         .barcode = v->barcode,
                                         .image_url = v->image_url,
                                         .attributes = v->attributes,
                                     },
                                     ret_row);

    return explain_taken(cx, e);
}

enum err product_patch(struct ctx *cx, int64_t id, struct opt_int revision,
                       const struct product_values *v, struct db_change *ret_change)
{
    struct db_rows updated;
    enum err e = sql_products_update(cx,
                                     &(struct sql_products_update){
                                         .org_id = cx->org_id,
                                         .id = opt_int(id),
                                         .revision = revision,
                                         .new_sku = v->sku,
                                         .name = v->name,
                                         .brand = v->brand,
                                         .category = v->category,
                                         .model = v->model,
                                         .description = v->description,
                                         .price = v->price,
                                         .cost = v->cost,
                                         .currency = v->currency,
                                         .stock = v->stock,
                                         .is_active = v->is_active,
                                         .barcode = v->barcode,
                                         .image_url = v->image_url,
                                         .attributes = v->attributes,
                                         .cleared = v->cleared,
                                     },
                                     &updated);

    return e ? explain_taken(cx, e) : change_look(cx, &updated, product_find, id, ret_change);
}

enum err product_remove(struct ctx *cx, int64_t id, struct opt_int revision,
                        struct db_change *ret_change)
{
    struct db_rows deleted;
    enum err e = sql_products_delete(
        cx,
        &(struct sql_products_delete){.org_id = cx->org_id, .id = opt_int(id), .revision = revision},
        &deleted);

    return e ? e : change_look(cx, &deleted, product_find, id, ret_change);
}
