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

#include <stdlib.h>

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

static enum err reply_created(struct ctx *cx, struct reply *ret_reply, const struct db_rows *row)
{
    reply_header(ret_reply, "Location",
                 arena_printf(cx->arena, "/api/v1/products/%s", db_text(row, 0, "id")));
    return reply_row(cx, ret_reply, 201, row);
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

    return e ? e : reply_created(cx, ret_reply, &row);
}

/* --- changing -------------------------------------------------------------------------------------------------- */

/* The fields that the patch sets to null, as an array literal. */
static const char *cleared_fields(struct ctx *cx, const struct product_update *b)
{
    const struct {
        enum opt_state state;
        const char *name;
    } fields[] = {
        {b->brand.state, "brand"},           {b->category.state, "category"},
        {b->model.state, "model"},           {b->cost.state, "cost"},
        {b->barcode.state, "barcode"},       {b->image_url.state, "image_url"},
        {b->attributes.state, "attributes"},
    };
    const char *names[sizeof fields / sizeof *fields];
    size_t n = 0;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (fields[i].state == OPT_NULL)
            names[n++] = fields[i].name;
    return db_array(cx->arena, n, names);
}

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
        .cleared = cleared_fields(cx, b),
    };
}

static enum err find_by_text(struct ctx *cx, const char *id, struct db_rows *ret_row)
{
    return product_find(cx, strtoll(id, NULL, 10), ret_row);
}

static enum err patch_and_reply(struct ctx *cx, int64_t id, struct opt_int revision,
                                const struct product_update *body, struct reply *ret_reply)
{
    const struct product_values values = patch_values(cx, body);
    struct product_change change;
    enum err e = read_only_check_patch(cx, body, find_by_text, db_int_text(cx->arena, opt_int(id)));

    if (!e)
        e = product_patch(cx, id, revision, &values, &change);
    if (e)
        return e;
    return change.is_done ? reply_row(cx, ret_reply, 200, &change.row)
                          : fail_revision(cx, &change.row);
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
    struct product_change change;
    enum err e = product_remove(cx, in->id.v, in->if_match, &change);

    if (e)
        return e;
    return change.is_done ? reply_empty(cx, ret_reply, 204) : fail_revision(cx, &change.row);
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
            return reply_created(cx, ret_reply, &row);
        if (e != ERR_ALREADY_EXISTS)
            return e;
    }
    return e;
}
