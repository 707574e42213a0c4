// SPDX-License-Identifier: MIT
/* libzip reads the directory of a ZIP file into memory before anybody can ask how long it is, so it is measured here
 * first: each of its entries begins with a mark, which hardly ever stands elsewhere. */
#include "package.h"

#include "files/table_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A directory of some twenty thousand parts, where a large workbook has a hundred. */
#define MAX_DIRECTORY_BYTES ((uint64_t)2 << 20)
#define ENTRY_HEAD_BYTES 46u /* APPNOTE.TXT 4.3.12, up to the name */
#define PIECE_BYTES ((size_t)64 << 10)

static unsigned read_u16(const unsigned char *at)
{
    return at[0] | (unsigned)at[1] << 8;
}

/* What the entries whose heads lie in these bytes take: head, name, extra field and comment. */
static uint64_t directory_bytes(const unsigned char *data, size_t len)
{
    const unsigned char *at = data, *end = data + len;
    uint64_t bytes = 0;

    while ((at = memmem(at, (size_t)(end - at), "PK\1\2", 4)) && end - at >= ENTRY_HEAD_BYTES) {
        bytes += ENTRY_HEAD_BYTES + read_u16(at + 28) + read_u16(at + 30) + read_u16(at + 32);
        at += 4;
    }
    return bytes;
}

static enum fault check_directory(int fd)
{
    unsigned char piece[PIECE_BYTES];
    size_t held = 0;
    uint64_t bytes = 0;
    ssize_t got;

    while ((got = read(fd, piece + held, sizeof piece - held)) != 0) {
        size_t whole;

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAULT_SYSTEM;
        held += (size_t)got;
        bytes += directory_bytes(piece, held);
        if (bytes > MAX_DIRECTORY_BYTES)
            return FAULT_DAMAGED;
        if (held < ENTRY_HEAD_BYTES)
            continue;
        whole = held - (ENTRY_HEAD_BYTES - 1); /* a head may go on in the next piece */
        held -= whole;
        memmove(piece, piece + whole, held);
    }
    return FAULT_NONE;
}

static enum fault fault_of(int zip_error)
{
    switch (zip_error) {
    case ZIP_ER_OPEN:
    case ZIP_ER_READ:
    case ZIP_ER_SEEK:
        return FAULT_SYSTEM;
    case ZIP_ER_NOPASSWD:
    case ZIP_ER_WRONGPASSWD:
    case ZIP_ER_ENCRNOTSUPP:
        return FAULT_PROTECTED;
    default:
        return FAULT_DAMAGED;
    }
}

enum fault package_open(struct package *package, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum fault fault;
    int error;

    if (fd < 0)
        return FAULT_SYSTEM;
    fault = check_directory(fd);
    close(fd);
    if (fault)
        return fault;
    package->zip = zip_open(path, ZIP_RDONLY, &error);
    return package->zip ? FAULT_NONE : fault_of(error);
}

void package_close(struct package *package)
{
    if (package->zip)
        zip_discard(package->zip);
    package->zip = NULL;
}

enum fault part_open(struct part *part, struct package *package, const char *name)
{
    zip_int64_t index = zip_name_locate(package->zip, name, ZIP_FL_ENC_RAW);
    zip_stat_t stat;

    if (index < 0) /* names of parts are equivalent whatever their case (ECMA-376-2, 6.2.2) */
        index = zip_name_locate(package->zip, name, ZIP_FL_ENC_RAW | ZIP_FL_NOCASE);
    if (index < 0 || zip_stat_index(package->zip, (zip_uint64_t)index, 0, &stat))
        return FAULT_DAMAGED;
    if ((stat.valid & ZIP_STAT_COMP_METHOD) && stat.comp_method != ZIP_CM_STORE &&
        stat.comp_method != ZIP_CM_DEFLATE)
        return FAULT_DAMAGED; /* others are not Excel's, and some take much memory */
    part->package = package;
    part->bytes_total = (stat.valid & ZIP_STAT_SIZE) ? stat.size : 0;
    part->file = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
    return part->file ? FAULT_NONE : fault_of(zip_error_code_zip(zip_get_error(package->zip)));
}

enum fault part_read(struct part *part, void *data, size_t size, size_t *ret_len)
{
    const zip_int64_t got = zip_fread(part->file, data, size);

    if (got < 0)
        return fault_of(zip_error_code_zip(zip_file_get_error(part->file)));
    part->bytes_read += (uint64_t)got;
    part->package->unpacked += (uint64_t)got;
    if (part->package->unpacked > TABLE_MAX_UNPACKED_BYTES)
        return FAULT_UNPACKED_SIZE;
    *ret_len = (size_t)got;
    return FAULT_NONE;
}

void part_close(struct part *part)
{
    if (part->file)
        zip_fclose(part->file);
    part->file = NULL;
}
