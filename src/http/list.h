// SPDX-License-Identifier: MIT
/* Headers that are lists with commas (RFC 9110 section 5.6.1), looked at in place. */
#ifndef SAUDA_HTTP_LIST_H
#define SAUDA_HTTP_LIST_H

#include "http/param.h"

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const char *s;
    size_t len;
};

/* Without the blanks around it. */
struct slice slice_trim(const char *s, size_t len);
/* In any case. */
bool slice_is(struct slice slice, const char *text);

/* The next item; moves `*list` behind it. False at the end. NULL is an empty list. */
bool list_next(const char **list, struct slice *ret_item);

/* The end of a list that may be spread over several headers of one name (section 5.3), to be read from there. */
struct list_end {
    const struct param *headers;
    size_t n; /* those behind are done with */
    const char *name;
    const char *value; /* of the header being read, or NULL */
    size_t left;       /* of its value */
};

struct list_end list_end(const struct param *headers, size_t n, const char *name);
/* The item before; empty ones do not count. False at the beginning. */
bool list_previous(struct list_end *end, struct slice *ret_item);

#endif
