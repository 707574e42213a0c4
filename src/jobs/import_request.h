// SPDX-License-Identifier: MIT
/* What the requests that deal with imports share: import.c takes them and has them done, import_change.c changes them. */
#ifndef SAUDA_SRC_JOBS_IMPORT_REQUEST_H
#define SAUDA_SRC_JOBS_IMPORT_REQUEST_H

#include "import_entity.h"
#include "import_sample.h"
#include "jobs/import.h"

struct import_look {
    struct sample_request request;
    struct sample sample;
};

/* A first look, on a compute thread. `arg`: a struct import_look. */
enum err import_take_look(struct ctx *cx, void *arg) __attribute__((warn_unused_result));

/* Of an import as import_work() and import_lock() show it: whether it may be changed or started. */
enum err import_check_state(struct ctx *cx, const struct db_rows *row)
    __attribute__((warn_unused_result));
/* Whether it makes nothing that the caller might not make himself. */
struct import_makes {
    bool rows, clients;
};
enum err import_check_making(struct ctx *cx, const struct import_entity *entity,
                             struct import_makes makes, struct import_rights rights)
    __attribute__((warn_unused_result));

#endif
