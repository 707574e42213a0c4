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
#include <stdint.h>

struct filter {
    const struct list_spec *list;
    const struct opt_strs *values; /* of list->conditions, one each; absent: not asked for */
};

/* Appends ` from <rows> r where …`: the organisation's rows, of them those that cx->own_id leaves and the filter lets
 * through. With `q` there is also `s`, with `s.place` counting from the best of what was found. */
void filter_put_from(const struct ctx *cx, const struct filter *filter, struct sql_text *sql);

/* The type a value of the field is bound as. */
const char *sql_type_of(enum list_type type);

/* What is looked for, or NULL. */
const char *filter_q(const struct filter *filter);
/* How many conditions it has. */
unsigned filter_count(const struct filter *filter);
/* In which orders an index has the rows that fit and no others: a bit for each of list->fields. There are such where there
 * is no condition, or one equality that begins an index. Rows of one's own are such an equality, where one column tells
 * whose they are. */
uint64_t filter_orders(const struct ctx *cx, const struct filter *filter);
/* Whether it names the few rows it means, by an is_unique field. */
bool filter_is_narrow(const struct filter *filter);

/* `e` of statements that went by the filter. Where the database gave them up because they took too long, that is the
 * filter's fault: ERR_FILTER_TOO_BROAD, with a line for each condition that no index serves and that could be narrower. */
enum err filter_explain(struct ctx *cx, const struct filter *filter, enum err e);

/* As a JSON text, for a job that goes by it later; such a text is read without being checked again. */
const char *filter_write(struct arena *arena, const struct filter *filter);
/* ERR_INTERNAL where the list has lost a condition since, or the text is none of ours. */
enum err filter_read(struct ctx *cx, const struct list_spec *list, const char *json,
                     struct filter *ret_filter) __attribute__((warn_unused_result));

#endif
