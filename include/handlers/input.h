// SPDX-License-Identifier: MIT
/* What people type, as it is stored: trimmed, and numbers in their one notation. The contract has checked the formats
 * before. Absent and null come back as NULL. */
#ifndef SAUDA_HANDLERS_INPUT_H
#define SAUDA_HANDLERS_INPUT_H

#include "base/ctx.h"
#include "base/value.h"
#include "repo/list_spec.h"

/* Without the blanks around it. ERR_VALIDATION_FAILED names `field` where nothing is left. */
enum err input_text(struct ctx *cx, const char *field, struct opt_str text, const char **ret_text)
    __attribute__((warn_unused_result));
const char *input_phone(struct ctx *cx, struct opt_str phone);     /* in E.164 */
const char *input_bin_iin(struct ctx *cx, struct opt_str bin_iin); /* 12 digits */
/* As an array literal: trimmed, without those that are empty then and those that were there before. */
const char *input_tags(struct ctx *cx, struct opt_strs tags);

/* The values that a filter compares with telephone numbers and BIN/IIN (of fields named `phone` and `bin_iin`) in the
 * notation of the rows. What is no number stays as it is: no row has it. */
void input_filter(struct ctx *cx, const struct list_spec *list, const struct opt_strs *filter);

#endif
