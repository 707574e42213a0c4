// SPDX-License-Identifier: MIT
/* The ZIP file that a workbook is: its parts, unpacked as a stream and counted. */
#ifndef SAUDA_SRC_FILES_PACKAGE_H
#define SAUDA_SRC_FILES_PACKAGE_H

#include "fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zip.h>

struct package {
    zip_t *zip;
    uint64_t unpacked; /* of all parts so far, at most TABLE_MAX_UNPACKED_BYTES */
};

struct part {
    struct package *package;
    zip_file_t *file;
    uint64_t bytes_read, bytes_total; /* the total is what the file says of itself */
};

/* `package` is zeroed memory; package_close() is due in any case. */
enum fault package_open(struct package *package, const char *path);
void package_close(struct package *package);

/* FAULT_DAMAGED where there is no such part. `part` is zeroed memory; part_close() is due in any case. */
enum fault part_open(struct part *part, struct package *package, const char *name);
/* Up to `size` bytes of it; none at its end. */
enum fault part_read(struct part *part, void *data, size_t size, size_t *ret_len);
void part_close(struct part *part);

#endif
