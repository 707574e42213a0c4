// SPDX-License-Identifier: MIT
/* One statement: the deal, and the items of all three kinds behind a place. */
#include "repo/timeline.h"
#include "gen/sql.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct timeline_place place_of(const struct db_rows *rows, int row)
{
    return (struct timeline_place){
        .at = db_text(rows, row, "_at"),
        .kind = db_text(rows, row, "kind"),
        .id = db_int(rows, row, "id"),
    };
}

/* One row more than asked for tells whether there is another page. */
enum err timeline_find(struct ctx *cx, const struct timeline_query *query,
                       struct timeline *ret_timeline)
{
    const struct timeline_place *before = &query->before;
    const struct sql_timeline_page in = {
        .org_id = cx->org_id,
        .own_id = cx->own_id,
        .id = opt_int(query->deal_id),
        .kind = query->kind,
        .before_at = before->at,
        .before_kind = before->kind,
        .before_id = before->at ? opt_int(before->id) : (struct opt_int){0},
        .at_most = opt_int(query->limit + 1),
    };
    struct timeline timeline = {0};
    enum err e = sql_timeline_page(cx, &in, &timeline.rows);

    if (e)
        return e;
    if (timeline.rows.n == 0)
        return fail(cx, ERR_NOT_FOUND, NULL);
    timeline.n = db_is_null(&timeline.rows, 0, "kind") ? 0 : timeline.rows.n;
    if (timeline.n > query->limit) {
        timeline.n--;
        timeline.last = place_of(&timeline.rows, timeline.n - 1);
    }
    *ret_timeline = timeline;
    return ERR_OK;
}

const char *timeline_place_write(struct arena *arena, const struct timeline_place *place)
{
    return arena_printf(arena, "%s %" PRId64 " %s", place->kind, place->id, place->at);
}

bool timeline_place_read(struct arena *arena, const char *text, struct timeline_place *ret_place)
{
    const char *id = strchr(text, ' ');
    char *at;

    if (!id)
        return false;
    ret_place->kind = arena_strndup(arena, text, (size_t)(id - text));
    ret_place->id = strtoll(id, &at, 10);
    if (*at != ' ')
        return false;
    ret_place->at = arena_strdup(arena, at + 1);
    return true;
}
