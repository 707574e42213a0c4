// SPDX-License-Identifier: MIT
/* Values that may be absent. A merge patch tells three cases apart (RFC 7396): a field that is not there, one that is
 * null, one that has a value; SQL parameters know the last two. The structs are small enough to be passed by value. */
#ifndef SAUDA_BASE_VALUE_H
#define SAUDA_BASE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_state { OPT_ABSENT = 0, OPT_NULL, OPT_SET };

/* `v` is NULL unless the state is OPT_SET; it is NUL-terminated and holds no NUL inside. */
struct opt_str {
    enum opt_state state;
    size_t len;
    const char *v;
};

struct opt_int {
    enum opt_state state;
    int64_t v;
};

struct opt_bool {
    enum opt_state state;
    bool v;
};

/* A decimal number as it was written, so that money never passes through a binary fraction. */
struct opt_num {
    enum opt_state state;
    const char *v;
};

/* A JSON value as its compact text. */
struct opt_json {
    enum opt_state state;
    size_t len;
    const char *v;
};

struct opt_strs {
    enum opt_state state;
    size_t n;
    const char **v;
};

/* What a filter in a body asks: the values of each condition its list knows (repo/list_spec.h), in their order; absent are
 * those that are not asked for. */
struct opt_filter {
    enum opt_state state;
    struct opt_strs *v;
};

static inline struct opt_int opt_int(int64_t v)
{
    return (struct opt_int){OPT_SET, v};
}

static inline struct opt_bool opt_bool(bool v)
{
    return (struct opt_bool){OPT_SET, v};
}

#endif
