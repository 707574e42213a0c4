// SPDX-License-Identifier: MIT
/* The answer of an operation with `x-list` in its contract. */
#ifndef SAUDA_HANDLERS_LIST_H
#define SAUDA_HANDLERS_LIST_H

#include "base/ctx.h"
#include "http/reply.h"
#include "repo/list.h"

/* Finds the page that was asked for and answers with it. `filter` and `in` are members of the operation's input. */
enum err list_reply(struct ctx *cx, const struct list_spec *list, const struct opt_strs *filter,
                    const struct list_in *in, struct reply *ret_reply)
    __attribute__((warn_unused_result));

#endif
