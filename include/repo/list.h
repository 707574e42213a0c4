// SPDX-License-Identifier: MIT
/* Pages of a list, and all of it in slices. A page is found by its number or by the keys of the row before it; either
 * way it ends with the keys that lead to the next one, so a reader may begin with a number and go on by cursor. */
#ifndef SAUDA_REPO_LIST_H
#define SAUDA_REPO_LIST_H

#include "base/ctx.h"
#include "base/value.h"
#include "db/query.h"
#include "repo/filter.h"

#include <stdbool.h>
#include <stdint.h>

#define LIST_MAX_KEYS 6      /* of a sort, with the id that decides between equal rows */
#define LIST_MAX_COUNT 10000 /* up to here a total is exact unless asked otherwise */
#define LIST_MAX_FOUND 1000  /* by `q` */

/* What a client asks beside the filter: the words that every list has. */
struct list_in {
    struct opt_strs sort, fields;
    struct opt_str count, cursor;
    struct opt_int page, page_size;
};

enum list_count { LIST_COUNT_SOME, LIST_COUNT_EXACT, LIST_COUNT_ESTIMATED, LIST_COUNT_NONE };

struct list_key {
    const struct list_field *field; /* NULL: the place among what `q` found */
    bool is_descending;
};

struct list_query {
    struct filter filter;
    struct list_key keys[LIST_MAX_KEYS];
    unsigned n_keys;
    uint64_t fields;          /* a bit for each of list->fields */
    const char *const *after; /* the keys of the row before the page; NULL: none */
    int64_t page, page_size;
    enum list_count count;
};

/* Reads what was asked. ERR_VALIDATION_FAILED names `sort` or `page`. `in->cursor` is left to who can open it. */
enum err list_query_read(struct ctx *cx, const struct list_spec *list,
                         const struct opt_strs *values, const struct list_in *in,
                         struct list_query *ret_query) __attribute__((warn_unused_result));

struct list_page {
    struct db_rows rows;
    int64_t total; /* -1: not counted */
    bool is_estimate;
    const char *const *next; /* the keys of the last row; NULL: there is no row behind it */
};

/* ERR_FILTER_TOO_BROAD where it would take longer than a list may. */
enum err list_find_page(struct ctx *cx, const struct list_query *query, struct list_page *ret_page)
    __attribute__((warn_unused_result));

/* A cursor as text: the keys of a row. What it is bound to is the business of who signs it; list_scope() is what it has
 * to be bound to: the organisation, the list, filter and sort. */
const char *list_keys_write(struct arena *arena, const struct list_query *query,
                            const char *const *keys);
/* NULL where the text is not what list_keys_write() made for such a query. */
const char *const *list_keys_read(struct arena *arena, const struct list_query *query,
                                  const char *text);
const char *list_scope(const struct ctx *cx, const struct list_query *query);

/* All rows of a query, slice after slice, for who cannot hold them at once; in its order where an index has that, else by
 * id: a sort would be made anew for each slice. */
struct list_walk {
    struct list_query query;
    struct arena *arena; /* outlives the walk */
    bool is_done;
};

void list_walk_init(struct list_walk *walk, struct arena *arena, const struct list_query *query);
/* The next at most `n` rows, in cx's arena, which may be another one each time; no rows: that was all. */
enum err list_walk_next(struct ctx *cx, struct list_walk *walk, int64_t n, struct db_rows *ret_rows)
    __attribute__((warn_unused_result));

#endif
