// SPDX-License-Identifier: MIT
/* Header values with parameters: the names of files (Content-Disposition, RFC 6266) with letters beyond ASCII (RFC 8187),
 * the parameters of media types. */
#ifndef SAUDA_HTTP_DISPOSITION_H
#define SAUDA_HTTP_DISPOSITION_H

#include "base/arena.h"

#define FILENAME_MAX_BYTES 255

/* `attachment` with the name as ASCII for old clients and as UTF-8 for all others. */
const char *disposition_write(struct arena *arena, const char *filename);
/* The name in a Content-Disposition, or NULL; `filename*` goes before `filename`. */
const char *disposition_filename(struct arena *arena, const char *value);
/* A name that a client sent, made fit for being shown: without the folders before it, NULL where nothing is left, where it
 * is not UTF-8 or has control characters; cut to FILENAME_MAX_BYTES. */
const char *filename_clean(struct arena *arena, const char *name);
/* The value of a parameter behind the first semicolon of a header, unquoted; NULL where it lacks it. */
const char *header_param(struct arena *arena, const char *value, const char *name);

#endif
