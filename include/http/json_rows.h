// SPDX-License-Identifier: MIT
/* The one writer of database rows as JSON: straight from the result into the buffer, by the type of each column.
 * Numbers and booleans raw, json and jsonb as they are, arrays of text and numbers as arrays, timestamptz as
 * "2026-11-21T06:05:43.120Z", all else as strings. The columns' names are the fields' names; those that begin
 * with an underscore are for the statement alone and are left out. */
#ifndef SAUDA_HTTP_JSON_ROWS_H
#define SAUDA_HTTP_JSON_ROWS_H

#include "base/buf.h"
#include "db/query.h"

void json_row(struct buf *buf, const struct db_rows *rows, int row); /* {…} */
void json_rows(struct buf *buf, const struct db_rows *rows);         /* [{…},…] */
/* Those from `from` up to, but without, `to`. */
void json_rows_between(struct buf *buf, const struct db_rows *rows, int from, int to);

#endif
