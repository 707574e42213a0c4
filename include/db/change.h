// SPDX-License-Identifier: MIT
/* What came of changing, or deleting, one row that may have changed since the caller looked at it. */
#ifndef SAUDA_DB_CHANGE_H
#define SAUDA_DB_CHANGE_H

#include "base/value.h"
#include "db/query.h"

#include <stdbool.h>

struct db_change {
    bool is_done;
    struct db_rows row; /* as it is now; not done: as it stands, none: absent; deleted: not to be read */
};

/* Whether the row is of the revision that was asked for; not set: any is. */
static inline bool db_is_revision(const struct db_rows *row, struct opt_int revision)
{
    return revision.state != OPT_SET || db_int(row, 0, "revision") == revision.v;
}

#endif
