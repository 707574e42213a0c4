// SPDX-License-Identifier: MIT
/* Operations and their queues. An operation outlives the fiber that gave up waiting for it, so it is not on a stack. */
#include "conn.h"

#include <stdlib.h>

const struct db_statement stmt_begin = {.name = "sauda/begin", .sql = "begin", .id = 0};
const struct db_statement stmt_commit = {.name = "sauda/commit", .sql = "commit", .id = 1};
const struct db_statement stmt_rollback = {.name = "sauda/rollback", .sql = "rollback", .id = 2};
const struct db_statement stmt_actor = {
    .name = "sauda/actor",
    .sql = "select set_config('sauda.actor', coalesce($1, ''), true), set_config('sauda.note', "
           "coalesce($2, ''), true)",
    .n_params = 2,
    .id = 3,
};
const struct db_statement stmt_timeout = {
    .name = "sauda/timeout",
    .sql = "select set_config('statement_timeout', $1, true)",
    .n_params = 1,
    .id = 4,
};
/* With the name of what is given up behind it; so it is never prepared itself. */
const struct db_statement stmt_deallocate = {
    .name = "sauda/deallocate",
    .sql = "deallocate",
    .id = DB_STATEMENT_ONCE,
};

#define N_OWN_STATEMENTS 5u

unsigned db_statement_slots(void)
{
    return n_db_statements + N_OWN_STATEMENTS;
}

unsigned db_statement_slot(const struct db_statement *st)
{
    bool is_own = st == &stmt_begin || st == &stmt_commit || st == &stmt_rollback ||
                  st == &stmt_actor || st == &stmt_timeout;

    return is_own ? n_db_statements + st->id : st->id;
}

void op_queue_init(struct op_queue *queue)
{
    *queue = (struct op_queue){.end = &queue->first};
}

void op_queue_push(struct op_queue *queue, struct db_op *op)
{
    op->next = NULL;
    *queue->end = op;
    queue->end = &op->next;
    queue->n++;
}

struct db_op *op_queue_pop(struct op_queue *queue)
{
    struct db_op *op = queue->first;

    if (!op)
        return NULL;
    queue->first = op->next;
    if (!queue->first)
        queue->end = &queue->first;
    queue->n--;
    return op;
}

void op_queue_remove(struct op_queue *queue, struct db_op *op)
{
    for (struct db_op **at = &queue->first; *at; at = &(*at)->next) {
        if (*at != op)
            continue;
        *at = op->next;
        if (!*at)
            queue->end = at;
        queue->n--;
        return;
    }
}

struct db_op *op_new(void)
{
    struct db_op *op = calloc(1, sizeof *op);

    if (!op)
        abort();
    return op;
}

void op_free(struct db_op *op)
{
    if (!op)
        return;
    for (unsigned i = 0; i < op->n; i++)
        PQclear(op->results[i]);
    PQclear(op->error);
    free(op);
}

void op_finish(struct db_op *op)
{
    struct fiber *fiber = op->fiber;

    op->is_done = true;
    if (!fiber) {
        op_free(op);
        return;
    }
    op->fiber = NULL;
    fiber_resume(fiber);
}
