// SPDX-License-Identifier: MIT
/* The catalogue in pages, and products one at a time: by their id, and by the article number that the seller's other
 * systems know. */
#include "repo/products.h"
#include "auth/identity.h"
#include "auth/permission.h"
#include "gen/api.h"
#include "gen/lists.h"
#include "handlers/list.h"
#include "http/read_only.h"
#include "http/reply.h"

#define TRIES 5u

enum err products_list(struct ctx *cx, const struct products_list_in *in, struct reply *ret_reply)
{
    return list_reply(cx, &products_list_spec, in->filter, &in->list, ret_reply);
}

enum err products_get(struct ctx *cx, const struct products_get_in *in, struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = product_find(cx, in->id.v, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}

enum err products_create(struct ctx *cx, const struct products_create_in *in, struct reply *ret_reply)
{
    const struct product_create *b = &in->body;
    const struct product_values values = {
        .sku = b->sku.v,
        .name = b->name.v,
        .brand = b->brand.v,
        .category = b->category.v,
        .model = b->model.v,
        .description = b->description.v,
        .price = b->price.v,
        .cost = b->cost.v,
        .currency = b->currency.v,
        .stock = b->stock,
        .is_active = b->is_active,
        .barcode = b->barcode.v,
        .image_url = b->image_url.v,
        .attributes = b->attributes.v,
    };
    struct db_rows row;
    enum err e = product_insert(cx, &values, &row);

    return e ? e : reply_created(cx, ret_reply, "products", &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

static struct product_values patch_values(struct ctx *cx, const struct product_update *b)
{
    return (struct product_values){
        .sku = b->sku.v,
        .name = b->name.v,
        .brand = b->brand.v,
        .category = b->category.v,
        .model = b->model.v,
        .description = b->description.state == OPT_NULL ? "" : b->description.v,
        .price = b->price.v,
        .cost = b->cost.v,
        .currency = b->currency.v,
        .stock = b->stock,
        .is_active = b->is_active,
        .barcode = b->barcode.v,
        .image_url = b->image_url.v,
        .attributes = b->attributes.v,
        .cleared = product_update_cleared(cx->arena, b),
    };
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct product_update *body, struct reply *ret_reply)
{
    const struct product_values values = patch_values(cx, body);
    struct db_change change;
    enum err e = read_only_check_patch(cx, body, product_find, id);

    if (!e)
        e = product_patch(cx, id, revision, &values, &change);
    return e ? e : reply_changed(cx, ret_reply, &change);
}

enum err products_update(struct ctx *cx, const struct products_update_in *in, struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err products_replace(struct ctx *cx, const struct products_replace_in *in,
                          struct reply *ret_reply)
{
    return patch_and_reply(cx, in->id.v, in->if_match, &in->body, ret_reply);
}

enum err products_delete(struct ctx *cx, const struct products_delete_in *in, struct reply *ret_reply)
{
    struct db_change change;
    enum err e = product_remove(cx, in->id.v, in->if_match, &change);

    return e ? e : reply_removed(cx, ret_reply, &change);
}

/* --- by article number ------------------------------------------------------------------------------------------- */

static enum err create_by_sku(struct ctx *cx, const struct products_put_by_sku_in *in,
                              struct db_rows *ret_row)
{
    const struct product_update *b = &in->body;
    struct product_values values = patch_values(cx, b);

    if (permission_scope(cx->identity->role, "products:create") == SCOPE_NONE)
        return fail(cx, ERR_FORBIDDEN, NULL);
    if (in->if_match.state == OPT_SET)
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (!values.name)
        return fail_field(cx, ERR_VALIDATION_FAILED, "name", "required",
                          "is needed: there is no product of this article number yet");
    if (!values.sku)
        values.sku = in->sku.v;
    return product_insert(cx, &values, ret_row);
}

/* Whoever makes the same product at the same time wins; then it is there to be changed. */
enum err products_put_by_sku(struct ctx *cx, const struct products_put_by_sku_in *in,
                             struct reply *ret_reply)
{
    struct db_rows row;
    enum err e = ERR_OK;

    for (unsigned i = 0; i < TRIES; i++) {
        e = product_find_by_sku(cx, in->sku.v, &row);
        if (e)
            return e;
        if (row.n > 0)
            return patch_and_reply(cx, db_int(&row, 0, "id"), in->if_match, &in->body, ret_reply);
        e = create_by_sku(cx, in, &row);
        if (!e)
            return reply_created(cx, ret_reply, "products", &row);
        if (e != ERR_ALREADY_EXISTS)
            return e;
    }
    return e;
}
