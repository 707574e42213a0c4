// SPDX-License-Identifier: MIT
/* What there is to choose from under a filter. */
#include "gen/api.h"
#include "gen/lists.h"
#include "http/reply.h"
#include "repo/products.h"

enum err products_facets(struct ctx *cx, const struct products_facets_in *in, struct reply *ret_reply)
{
    const struct filter filter = {.list = &products_list_spec, .values = in->filter};
    struct db_rows row;
    enum err e = products_find_facets(cx, &filter, &row);

    return e ? e : reply_row(cx, ret_reply, 200, &row);
}
