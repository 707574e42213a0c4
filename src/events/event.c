// SPDX-License-Identifier: MIT
/* An event on its way, and who gets to see what of it. Whoever may read all rows of a resource gets the event as it is. Who
 * may read his own alone gets it where the row is his now; where it was his before, he is told that it has gone, with its id
 * and nothing else; of all others he hears nothing. What happened to many rows at once he hears where some were his, but not
 * how many. */
#include "base/value.h"
#include "db/query.h"
#include "feed.h"

#include <stdlib.h>
#include <string.h>

static char *copy_of(const char *text)
{
    char *copy = text ? strdup(text) : NULL;

    if (text && !copy)
        abort();
    return copy;
}

/* `uuids` is an array literal; all its items have one length, so a part of it that reads so is an item. */
static bool is_among(const char *uuids, const char *uuid)
{
    return uuids && *uuid && strstr(uuids, uuid);
}

void event_read(struct arena *arena, const struct db_rows *rows, int row, struct feed_event *event)
{
    event->id = db_int(rows, row, "id");
    memcpy(event->org_id, db_text(rows, row, "org_id"), UUID_SIZE);
    event->frame = frame_of_event(arena, rows, row);
    event->owners = copy_of(db_text(rows, row, "owners"));
    if (!event->owners)
        return;
    event->owners_before = copy_of(db_text(rows, row, "owners_before"));
    if (event->owners_before && strcmp(event->owners_before, event->owners) != 0)
        event->removal = frame_of_removal(arena, rows, row);
    if (db_bool(rows, row, "is_of_many"))
        event->owners_frame = frame_of_many(arena, rows, row);
}

void event_release(struct feed_event *event)
{
    ws_frame_unref(event->frame);
    ws_frame_unref(event->owners_frame);
    ws_frame_unref(event->removal);
    free(event->owners);
    free(event->owners_before);
}

struct ws_frame *event_frame_for(const struct feed_event *event, const struct subscription *sub)
{
    if (!(sub->choice.topics & event->topic))
        return NULL;
    if (!(sub->choice.own & event->topic))
        return event->frame;
    if (is_among(event->owners, sub->actor_id))
        return event->owners_frame ? event->owners_frame : event->frame;
    return is_among(event->owners_before, sub->actor_id) ? event->removal : NULL;
}
