// SPDX-License-Identifier: MIT
/* The parts of a page's statement. */
#ifndef SAUDA_REPO_LIST_TEXT_H
#define SAUDA_REPO_LIST_TEXT_H

#include "repo/list.h"

/* The column a key's value is read from, in what list_put_columns() selects. */
const char *list_key_column(struct arena *arena, const struct list_query *query, unsigned key);
/* ` <fields asked for>, <keys that are not among them>` */
void list_put_columns(struct sql_text *sql, const struct list_query *query);
/* ` and <behind query->after>`, where that is set. */
void list_put_after(struct sql_text *sql, const struct list_query *query);
/* ` order by …` */
void list_put_order(struct sql_text *sql, const struct list_query *query);

bool list_key_is_id(const struct list_key *key);
/* Whether an index has the order of the query. */
bool list_is_ordered(const struct list_query *query);

#endif
