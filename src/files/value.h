// SPDX-License-Identifier: MIT
/* What the writers of both formats have to know of a value. */
#ifndef SAUDA_SRC_FILES_VALUE_H
#define SAUDA_SRC_FILES_VALUE_H

#include "files/table_value.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether it is a decimal number: digits, with a minus and a point at most. */
bool value_is_number(const struct table_value *value);
/* How many digits of a decimal number count: those behind its leading zeros. */
size_t value_digits(const struct table_value *value);
bool value_is_true(const struct table_value *value);

#endif
