// SPDX-License-Identifier: MIT
/* A place in the event feed, as clients see it: opaque text that they hand back. It carries the time
 * beside the id, so that a place too old for a replay is known without a look into the database, and
 * a check, so that text which is none is refused. */
#ifndef SAUDA_EVENTS_CURSOR_H
#define SAUDA_EVENTS_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#define CURSOR_SIZE 33 /* with the NUL */

struct event_cursor {
    int64_t id;   /* the last event seen */
    int64_t at_s; /* seconds since 1970 at which that was all there was */
};

void cursor_write(struct event_cursor cursor, char text[static CURSOR_SIZE]);
bool cursor_parse(const char *text, struct event_cursor *ret_cursor);

#endif
