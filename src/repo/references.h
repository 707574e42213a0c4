// SPDX-License-Identifier: MIT
/* What a row says it is about or for whom: fields of a body that name other rows. Who may see own deals alone is told of
 * another's what he would be told of none. */
#ifndef SAUDA_REPO_REFERENCES_H
#define SAUDA_REPO_REFERENCES_H

#include "base/ctx.h"

/* ERR_VALIDATION_FAILED with `not_found` for `field`: deal_id, client_id, contact_id, assignee_id. */
enum err fail_reference(struct ctx *cx, const char *field) __attribute__((warn_unused_result));
/* `e` of a statement that wrote: what it refers to may go between the look and the write, and the foreign key tells. */
enum err explain_reference(struct ctx *cx, enum err e) __attribute__((warn_unused_result));

#endif
