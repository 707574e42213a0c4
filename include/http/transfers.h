// SPDX-License-Identifier: MIT
/* Large bodies on their way, in either direction, over all loops of a process: where uploads are kept, and how many may be
 * under way at once. Each of them may last as long as its client is slow, so one organisation gets a part of the places
 * only. */
#ifndef SAUDA_HTTP_TRANSFERS_H
#define SAUDA_HTTP_TRANSFERS_H

#include "base/ctx.h"

struct transfers;

enum transfer_kind { TRANSFER_UPLOAD, TRANSFER_STREAM, TRANSFER_KINDS };

/* `folder` is for files without a name (base/file.h); the text must live as long. */
struct transfers *transfers_new(const char *folder);
void transfers_free(struct transfers *transfers);
const char *transfers_folder(const struct transfers *transfers);

/* Takes a place for the organisation of cx until the arena of cx is freed. ERR_OVERLOADED where there is none. */
enum err transfer_begin(struct ctx *cx, struct transfers *transfers, enum transfer_kind kind)
    __attribute__((warn_unused_result));

#endif
