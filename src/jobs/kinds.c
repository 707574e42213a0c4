// SPDX-License-Identifier: MIT
/* The kinds of jobs that the program knows, each in a file of its own. */
#include "kinds.h"

#include <stddef.h>

const struct job_kind *const job_kinds[] = {
    &products_import,
    &products_import_check,
    &products_undo,
    &products_sale,
    &clients_import,
    &clients_import_check,
    &clients_undo,
    &deals_import,
    &deals_import_check,
    &deals_undo,
    NULL,
};
