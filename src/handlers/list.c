// SPDX-License-Identifier: MIT
/* Lists and their cursors. A cursor is the keys of the last row of a page, signed: it leads on through the same list of the
 * same organisation, with the same filter and sort, and nowhere else. */
#include "handlers/list.h"

#include "auth/signed_text.h"
#include "handlers/app.h"

#define PURPOSE "cursor"

static enum err open_cursor(struct ctx *cx, const char *cursor, struct list_query *query)
{
    const char *text =
        signed_text_open(cx->arena, cx->app->secret, PURPOSE, list_scope(cx, query), cursor);

    query->after = text ? list_keys_read(cx->arena, query, text) : NULL;
    return query->after
               ? ERR_OK
               : fail_field(cx, ERR_VALIDATION_FAILED, "cursor", "unknown",
                            "is not the next_cursor of a page of this list, filter and sort");
}

static const char *next_cursor(struct ctx *cx, const struct list_query *query,
                               const struct list_page *page)
{
    return page->next ? signed_text_make(cx->arena, cx->app->secret, PURPOSE, list_scope(cx, query),
                                         list_keys_write(cx->arena, query, page->next))
                      : NULL;
}

enum err list_reply(struct ctx *cx, const struct list_spec *list, const struct opt_strs *filter,
                    const struct list_in *in, struct reply *ret_reply)
{
    struct list_query query;
    struct list_page page;
    enum err e = list_query_read(cx, list, filter, in, &query);

    if (!e && in->cursor.v)
        e = open_cursor(cx, in->cursor.v, &query);
    if (!e)
        e = list_find_page(cx, &query, &page);
    if (e)
        return e;
    return reply_page(cx, ret_reply, &page.rows,
                      (struct reply_page){
                          .total = page.total < 0 ? REPLY_NOT_COUNTED : page.total,
                          .is_estimate = page.is_estimate,
                          .page = query.after ? 0 : query.page,
                          .page_size = query.page_size,
                          .next_cursor = next_cursor(cx, &query, &page),
                      });
}
