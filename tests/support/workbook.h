// SPDX-License-Identifier: MIT
/* Workbooks made by hand, part by part, as no program would write them. */
#ifndef SAUDA_TESTS_WORKBOOK_H
#define SAUDA_TESTS_WORKBOOK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

#define WORKBOOK_STORED_BYTES                                                                      \
    4096u /* parts that are smaller are not compressed, so that a test may change them */

struct workbook_part {
    const char *name, *text;
    size_t len; /* 0: up to the NUL */
};

#define RELATIONSHIP(id, type, target)                                                             \
    "<Relationship Id=\"" id "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"    \
    "relationships/" type "\" Target=\"" target "\"/>"
#define RELATIONSHIPS(list)                                                                        \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas."             \
    "openxmlformats.org/package/2006/relationships\">" list "</Relationships>"
#define ROOT_RELATIONSHIPS RELATIONSHIPS(RELATIONSHIP("rId1", "officeDocument", "xl/workbook.xml"))
#define WORKBOOK(properties, sheets)                                                               \
    "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/"    \
    "2006/main\" "                                                                                 \
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">" properties  \
    "<sheets>" sheets "</sheets></workbook>"
#define SHEET(rows) "<?xml version=\"1.0\"?><worksheet><sheetData>" rows "</sheetData></worksheet>"

/* A file without a name that holds these bytes, open; -1 with errno. */
static inline int file_of(const void *data, size_t len)
{
    const int fd = memfd_create("test", MFD_CLOEXEC);

    if (fd >= 0 && write(fd, data, len) != (ssize_t)len) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The ZIP file of these parts, the caller's to free. A fault in it ends the program: it is one of the test. */
static inline char *workbook_bytes(const struct workbook_part *parts, size_t n, size_t *ret_len)
{
    zip_error_t error;
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = whole ? zip_open_from_source(whole, ZIP_TRUNCATE, &error) : NULL;
    char *bytes;
    zip_stat_t stat;

    if (!zip)
        abort();
    zip_source_keep(whole);
    for (size_t i = 0; i < n; i++) {
        const size_t len = parts[i].len ? parts[i].len : strlen(parts[i].text);
        zip_source_t *part = zip_source_buffer(zip, parts[i].text, len, 0);

        if (!part || zip_file_add(zip, parts[i].name, part, 0) != (zip_int64_t)i)
            abort();
        if (len < WORKBOOK_STORED_BYTES)
            zip_set_file_compression(zip, i, ZIP_CM_STORE, 0);
    }
    if (zip_close(zip) || zip_source_stat(whole, &stat) || zip_source_open(whole))
        abort();
    bytes = malloc(stat.size + 1);
    if (!bytes || zip_source_read(whole, bytes, stat.size) != (zip_int64_t)stat.size)
        abort();
    zip_source_close(whole);
    zip_source_free(whole);
    *ret_len = stat.size;
    return bytes;
}

#endif
