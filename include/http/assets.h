// SPDX-License-Identifier: MIT
/* The files the binary serves: the panel, the API reference and openapi.json. The table is made by tools/embed.py at
 * build time, compressed there once, so that serving is a search by name and one write. */
#ifndef SAUDA_HTTP_ASSETS_H
#define SAUDA_HTTP_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

struct asset {
    const char *path;  /* "/assets/index-B2x9.js" */
    const char *type;  /* the Content-Type */
    const char *etag;  /* weak, with its quotes: the same for all three encodings */
    bool is_immutable; /* the name changes with the content */
    const unsigned char *raw, *gz, *br; /* gz and br are NULL where compressing gains nothing */
    size_t raw_len, gz_len, br_len;
};

/* Sorted by path, in the order of strcmp(). */
extern const struct asset assets[];
extern const size_t n_assets;

#endif
