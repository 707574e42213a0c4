// SPDX-License-Identifier: MIT
#include "change.h"

enum err change_look(struct ctx *cx, const struct db_rows *changed, change_find_fn *find,
                     int64_t id, struct db_change *ret_change)
{
    struct db_change change = {.is_done = changed->n > 0, .row = *changed};
    enum err e = change.is_done ? ERR_OK : find(cx, id, &change.row);

    if (!e)
        *ret_change = change;
    return e;
}

bool change_is_refused(const struct db_change *change, struct opt_int revision)
{
    return !change->is_done && change->row.n > 0 && db_is_revision(&change->row, revision);
}
