// SPDX-License-Identifier: MIT
/* Days as people write them into tables. */
#ifndef SAUDA_SRC_JOBS_IMPORT_DATE_H
#define SAUDA_SRC_JOBS_IMPORT_DATE_H

#include "import_text.h"

#define DATE_SIZE 11

/* "31.12.2026", "31/12/2026", "31.12.26", "2026-12-31", each with a time behind it or without, and the number that Excel has
 * for a day ("46387"). Between 1900 and 2199. The answer is as ISO 8601 has it. False: it is no day. */
bool date_read(struct text text, char ret_date[static DATE_SIZE]);

#endif
