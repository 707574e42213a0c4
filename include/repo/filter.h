// SPDX-License-Identifier: MIT
/* The filter of a list: which of its rows are meant. The conditions come checked, from query words or from the object
 * `filter` of a body; here they become SQL. Lists, exports, facets and batches all go by the same filter. */
#ifndef SAUDA_REPO_FILTER_H
#define SAUDA_REPO_FILTER_H

#include "base/ctx.h"
#include "base/value.h"
#include "repo/list_spec.h"
#include "repo/sql_text.h"

#include <stdbool.h>

struct filter {
    const struct list_spec *list;
    const struct opt_strs *values; /* of list->conditions, one each; absent: not asked for. NULL: none of them */
    const char *q;                 /* NULL: not searched */
};

/* Appends ` from <rows> r where …`: the organisation's rows, of them those that cx->own_id leaves and the filter lets
 * through. With `q` there is also `s`, with `s.place` counting from the best of what was found. */
void filter_put_from(const struct ctx *cx, const struct filter *filter, struct sql_text *sql);

/* Whether an index leads straight to the rows that fit: no condition, or one equality that begins an index. */
bool filter_is_indexed(const struct filter *filter);
/* Whether at most one row can fit. */
bool filter_is_unique(const struct filter *filter);
/* Which conditions no index serves, told as ERR_FILTER_TOO_BROAD with a line for each. */
enum err filter_fail_broad(struct ctx *cx, const struct filter *filter);

#endif
