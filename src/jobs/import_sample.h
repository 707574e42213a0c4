// SPDX-License-Identifier: MIT
/* A first look into a file: how it is to be read, where its rows begin, what its columns are called and probably mean. */
#ifndef SAUDA_SRC_JOBS_IMPORT_SAMPLE_H
#define SAUDA_SRC_JOBS_IMPORT_SAMPLE_H

#include "base/ctx.h"
#include "base/value.h"
#include "files/table_reader.h"
#include "import_entity.h"

#include <stdbool.h>
#include <stddef.h>

#define IMPORT_MAX_COLUMNS 256u

struct sample_request {
    const struct import_entity *entity;
    const char *path;
    struct table_options options;
    bool is_header_given; /* `header_row` says which row has the names, or not set: none; else it is looked for */
    struct opt_int header_row;
};

struct sample {
    struct import_reading reading; /* in the arena of the ctx */
    size_t n_columns;
};

/* On a compute thread. ERR_FILE_UNREADABLE. */
enum err sample_take(struct ctx *cx, const struct sample_request *request, struct sample *ret_sample)
    __attribute__((warn_unused_result));

#endif
